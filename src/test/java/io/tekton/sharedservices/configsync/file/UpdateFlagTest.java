package io.tekton.sharedservices.configsync.file;

import static org.assertj.core.api.Assertions.assertThat;

import io.tekton.sharedservices.configsync.SyncHouse;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class UpdateFlagTest {
    private static final String SAID = "{\"timestamp\": 1751562224.27, \"iso_time\": \"2025-07-03T17:03:44.278209\"}";
    private static final Instant WRITTEN = Instant.parse("2026-03-01T00:00:00Z");

    @TempDir
    private Path folder;

    private Path file;
    private UpdateFlag flag;

    @BeforeEach
    void noFlag() {
        file = folder.resolve(".config_update_needed");
        flag = new UpdateFlag(file, SyncHouse.CLOCK);
    }

    @Test
    void aClaimIsTheFlagUntilItIsRemoved() throws IOException {
        Files.writeString(file, SAID);
        assertThat(flag.isRaised()).isTrue();

        List<Path> claims = flag.claim("run-1");

        assertThat(file).doesNotExist();
        assertThat(claims).hasSize(1);
        assertThat(flag.isRaised()).isTrue();
        assertThat(flag.raisedAt(claims)).isEqualTo(Instant.parse("2025-07-03T17:03:44.270Z"));
        assertThat(flag.remove(claims)).isEmpty();
        assertThat(flag.isRaised()).isFalse();
    }

    @Test
    void aFlagThatIsRaisedDuringASyncOutlivesIt() throws IOException {
        Files.writeString(file, SAID);
        List<Path> claims = flag.claim("run-1");
        Files.writeString(file, SAID);

        flag.remove(claims);

        assertThat(flag.isRaised()).isTrue();
        assertThat(flag.claim("run-2")).hasSize(1);
    }

    @Test
    void findsTheClaimsOfSyncsThatDidNotComeToTheirEnd() throws IOException {
        Files.writeString(file, "");
        Files.setLastModifiedTime(file, FileTime.from(WRITTEN));
        flag.claim("run-1");
        UpdateFlag later = new UpdateFlag(file, SyncHouse.CLOCK);
        Files.writeString(file, "{\"timestamp\": 1772600000}");

        List<Path> claims = later.claim("run-2");

        assertThat(claims).hasSize(1);
        assertThat(later.raisedAt(claims)).isEqualTo(WRITTEN);
        assertThat(later.remove(claims)).isEmpty();
        assertThat(later.isRaised()).isFalse();
    }

    @Test
    void aHundredFlagsThatNobodyCouldServeAreOneClaimSinceTheFirst() throws IOException {
        for (int raising = 0; raising < 100; raising++) {
            Files.writeString(file, "{\"timestamp\": " + (1_751_562_224 + raising) + "}");
            new UpdateFlag(file, SyncHouse.CLOCK).claim("run-" + (raising * 37 % 100));
        }

        List<Path> claims = flag.claim("the-last");

        assertThat(folder.toFile().list()).hasSize(1);
        assertThat(claims).hasSize(1);
        assertThat(flag.raisedAt(claims)).isEqualTo(Instant.ofEpochSecond(1_751_562_224));
        flag.remove(claims);
        assertThat(flag.isRaised()).isFalse();
    }

    @Test
    void processesThatMakeOneOfTheClaimsAtOnceLeaveOne() throws Exception {
        for (int round = 0; round < 50; round++) {
            for (int claim = 0; claim < 6; claim++) {
                Files.writeString(folder.resolve(".config_update_needed.claimed-" + claim), SAID);
            }
            List<Thread> processes = new ArrayList<>();
            for (int process = 0; process < 3; process++) {
                String name = "process-" + process;
                processes.add(new Thread(() -> claim(new UpdateFlag(file, SyncHouse.CLOCK), name)));
            }
            processes.forEach(Thread::start);
            for (Thread process : processes) {
                process.join();
            }

            assertThat(flag.isRaised()).isTrue();
            flag.remove(flag.pending());
        }
    }

    private static void claim(UpdateFlag flag, String name) {
        try {
            flag.claim(name);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void claimsNothingWhereThereIsNothing() throws IOException {
        assertThat(flag.claim("run-1")).isEmpty();
        assertThat(new UpdateFlag(folder.resolve("no/such/flag"), SyncHouse.CLOCK).claim("run-1"))
                .isEmpty();
        assertThat(new UpdateFlag(folder.resolve("no/such/flag"), SyncHouse.CLOCK).isRaised())
                .isFalse();
    }

    @Test
    void everyBeginningOfAFlagIsAFlag() throws IOException {
        byte[] whole = SAID.getBytes(StandardCharsets.UTF_8);
        for (int length = 0; length < whole.length; length++) {
            Files.write(file, Arrays.copyOf(whole, length));
            Files.setLastModifiedTime(file, FileTime.from(WRITTEN));

            List<Path> claims = flag.claim("run-" + length);

            assertThat(claims).hasSize(1);
            assertThat(flag.raisedAt(claims)).as("prefix of %d bytes", length).isEqualTo(WRITTEN);
            flag.remove(claims);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"timestamp\": -1}",
                "{\"timestamp\": 99999999999}",
                "{\"timestamp\": 1e999999999}",
                "{\"timestamp\": 1e-999999999}",
                "{\"timestamp\": 1e99999999999}",
                "{\"timestamp\": \"1751562224.27\"}",
                "{\"timestamp\": 1751562224.27} x",
                "[1751562224.27]",
                "\u0000",
            })
    void doesNotBelieveEveryTime(String text) throws IOException {
        Files.writeString(file, text);
        Files.setLastModifiedTime(file, FileTime.from(WRITTEN));

        assertThat(flag.raisedAt(flag.claim("run-1"))).isEqualTo(WRITTEN);
    }

    @Test
    @Timeout(120)
    void opensNothingButARegularFile() throws Exception {
        assertThat(new ProcessBuilder("mkfifo", file.toString()).start().waitFor())
                .isZero();
        List<Path> fifo = flag.claim("run-1");
        Files.createSymbolicLink(file, Files.writeString(folder.resolve("secret"), SAID));
        List<Path> both = flag.claim("run-2");

        assertThat(fifo).hasSize(1);
        assertThat(both).hasSize(1);
        assertThat(flag.raisedAt(both)).isAfter(Instant.parse("2026-03-04T00:00:00Z"));
        flag.remove(both);
        assertThat(folder.resolve("secret")).exists();
        assertThat(flag.isRaised()).isFalse();
    }

    @Test
    void takesAFolderForNoFlag() throws IOException {
        Files.createDirectory(file);

        assertThat(flag.isRaised()).isFalse();
        assertThat(flag.claim("run-1")).isEmpty();
    }

    @Test
    void aServedClaimThatCannotBeRemovedRaisesNothing() throws IOException {
        Files.writeString(file, SAID);
        List<Path> claims = flag.claim("run-1");
        // a folder with something in it cannot be removed by any user
        Files.delete(claims.get(0));
        Files.createDirectories(claims.get(0).resolve("x"));

        List<String> told = flag.remove(claims);

        assertThat(told).singleElement().asString().contains(claims.get(0).toString());
        assertThat(Files.exists(claims.get(0), LinkOption.NOFOLLOW_LINKS)).isTrue();
        assertThat(flag.isRaised()).isFalse();
    }
}
