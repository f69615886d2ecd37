package io.tekton.sharedservices.configsync;

import static org.assertj.core.api.Assertions.assertThat;

import io.tekton.sharedservices.concurrent.StopFlag;
import io.tekton.sharedservices.configsync.Deviation.Kind;
import io.tekton.sharedservices.journal.RunOutcome;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Only what somebody saved after a sync wrote the configuration, or found it synchronised, is drift. */
class DriftTest {
    @TempDir
    private Path temp;

    private SyncHouse house;

    @BeforeEach
    void installation() throws IOException {
        house = new SyncHouse(temp).withSamples();
    }

    /** What a process says that has just begun. */
    private Kind kind() {
        return house.sync().drift().kind();
    }

    private void register(int port) throws IOException {
        Files.writeString(
                house.places.registry(),
                SyncHouse.sampleText("platform_ai_registry.json").replace("45012", Integer.toString(port)));
    }

    @Test
    void whatNoSyncEverSawInLineIsReportedAndNeverRepaired() throws IOException {
        assertThat(kind()).isEqualTo(Kind.NEVER_IN_LINE);

        Files.writeString(house.places.config(), house.config().replace("Reads code.", "Mine."));

        assertThat(kind()).isEqualTo(Kind.NEVER_IN_LINE);
    }

    @Test
    void aRegistryThatChangedWithoutAFlagIsReportedAlsoByTheNextProcess() throws IOException {
        house.force();
        assertThat(kind()).isEqualTo(Kind.NONE);

        register(46_000);

        assertThat(kind()).isEqualTo(Kind.REGISTRY_CHANGED);
        assertThat(kind()).isEqualTo(Kind.REGISTRY_CHANGED);
    }

    @Test
    void aSaveOfWhatPeopleOwnIsNoDriftThoughTheRegistryChanged() throws IOException {
        house.force();
        register(46_000);

        Files.writeString(house.places.config(), house.config().replace("Reads code.", "Mine."));

        assertThat(kind()).isEqualTo(Kind.REGISTRY_CHANGED);
    }

    @Test
    void aSaveOfAnOwnedFieldIsADriftAlsoForTheNextProcess() throws IOException {
        house.force();

        Files.writeString(house.places.config(), house.config().replace("45012", "1"));

        assertThat(kind()).isEqualTo(Kind.DRIFT);
    }

    @Test
    void aSaveAfterItWasSeenInLineIsADriftThoughNoSyncEverWroteIt() throws IOException {
        String inLine = inLine();
        Files.writeString(house.places.config(), inLine);
        assertThat(kind()).isEqualTo(Kind.NONE);

        Files.writeString(house.places.config(), inLine.replace("45012", "1"));

        assertThat(kind()).isEqualTo(Kind.DRIFT);
    }

    @Test
    void aDamagedMarkOfAnUndoStillKeepsItFromBeingRepaired() throws IOException {
        house.force();
        house.sync().undo(SyncHouse.UNDO, new StopFlag());
        Path mark = house.places.backups().resolve("undone");
        assertThat(kind()).isEqualTo(Kind.NONE);

        for (String damage : List.of("", "\n", Files.readString(mark).substring(0, 20))) {
            Files.writeString(mark, damage);

            assertThat(kind()).as("a mark that holds '%s'", damage).isEqualTo(Kind.NONE);
        }
        assertThat(house.force().run().outcome()).isEqualTo(RunOutcome.SUCCEEDED);
        Files.writeString(house.places.config(), house.config().replace("45012", "1"));
        assertThat(kind()).as("what is saved after it").isEqualTo(Kind.DRIFT);
    }

    @Test
    void whatIsKnownOfOneConfigurationSaysNothingOfAnother() throws IOException {
        house.force();
        Path other = Files.createDirectory(temp.resolve("other"));
        SyncHouse elsewhere = new SyncHouse(other).withSamples();
        Files.createDirectories(elsewhere.places.backups());
        try (Stream<Path> files = Files.list(house.places.backups())) {
            for (Path file : files.toList()) {
                Files.copy(file, elsewhere.places.backups().resolve(file.getFileName()));
            }
        }

        assertThat(elsewhere.sync().drift().kind()).isEqualTo(Kind.NEVER_IN_LINE);
    }

    private String inLine() throws IOException {
        Path other = Files.createDirectory(temp.resolve("other"));
        SyncHouse elsewhere = new SyncHouse(other).withSamples();
        elsewhere.force();
        return elsewhere.config();
    }
}
