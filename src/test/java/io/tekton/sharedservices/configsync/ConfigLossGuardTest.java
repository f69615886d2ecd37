package io.tekton.sharedservices.configsync;

import static org.assertj.core.api.Assertions.assertThat;

import io.tekton.sharedservices.concurrent.StopFlag;
import io.tekton.sharedservices.configsync.file.ConfigVersions;
import io.tekton.sharedservices.journal.RunOutcome;
import io.tekton.sharedservices.journal.Trigger;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A configuration that lost all its components is not rebuilt from the registry. */
class ConfigLossGuardTest {
    @TempDir
    private Path temp;

    private SyncHouse house;

    @BeforeEach
    void installation() throws IOException {
        house = new SyncHouse(temp).withSamples();
    }

    @ParameterizedTest
    @ValueSource(strings = {"{\"env\": {}}", "{}", "{\"version\": \"1.0.0\", \"ai_specialists\": {}}"})
    void isLeftAsItIsAndUndoPutsTheVersionBackThatHadThem(String wiped) throws IOException {
        house.raiseFlag().run();
        String last = house.config();
        Files.writeString(house.places.config(), wiped);

        SyncReport report = house.raiseFlag().run();

        assertThat(report.run().outcome()).isEqualTo(RunOutcome.FAILED);
        assertThat(report.run().reason()).isEqualTo("config-collapsed");
        assertThat(report.run().message()).contains("named 5", "Version 2", "sync --undo", "sync --accept-config");
        assertThat(house.config()).isEqualTo(wiped);
        assertThat(house.sync().isCalledFor()).isTrue();
        assertThat(house.run().run()).as("the same failure again").isEqualTo(report.run());
        SyncReport undone = house.sync().undo(SyncHouse.UNDO, new StopFlag());
        assertThat(undone.run().outcome()).as("%s", undone.run()).isEqualTo(RunOutcome.SUCCEEDED);
        assertThat(house.config()).isEqualTo(last);
        assertThat(house.run().run().outcome()).isEqualTo(RunOutcome.SUCCEEDED);
    }

    @Test
    void aVersionThatWasOnlySeenInLineCanBePutBackToo() throws IOException {
        house.force();
        String edited = house.config().replace("Reads code.", "Mine.");
        Files.writeString(house.places.config(), edited);
        assertThat(house.sync().drift().kind()).isEqualTo(Deviation.Kind.NONE);
        Files.writeString(house.places.config(), "{\"env\": {}}");

        assertThat(house.raiseFlag().run().run().reason()).isEqualTo("config-collapsed");

        house.sync().undo(SyncHouse.UNDO, new StopFlag());
        assertThat(house.config()).isEqualTo(edited);
    }

    @Test
    void aFileThatIsGoneIsNotMadeAnewWhereItHadComponents() throws IOException {
        house.force();
        Files.delete(house.places.config());

        SyncReport report = house.raiseFlag().run();

        assertThat(report.run().reason()).isEqualTo("config-collapsed");
        assertThat(report.run().message()).contains("is not there any more");
        assertThat(house.places.config()).doesNotExist();
        house.sync().undo(SyncHouse.UNDO, new StopFlag());
        assertThat(house.config()).contains("Reads code.");
    }

    @Test
    void neitherForceNorADriftRebuildsIt() throws IOException {
        house.force();
        Files.writeString(house.places.config(), "{}");

        assertThat(house.force().run().reason()).isEqualTo("config-collapsed");
        assertThat(house.sync().drift().isDrift()).isTrue();
        assertThat(house.sync()
                        .run(SyncRequest.afterDrift(), new StopFlag())
                        .run()
                        .reason())
                .isEqualTo("config-collapsed");
        assertThat(house.config()).isEqualTo("{}");
    }

    @Test
    void aPersonCanGoOnWithoutThem() throws IOException {
        house.force();
        Files.writeString(house.places.config(), "{}");

        SyncReport report =
                house.sync().run(new SyncRequest(Trigger.MANUAL, "a test", false, true, true, false), new StopFlag());

        assertThat(report.run().outcome()).isEqualTo(RunOutcome.SUCCEEDED);
        assertThat(report.run().message()).contains("--accept-config");
        assertThat(house.config()).contains("45012");
        assertThat(house.raiseFlag().run().run().outcome()).isEqualTo(RunOutcome.SUCCEEDED);
    }

    @Test
    void whatIsLeftOfItsVersionsDecidesWhereTheLastOneIsDamaged() throws IOException {
        house.raiseFlag().run();
        Files.writeString(house.places.config(), "{}");
        Files.writeString(one("in-line-"), "");

        assertThat(house.force().run().reason()).isEqualTo("config-collapsed");

        for (ConfigVersions.Version version : new ConfigVersions(house.places).newestFirst()) {
            Files.writeString(version.file(), "{");
        }
        SyncReport report = house.force();
        assertThat(report.run().reason()).isEqualTo("config-collapsed");
        assertThat(report.run().message()).contains("is damaged", "sync --accept-config");
        assertThat(house.config()).isEqualTo("{}");
        assertThat(house.sync()
                        .run(new SyncRequest(Trigger.MANUAL, "a test", false, true, true, false), new StopFlag())
                        .run()
                        .outcome())
                .isEqualTo(RunOutcome.SUCCEEDED);
    }

    private Path one(String begin) throws IOException {
        try (Stream<Path> files = Files.list(house.places.backups())) {
            return files.filter(file -> file.getFileName().toString().startsWith(begin))
                    .findFirst()
                    .orElseThrow();
        }
    }

    @Test
    void oneThatNeverHadAnyIsFilled() throws IOException {
        Files.writeString(house.places.config(), "{\"env\": {}}");

        assertThat(house.raiseFlag().run().run().outcome()).isEqualTo(RunOutcome.SUCCEEDED);

        assertThat(house.config()).contains("\"env\": {}", "45012");
    }

    @Test
    void anUndoTakesTheVersionThatIsAskedFor() throws IOException {
        String first = house.config();
        house.force();
        String second = house.config();
        Files.writeString(house.places.config(), second.replace("45012", "1"));
        house.force();

        SyncReport dry = house.sync().undo(new UndoRequest("a test", 1L, true), new StopFlag());
        assertThat(dry.run().message()).contains("would restore");
        assertThat(house.config()).isEqualTo(second);
        SyncReport undone = house.sync().undo(new UndoRequest("a test", 1L, false), new StopFlag());
        SyncReport none = house.sync().undo(new UndoRequest("a test", 99L, false), new StopFlag());

        assertThat(undone.run().outcome()).isEqualTo(RunOutcome.SUCCEEDED);
        assertThat(house.config()).isEqualTo(first);
        assertThat(none.run().reason()).isEqualTo("no-backup");
        assertThat(none.run().message()).contains("no version 99", "sync --versions");
        assertThat(new ConfigVersions(house.places).newestFirst())
                .extracting(ConfigVersions.Version::number)
                .containsExactly(3L, 2L, 1L);
    }
}
