package io.tekton.sharedservices.configsync;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.tekton.sharedservices.journal.RunOutcome;
import io.tekton.sharedservices.posix.PythonChild;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Whatever cannot be read for sure: nothing is written, the flag stays, and the run says where. */
@Timeout(400)
class FailClosedTest {
    @TempDir
    private Path temp;

    private SyncHouse house;

    @BeforeEach
    void installation() throws IOException {
        house = new SyncHouse(temp).withSamples().raiseFlag();
    }

    /** Of both files; {@code $} means a quote here, and {@code ;} below a line feed. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "~~ | line 1, column 1 | empty",
                "[] | line 1, column 1 | an array",
                "{$a$:{$pid$:7}} x | line 1, column | not JSON",
                "{$a$:{$pid$:7}} {} | line 1, column 17 | after its end",
                "{$a$:{$p$:1,$p$:2}} | line 1, column | twice",
                "{$a$:{$p$:NaN}} | line 1, column | not JSON",
                "{$a$:{$p$:Infinity}} | line 1, column | not JSON",
                "{$a$:{$p$:1 | line 1, column | in the middle",
                "{$a$:{$p$:01}} | line 1, column | not JSON",
            })
    void refusesWhatIsNoPlainJson(String text, String place, String problem) throws IOException {
        byte[] bytes = text.replace('$', '"').getBytes(UTF_8);

        Files.write(house.places.registry(), bytes);
        assertFails("registry-unreadable", house.places.registry(), place, problem);

        house.withSamples();
        Files.write(house.places.config(), bytes);
        assertFails("config-unreadable", house.places.config(), place, problem);
    }

    @Test
    void refusesWhatIsNotUtf8OrTooDeep() throws IOException {
        byte[][] broken = {
            "\ufeff{}".getBytes(UTF_8),
            "{}".getBytes(StandardCharsets.UTF_16BE),
            {'{', '"', (byte) 0xE9, '"', ':', '1', '}'},
            ("{\"a\":{\"b\":" + "[".repeat(10_000) + "]".repeat(10_000) + "}}").getBytes(UTF_8),
        };
        for (byte[] bytes : broken) {
            house.withSamples();
            Files.write(house.places.registry(), bytes);
            assertFails("registry-unreadable", house.places.registry(), "line 1, column");
            house.withSamples();
            Files.write(house.places.config(), bytes);
            assertFails("config-unreadable", house.places.config(), "line 1, column");
        }
    }

    @Test
    void refusesWhatIsTooLarge() throws IOException {
        for (Path file : new Path[] {house.places.registry(), house.places.config()}) {
            house.withSamples();
            try (RandomAccessFile large = new RandomAccessFile(file.toFile(), "rw")) {
                large.setLength((64L << 20) + 1);
            }
            assertFails(
                    file.equals(house.places.registry()) ? "registry-unreadable" : "config-unreadable",
                    file,
                    "67108865 bytes",
                    "64 MiB");
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "{$a$:7} | line 1, column 6 | entry $a$",
                "{$a$:{$port$:$1$}} | line 1, column 14 | text",
                "{$a$:{$metadata$:[]}} | line 1, column 18 | an array",
                "{;$a$:{;  $port$:70000}} | line 3, column 10 | 0 to 65535",
            })
    void refusesARegistryOfAnotherShape(String text, String place, String problem) throws IOException {
        Files.writeString(house.places.registry(), text.replace('$', '"').replace(';', '\n'));

        assertFails("registry-unreadable", house.places.registry(), place, problem.replace('$', '"'));
    }

    @Test
    void refusesAConfigurationOfAnotherShape() throws IOException {
        Files.writeString(house.places.config(), "{\n  \"ai_specialists\": [\n]}");

        assertFails("config-unreadable", house.places.config(), "line 2, column 21", "an array");
    }

    @Test
    void refusesFilesThatEverybodyMayWrite() throws IOException {
        for (Path file : new Path[] {house.places.registry(), house.places.config()}) {
            Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-rw-rw-"));
            assertFails(
                    file.equals(house.places.registry()) ? "registry-unreadable" : "config-unreadable",
                    file,
                    "may be written by everybody",
                    "chmod");
            Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));
        }
    }

    @Test
    void refusesWhatIsNoRegularFile() throws Exception {
        Files.delete(house.places.config());
        assertThat(new ProcessBuilder("mkfifo", house.places.config().toString())
                        .start()
                        .waitFor())
                .isZero();
        assertThat(house.run().run().reason()).isEqualTo("config-unreadable");

        Files.delete(house.places.config());
        Files.createSymbolicLink(house.places.config(), temp.resolve("nowhere"));
        SyncReport dangling = house.run();
        assertThat(dangling.run().reason()).isEqualTo("config-unreadable");
        assertThat(dangling.run().message()).contains("symbolic link to nowhere");
        assertThat(temp.resolve("nowhere")).doesNotExist();
    }

    @Test
    void makesNoFolderForAConfiguration() throws IOException {
        Files.delete(house.places.config());
        Files.delete(house.places.config().getParent());

        SyncReport report = house.run();

        assertThat(report.run().reason()).isEqualTo("config-missing");
        assertThat(house.places.config().getParent()).doesNotExist();
        assertThat(house.sync().isCalledFor()).isTrue();
    }

    @Test
    void saysThatTheRegistryIsMissing() throws IOException {
        Files.delete(house.places.registry());

        assertFails("registry-missing", house.places.registry(), "is missing", "");
    }

    @Test
    void saysThatTheRegistryIsLocked() throws IOException {
        Path lock = Files.createFile(house.places.registry().resolveSibling(".registration.lock"));
        PythonChild writer = PythonChild.holding(lock);

        assertFails("registry-locked", lock, "is held by another program", "");

        writer.close();
        assertThat(house.run().run().outcome()).isEqualTo(RunOutcome.SUCCEEDED);
    }

    @Test
    void takesNoBeginningOfASampleForAWhole() throws IOException {
        for (Path file : new Path[] {house.places.registry(), house.places.config()}) {
            byte[] whole = SyncHouse.sample(file.getFileName().toString());
            int end = new String(whole, UTF_8).stripTrailing().length();
            // each has a second check 100 ms later, so some here: the tests of the parsers take every one
            for (int length = 0; length < end; length += 97) {
                house.withSamples();
                Files.write(file, Arrays.copyOf(whole, length));
                byte[] before = bytes();

                SyncReport report = house.run();

                assertThat(report.run().outcome())
                        .as("%s, %d bytes", file, length)
                        .isEqualTo(RunOutcome.FAILED);
                assertThat(bytes()).isEqualTo(before);
                assertThat(house.sync().isCalledFor()).isTrue();
            }
        }
    }

    private void assertFails(String reason, Path file, String... words) {
        byte[] before = bytes();

        SyncReport report = house.run();

        assertThat(report.run().outcome()).as("%s", report.run()).isEqualTo(RunOutcome.FAILED);
        assertThat(report.run().reason()).isEqualTo(reason);
        assertThat(report.run().message()).contains(file.toString()).contains(words);
        assertThat(bytes()).isEqualTo(before);
        assertThat(house.places.backups()).doesNotExist();
        assertThat(house.sync().isCalledFor()).isTrue();
    }

    private byte[] bytes() {
        try {
            return Files.readAllBytes(house.places.config());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
