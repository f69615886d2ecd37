package io.tekton.sharedservices.configsync;

import static org.assertj.core.api.Assertions.assertThat;

import io.tekton.sharedservices.configsync.file.ConfigSyncSettings;
import io.tekton.sharedservices.configsync.file.Failpoints.Step;
import io.tekton.sharedservices.configsync.file.UpdateFlag;
import io.tekton.sharedservices.posix.FileExchange;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Rhetor changes the roster and raises the flag again while a sync runs. */
class LostUpdateTest {
    @TempDir
    private Path temp;

    private SyncHouse house;

    @BeforeEach
    void installation() throws IOException {
        house = new SyncHouse(temp).withSamples().raiseFlag();
    }

    /** The order of the program that came before: sync, then clear the flag. */
    @Test
    void theOriginalsOrderLosesIt() throws IOException {
        house.watchedBy(step -> {
            if (step == Step.REGISTRY_READ) {
                changeRoster();
            }
        });

        house.force();
        Files.deleteIfExists(house.places.flag());
        for (Path claim : new UpdateFlag(house.places.flag(), SyncHouse.CLOCK).pending()) {
            Files.delete(claim);
        }

        assertThat(house.sync().isCalledFor()).isFalse();
        assertThat(house.config()).doesNotContain("46012");
    }

    @ParameterizedTest
    @EnumSource(
            value = Step.class,
            mode = EnumSource.Mode.EXCLUDE,
            names = {"LINKED", "JOURNAL_KEPT", "OVERWRITTEN", "CUT", "JOURNAL_REMOVED"})
    void ourOrderDoesNot(Step step) {
        assertServed(step);
    }

    @ParameterizedTest
    @EnumSource(
            value = Step.class,
            names = {"JOURNAL_KEPT", "PLAN_RECORDED", "OVERWRITTEN", "CUT", "JOURNAL_REMOVED", "LAST_IN_LINE_KEPT"})
    void norDoesItWhereTheFileIsWrittenInPlace(Step step) {
        house.replacing(ConfigSyncSettings.Replace.IN_PLACE);

        assertServed(step);
    }

    @ParameterizedTest
    @EnumSource(
            value = Step.class,
            names = {"SWAP_READY", "LINKED", "EXCHANGED", "FOLDER_SYNCED"})
    void norDoesItWhereThereIsNoExchange(Step step) {
        house.with((one, other) -> FileExchange.Result.UNSUPPORTED);

        assertServed(step);
    }

    private void assertServed(Step step) {
        boolean[] changed = new boolean[1];
        house.watchedBy(reached -> {
            if (reached == step && !changed[0]) {
                changed[0] = true;
                changeRoster();
            }
        });

        house.run();

        assertThat(house.sync().isCalledFor()).isTrue();
        house.run();
        assertThat(house.config()).contains("46012");
        assertThat(house.sync().isCalledFor()).isFalse();
    }

    private void changeRoster() {
        try {
            Files.writeString(
                    house.places.registry(),
                    SyncHouse.sampleText("platform_ai_registry.json").replace("45012", "46012"));
            house.raiseFlag();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
