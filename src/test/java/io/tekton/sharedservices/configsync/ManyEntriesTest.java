package io.tekton.sharedservices.configsync;

import static org.assertj.core.api.Assertions.assertThat;

import io.tekton.sharedservices.concurrent.StopFlag;
import io.tekton.sharedservices.journal.RunOutcome;
import io.tekton.sharedservices.testing.Rounds;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What takes time with the square of the entries would take minutes here, in the long form. */
@Timeout(300)
@Tag(Rounds.LONG_FORM)
class ManyEntriesTest {
    private static final int MANY = Rounds.of(3_000, 20_000);

    @TempDir
    private Path temp;

    @Test
    void followsAndUndoesThousandsOfEntries() throws IOException {
        SyncHouse house = new SyncHouse(temp).withSamples();
        register(house, MANY / 2, 10_000);
        house.force();
        String half = house.config();
        register(house, MANY, 20_000);

        SyncReport all = house.force();

        assertThat(all.run().outcome()).as("%s", all.run()).isEqualTo(RunOutcome.SUCCEEDED);
        assertThat(all.plan().changes()).hasSize(MANY / 2 + MANY / 2 * 7);
        SyncReport undone = house.sync().undo(SyncHouse.UNDO, new StopFlag());
        assertThat(undone.plan().changes()).hasSize(MANY / 2 + MANY / 2 * 7);
        assertThat(house.config()).isEqualTo(half);
    }

    private static void register(SyncHouse house, int count, int firstPort) throws IOException {
        Files.writeString(
                house.places.registry(),
                IntStream.range(0, count)
                        .mapToObj(i -> "\"c%d-ai\": {\"port\": %d, \"metadata\": {\"pid\": %d}}"
                                .formatted(i, firstPort + i, i + 2))
                        .collect(Collectors.joining(",\n", "{", "}")));
    }
}
