package io.tekton.sharedservices.configsync.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tekton.sharedservices.posix.OpenWriters;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** What a write in place leaves that was cut off anywhere is made whole; what people saved since is not touched. */
@EnabledOnOs(value = OS.LINUX, disabledReason = "the lease is Linux's")
class InPlaceJournalTest {
    private static final byte[] SHORT = "{\"port\": 1, \"text\": \"a\"}".getBytes(StandardCharsets.UTF_8);
    private static final byte[] LONG =
            "{\"port\": 45012, \"text\": \"a\", \"more\": []}".getBytes(StandardCharsets.UTF_8);

    @TempDir
    private Path temp;

    private Path target;
    private Backups backups;
    private InPlaceJournal journal;

    private final Overwriting overwriting = new Overwriting(OpenWriters::of, Failpoints.unwatched());
    private final List<String> told = new ArrayList<>();

    @BeforeEach
    void journal() {
        target = temp.resolve("config.json");
        backups = new Backups(temp.resolve("backups"));
        journal = new InPlaceJournal(backups);
    }

    private byte[] settled(byte[] old, byte[] anew, byte[] found) throws IOException {
        journal.keep(target, old, anew);
        Files.write(target, found);
        told.clear();
        journal.settle(target, overwriting, told);
        assertThat(backups.folder().toFile().list()).isEmpty();
        return Files.readAllBytes(target);
    }

    @Test
    void makesAWriteWholeThatWasCutOffAtAnyByte() throws IOException {
        for (byte[][] pair : new byte[][][] {{SHORT, LONG}, {LONG, SHORT}}) {
            for (int cut = 0; cut <= pair[1].length; cut++) {
                byte[] found = Arrays.copyOf(pair[0], Math.max(pair[0].length, cut));
                System.arraycopy(pair[1], 0, found, 0, cut);
                boolean untouched = Arrays.equals(found, pair[0]);

                assertThat(settled(pair[0], pair[1], found))
                        .as("cut at %d", cut)
                        .isEqualTo(untouched ? pair[0] : pair[1]);
            }
        }
    }

    @Test
    void makesAWriteWholeOfWhichSomeBlocksNeverReachedTheDisk() throws IOException {
        byte[] found = LONG.clone();
        Arrays.fill(found, 10, 20, (byte) 0);

        assertThat(settled(SHORT, LONG, found)).isEqualTo(LONG);
        assertThat(told).singleElement().asString().contains("half written");
    }

    @Test
    void leavesWhatSomebodySavedSince() throws IOException {
        for (String saved : List.of("", "{", "{\"port\": 2, \"text\": \"b\"}", "x".repeat(25))) {
            byte[] bytes = saved.getBytes(StandardCharsets.UTF_8);

            assertThat(settled(SHORT, LONG, bytes)).isEqualTo(bytes);
            assertThat(told).isEmpty();
        }
    }

    @Test
    void aJournalThatIsNotWholeTouchesNothingAndIsNamed() throws IOException {
        journal.keep(target, SHORT, LONG);
        Path file = backups.folder().resolve(backups.folder().toFile().list()[0]);
        byte[] whole = Files.readAllBytes(file);
        byte[] torn = LONG.clone();
        Arrays.fill(torn, 10, 20, (byte) 0);
        for (int length = 0; length < whole.length; length++) {
            Files.write(file, Arrays.copyOf(whole, length));
            Files.write(target, torn);

            assertThatThrownBy(() -> journal.settle(target, overwriting, told))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining(file + " is damaged");
            assertThat(Files.readAllBytes(target)).isEqualTo(torn);
            assertThat(file).hasBinaryContent(Arrays.copyOf(whole, length));
        }
    }

    @Test
    void hasNothingToSettleWhereNothingWasBegun() throws IOException {
        Files.write(target, SHORT);

        journal.settle(target, overwriting, told);

        assertThat(Files.readAllBytes(target)).isEqualTo(SHORT);
        assertThat(told).isEmpty();
    }
}
