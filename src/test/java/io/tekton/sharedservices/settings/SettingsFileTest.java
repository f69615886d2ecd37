package io.tekton.sharedservices.settings;

import static org.assertj.core.api.Assertions.assertThat;

import io.tekton.sharedservices.files.FileTrust;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

class SettingsFileTest {

    @TempDir
    Path temp;

    private Path file;

    @BeforeEach
    void resolveTheFolder() throws IOException {
        file = temp.toRealPath().resolve("quartz.properties");
    }

    @Test
    void readsSettingsInUtf8() throws IOException {
        write("a = Grüße\n".getBytes(StandardCharsets.UTF_8));

        SettingsFile read = read();

        assertThat(read.problems()).isEmpty();
        assertThat(read.settings()).containsExactly(new GivenSetting("a", "Grüße", new Origin.InFile(file, 1)));
    }

    @Test
    void namesTheLineThatIsNotUtf8() throws IOException {
        write("a=1\r\nb=Gr\u00fc\u00dfe\nc=3".getBytes(StandardCharsets.ISO_8859_1));

        assertThat(read().problems())
                .singleElement()
                .satisfies(problem ->
                        assertThat(problem.text()).isEqualTo(file + ":2: is not UTF-8; allowed: text in UTF-8"));
        assertThat(read().settings()).isEmpty();
    }

    @Test
    void refusesACharacterThatTheEndCutsShort() throws IOException {
        write(new byte[] {'a', '=', (byte) 0xc3});

        assertThat(read().problems()).extracting(Problem::what).containsExactly("is not UTF-8");
    }

    @Test
    void refusesNulBytesAndAByteOrderMark() throws IOException {
        write("a=1\nb=\0".getBytes(StandardCharsets.UTF_8));
        assertThat(read().problems())
                .extracting(Problem::text)
                .containsExactly(file + ":2: contains a NUL byte; allowed: text in UTF-8");

        write("\uFEFFa=1".getBytes(StandardCharsets.UTF_8));
        assertThat(read().problems()).extracting(Problem::what).containsExactly("starts with a byte order mark");
    }

    @Test
    void readsUpToOneMebibyteAndNoMore() throws IOException {
        byte[] most = ("#" + "x".repeat((1 << 20) - 5) + "\na=1").getBytes(StandardCharsets.UTF_8);
        write(most);
        assertThat(read().settings()).hasSize(1);

        write((new String(most, StandardCharsets.UTF_8) + "2").getBytes(StandardCharsets.UTF_8));
        assertThat(read().problems()).extracting(Problem::what).containsExactly("is larger than 1 MiB");
    }

    @Test
    void quotesNothingOfAFileThatHoldsAKey() throws IOException {
        write("x\n-----BEGIN PRIVATE KEY-----\nMIIEvQIBADANBg==\n".getBytes(StandardCharsets.UTF_8));

        assertThat(read().settings()).isEmpty();
        assertThat(read().problems())
                .singleElement()
                .satisfies(problem -> assertThat(problem.text()).doesNotContain("MIIE"));
    }

    @Test
    void mayBeAbsentOnlyIfNobodyAskedForIt() {
        SettingsFile unasked = SettingsFile.read(file, false, FileTrust.ofThisUser());
        SettingsFile asked = SettingsFile.read(file, true, FileTrust.ofThisUser());

        assertThat(unasked.present()).isFalse();
        assertThat(unasked.problems()).isEmpty();
        assertThat(asked.problems())
                .extracting(Problem::text)
                .containsExactly(file + ": does not exist; allowed: a readable file");
    }

    @Test
    void takesALinkToNothingForAFault() throws IOException {
        Files.createSymbolicLink(file, temp.resolve("nothing"));

        assertThat(SettingsFile.read(file, false, FileTrust.ofThisUser()).problems())
                .extracting(Problem::what)
                .containsExactly("is a link to nothing");
    }

    @Test
    void saysInWordsWhyItCannotBeRead() {
        Path tooLong = temp.resolve("x".repeat(300));

        assertThat(SettingsFile.read(tooLong, true, FileTrust.ofThisUser()).problems())
                .extracting(Problem::what)
                .containsExactly("cannot be read (the file name is too long)");
    }

    @Test
    void namesALinkToItself() throws IOException {
        Path loop = Files.createSymbolicLink(temp.resolve("loop"), Path.of("loop"));

        assertThat(SettingsFile.read(loop, true, FileTrust.ofThisUser()).problems())
                .extracting(Problem::what)
                .containsExactly("cannot be read (the symbolic links on the way lead in a circle)");
    }

    @Test
    void doesNotReadWhatEverybodyMayWrite() throws IOException {
        write("a=1".getBytes(StandardCharsets.UTF_8));
        Files.setAttribute(file, "unix:mode", 0666);

        assertThat(read().settings()).isEmpty();
        assertThat(read().problems())
                .first()
                .satisfies(problem -> assertThat(problem.text())
                        .contains(
                                "is not safe to use", "may be written by everybody; fix it with: chmod go-w " + file));
    }

    @Test
    @Timeout(10)
    void doesNotWaitForTheWriterOfAFifo() {
        Process mkfifo;
        try {
            mkfifo = new ProcessBuilder("mkfifo", "-m", "600", file.toString()).start();
        } catch (IOException e) {
            throw new AssertionError("mkfifo", e);
        }
        assertThat(mkfifo.onExit().join().exitValue()).isZero();

        assertThat(read().problems())
                .first()
                .satisfies(problem -> assertThat(problem.what()).contains("is a FIFO"));
    }

    private SettingsFile read() {
        return SettingsFile.read(file, true, FileTrust.ofThisUser());
    }

    private void write(byte[] bytes) throws IOException {
        Files.write(file, bytes);
        Files.setAttribute(file, "unix:mode", 0600);
    }
}
