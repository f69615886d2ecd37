package io.tekton.sharedservices.configsync;

import static org.assertj.core.api.Assertions.assertThat;

import io.tekton.sharedservices.concurrent.StopFlag;
import io.tekton.sharedservices.configsync.file.Failpoints;
import io.tekton.sharedservices.journal.ConfigChange;
import io.tekton.sharedservices.journal.Run;
import io.tekton.sharedservices.journal.RunOutcome;
import io.tekton.sharedservices.journal.SyncRecord;
import io.tekton.sharedservices.journal.Trigger;
import io.tekton.sharedservices.posix.FileExchange;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConfigSyncTest {
    @TempDir
    private Path temp;

    private SyncHouse house;

    @BeforeEach
    void installation() throws IOException {
        house = new SyncHouse(temp).withSamples();
    }

    @Test
    void followsTheFlagOnTheSamples() throws IOException {
        house.raiseFlag();

        SyncReport report = house.run();

        assertThat(report.run().outcome()).as("%s", report.run()).isEqualTo(RunOutcome.SUCCEEDED);
        assertThat(report.recorded()).isTrue();
        assertThat(house.config()).isEqualTo("""
                {
                  "version": "1.0.0",
                  "description": "Tekton AI platform configuration",
                  "last_sync": "2026-03-04T05:06:07.123456",
                  "_note": "Edited by hand; keep the order",
                  "default_model": "llama3.3:70b",
                  "default_provider": "ollama",
                  "ai_specialists": {
                    "rhetor": {"component": "rhetor", "port": 45003, "roles": ["orchestration"], "model": "llama3.3:70b", "auto_start": true, "active": false, "metadata": {"description": "AI specialist for Rhetor", "pid": 42524}},
                    "apollo": {"component": "apollo", "port": 45012, "roles": ["code-analysis", "code-generation"], "model": "llama3.3:70b", "auto_start": true, "system_prompt": "Reads code.", "personality": {"traits": ["precise"]}, "active": true, "metadata": {"description": "AI specialist for Apollo", "owner": "platform team", "pid": 42714}},
                    "numa": {"component": "numa", "port": 45004, "roles": ["guidance"], "model": "mistral", "auto_start": true, "active": true, "metadata": {"pid": "42801", "model": "llama3.3:70b"}},
                    "hermes": {"component": "hermes", "port": 45001, "roles": [], "model": "llama3.3:70b", "auto_start": false, "active": true, "metadata": {}},
                    "scribe": {"component": "scribe", "port": 45099, "roles": [], "model": "llama3.3:70b", "auto_start": false, "active": true, "metadata": {"pid": 42960, "description": "Takes minutes"}}
                  }
                }
                """);
        assertThat(house.sync().isCalledFor()).isFalse();
        assertThat(inFolder(house.places.config())).containsExactly("tekton_ai_config.json");
        assertThat(inFolder(house.places.registry())).containsExactly("platform_ai_registry.json");
    }

    @Test
    void recordsEachChangeTheDifferenceAndWhenTheFlagWasRaised() throws IOException {
        house.raiseFlag();

        Run run = house.run().run();

        assertThat(house.record.all()).containsExactly(run);
        SyncRecord plan = house.record.sync(run.id()).orElseThrow();
        assertThat(plan.flaggedAt()).isEqualTo(Instant.parse("2025-07-03T17:03:44.270Z"));
        assertThat(plan.file()).isEqualTo(house.places.config().toString());
        assertThat(plan.changes())
                .startsWith(
                        new ConfigChange("rhetor", "active", "true", "false"),
                        new ConfigChange("apollo", "port", "45007", "45012"),
                        new ConfigChange("apollo", "active", "false", "true"),
                        new ConfigChange(
                                "apollo",
                                "metadata.description",
                                "\"Apollo, by hand\"",
                                "\"AI specialist for Apollo\""),
                        new ConfigChange("apollo", "metadata.pid", null, "42714"))
                .contains(new ConfigChange("scribe", "port", null, "45099"));
        assertThat(plan.difference())
                .contains("-  \"last_sync\": \"2025-06-29T16:43:44.278209\",\n")
                .contains("+  \"last_sync\": \"2026-03-04T05:06:07.123456\",\n")
                .contains("   \"_note\": \"Edited by hand; keep the order\",\n")
                .startsWith("--- " + house.places.config());
    }

    @Test
    void leavesAFileThatIsInLineUntouched() throws IOException {
        house.raiseFlag();
        house.run();
        FileTime long_ago = FileTime.fromMillis(1_000_000_000_000L);
        Files.setLastModifiedTime(house.places.config(), long_ago);
        Object key = Files.getAttribute(house.places.config(), "fileKey");
        house.raiseFlag();

        SyncReport second = house.run();

        assertThat(second.run().outcome()).isEqualTo(RunOutcome.SUCCEEDED);
        assertThat(second.plan().changes()).isEmpty();
        assertThat(Files.getLastModifiedTime(house.places.config())).isEqualTo(long_ago);
        assertThat(Files.getAttribute(house.places.config(), "fileKey")).isEqualTo(key);
        assertThat(house.sync().isCalledFor()).isFalse();
    }

    @Test
    void aTickWithoutAFlagLeavesNoRun() throws IOException {
        String before = house.config();

        SyncReport report = house.run();

        assertThat(report.run().outcome()).isEqualTo(RunOutcome.SKIPPED);
        assertThat(report.run().reason()).isEqualTo("no-flag");
        assertThat(report.recorded()).isFalse();
        assertThat(house.record.all()).isEmpty();
        assertThat(house.config()).isEqualTo(before);
    }

    @Test
    void syncsWithoutAFlagWhereItIsForced() {
        SyncReport report = house.force();

        assertThat(report.run().outcome()).isEqualTo(RunOutcome.SUCCEEDED);
        assertThat(report.plan().changes()).isNotEmpty();
        assertThat(report.plan().flaggedAt()).isNull();
    }

    @Test
    void aDryRunShowsTheDifferenceAndLeavesFlagAndFile() throws IOException {
        house.raiseFlag();
        String before = house.config();

        SyncReport report = house.sync().run(new SyncRequest(Trigger.MANUAL, "a test", true, false), new StopFlag());

        assertThat(report.run().outcome()).isEqualTo(RunOutcome.SUCCEEDED);
        assertThat(report.run().dryRun()).isTrue();
        assertThat(report.plan().difference()).contains("+    \"scribe\": {");
        assertThat(house.config()).isEqualTo(before);
        assertThat(house.places.flag()).exists();
        assertThat(house.places.backups()).doesNotExist();
    }

    @Test
    void aScheduledDryRunIsRecordedOnce() throws IOException {
        SyncHouse dry = new SyncHouse(temp, true).raiseFlag();

        SyncReport first = dry.run();
        SyncReport second = dry.run();

        assertThat(dry.record.all()).hasSize(1);
        assertThat(second.run()).isEqualTo(first.run());
    }

    @Test
    void keepsModeAndLink() throws IOException {
        Path real = Files.createDirectory(temp.resolve("elsewhere")).resolve("real.json");
        Files.move(house.places.config(), real);
        Files.setPosixFilePermissions(real, PosixFilePermissions.fromString("rw-r-----"));
        Files.createSymbolicLink(house.places.config(), real);

        SyncReport report = house.force();

        assertThat(report.run().outcome()).isEqualTo(RunOutcome.SUCCEEDED);
        assertThat(Files.isSymbolicLink(house.places.config())).isTrue();
        assertThat(Files.getPosixFilePermissions(real)).isEqualTo(PosixFilePermissions.fromString("rw-r-----"));
        assertThat(SyncHouse.text(real)).contains("45012");
        assertThat(inFolder(real)).containsExactly("real.json");
    }

    @Test
    void makesAConfigurationWhereThereIsNone() throws IOException {
        Files.delete(house.places.config());
        house.raiseFlag();

        SyncReport report = house.run();

        assertThat(report.run().outcome()).isEqualTo(RunOutcome.SUCCEEDED);
        assertThat(house.config())
                .startsWith("{\n  \"version\": \"1.0.0\",\n  \"last_sync\": \"2026-03-04T05:06:07.123456\",\n")
                .contains("\"hermes\": {")
                .endsWith("}\n");
        assertThat(report.plan().difference())
                .startsWith("--- /dev/null\n+++ ")
                .contains("+  \"version\": \"1.0.0\",\n");
        assertThat(report.warnings()).anyMatch(text -> text.contains("default_model"));
        house.raiseFlag();
        assertThat(house.run().plan().changes()).isEmpty();
    }

    @Test
    void makesAConfigurationAlsoFromAnEmptyRegistry() throws IOException {
        Files.delete(house.places.config());
        Files.writeString(house.places.registry(), "{}");

        house.force();

        assertThat(house.config()).contains("\"ai_specialists\": {}");
    }

    @Test
    void marksAllInactiveWhereTheRegistryIsReadAndEmpty() throws IOException {
        Files.writeString(house.places.registry(), "{}");

        SyncReport report = house.force();

        assertThat(report.plan().changes())
                .containsExactly(
                        new ConfigChange("rhetor", "active", "true", "false"),
                        new ConfigChange("numa", "active", "true", "false"));
    }

    @Test
    void keepsTheFlagAndSaysWhereTheConfigurationIsBroken() throws IOException {
        Files.writeString(house.places.config(), "{\n  \"ai_specialists\": {},\n  \"ai_specialists\": {}\n}");
        house.raiseFlag();

        SyncReport report = house.run();

        assertThat(report.run().outcome()).isEqualTo(RunOutcome.FAILED);
        assertThat(report.run().reason()).isEqualTo("config-unreadable");
        assertThat(report.run().message())
                .contains(house.places.config().toString())
                .contains("line 3, column")
                .contains("twice");
        assertThat(house.sync().isCalledFor()).isTrue();
    }

    @Test
    void recordsAFailureThatLastsOnce() throws IOException {
        Files.delete(house.places.registry());
        house.raiseFlag();

        SyncReport first = house.run();
        ConfigSync again = house.sync();
        SyncReport second = again.run(new SyncRequest(Trigger.SCHEDULE, "a test", false, false), new StopFlag());
        SyncReport asked = again.run(new SyncRequest(Trigger.MANUAL, "a test", false, false), new StopFlag());

        assertThat(first.run().reason()).isEqualTo("registry-missing");
        assertThat(second.run()).isEqualTo(first.run());
        assertThat(again.unrecordedRepeats()).isEqualTo(1);
        assertThat(house.record.all()).containsExactly(first.run(), asked.run());
    }

    @Test
    void aHundredFlagsOverABadRegistryAreOneClaimAndOneFailedRun() throws IOException {
        Files.writeString(house.places.registry(), "{ torn");
        ConfigSync sync = house.sync();

        for (int raising = 0; raising < 100; raising++) {
            house.raiseFlag();
            sync.run(new SyncRequest(Trigger.FLAG, "a test", false, false), new StopFlag());
        }

        assertThat(inFolder(house.places.flag()))
                .filteredOn(name -> name.startsWith(".config_update_needed"))
                .hasSize(1);
        assertThat(house.record.all()).hasSize(1);
    }

    @Test
    void recordsOnceThatNothingCanTakeThePlaceOfTheFile() throws IOException {
        AtomicBoolean immutable = new AtomicBoolean(true);
        house.with((ours, target) -> {
            if (immutable.get()) {
                throw new AccessDeniedException(ours.toString(), target.toString(), "Operation not permitted");
            }
            return FileExchange.exchange(ours, target);
        });
        String before = house.config();
        house.raiseFlag();
        ConfigSync sync = house.sync();

        for (int tries = 0; tries < 5; tries++) {
            SyncReport failed = sync.run(new SyncRequest(Trigger.SCHEDULE, "a test", false, false), new StopFlag());
            assertThat(failed.run().reason()).isEqualTo("config-unwritable");
        }

        assertThat(house.record.all()).hasSize(1);
        assertThat(sync.unrecordedRepeats()).isEqualTo(4);
        assertThat(house.config()).isEqualTo(before);
        assertThat(sync.isCalledFor()).isTrue();
        immutable.set(false);
        SyncReport done = sync.run(new SyncRequest(Trigger.SCHEDULE, "a test", false, false), new StopFlag());
        assertThat(done.run().outcome()).isEqualTo(RunOutcome.SUCCEEDED);
        assertThat(house.record.all()).hasSize(2).endsWith(done.run());
        assertThat(house.config()).contains("45012");
        assertThat(sync.isCalledFor()).isFalse();
        assertThat(house.places.config().getParent().toFile().list()).containsExactly("tekton_ai_config.json");
    }

    @Test
    void isStillOutOfLineAfterARetryThatOnlyItsRehearsalSurvived() {
        AtomicInteger exchanges = new AtomicInteger();
        house.with((ours, target) -> {
            if (exchanges.incrementAndGet() != 2) {
                throw new AccessDeniedException(ours.toString(), target.toString(), "Operation not permitted");
            }
            return FileExchange.exchange(ours, target);
        });
        ConfigSync sync = house.sync();
        sync.run(SyncRequest.afterDrift(), new StopFlag());
        String before = house.config();

        SyncReport retry = sync.run(SyncRequest.afterDrift(), new StopFlag());

        assertThat(exchanges).hasValue(3);
        assertThat(retry.run().outcome()).isEqualTo(RunOutcome.FAILED);
        assertThat(house.config()).isEqualTo(before);
        assertThat(sync.drift().changes()).isNotEmpty();
    }

    @Test
    void reportsAFolderUnderTheNameOfTheFlag() throws IOException {
        Files.createDirectory(house.places.flag());

        SyncReport report = house.run();

        assertThat(report.run().outcome()).isEqualTo(RunOutcome.SKIPPED);
        assertThat(report.warnings())
                .singleElement()
                .asString()
                .contains(house.places.flag() + " is a folder", "rmdir");
        assertThat(house.sync().flagObstacle()).isPresent();
    }

    @Test
    void followsAnEarlierFlagWhenTheFaultIsGone() throws IOException {
        Files.delete(house.places.registry());
        house.raiseFlag();
        house.run();
        assertThat(house.places.flag()).doesNotExist();
        house.withSamples();

        SyncReport report = house.run();

        assertThat(report.plan().flaggedAt()).isEqualTo(Instant.parse("2025-07-03T17:03:44.270Z"));
        assertThat(house.config()).contains("45012");
        assertThat(house.sync().isCalledFor()).isFalse();
    }

    @Test
    void writesNothingWhereItCannotBePutOnRecord() throws IOException {
        String before = house.config();
        for (String write : List.of("begin", "plan")) {
            house.raiseFlag();
            house.record.failOn(write::equals);

            SyncReport report = house.run();

            assertThat(report.run().outcome()).isEqualTo(RunOutcome.FAILED);
            assertThat(report.run().reason()).isEqualTo("store-unwritable");
            assertThat(house.config()).isEqualTo(before);
            assertThat(house.sync().isCalledFor()).isTrue();
        }
    }

    @Test
    void keepsTheClaimUntilTheOutcomeIsOnRecord() throws IOException {
        house.raiseFlag();
        house.record.failOn("finish"::equals);

        SyncReport report = house.run();

        assertThat(report.recorded()).isFalse();
        assertThat(house.config()).contains("45012");
        assertThat(house.sync().isCalledFor()).isTrue();
        house.record.failOn(write -> false);
        assertThat(house.run().plan().changes()).isEmpty();
        assertThat(house.sync().isCalledFor()).isFalse();
    }

    @Test
    void stopsBeforeItWrites() throws IOException {
        house.raiseFlag();
        StopFlag stop = new StopFlag();
        String before = house.config();
        house.watchedBy(step -> {
            if (step == Failpoints.Step.CONFIG_READ) {
                stop.raise();
            }
        });

        SyncReport report = house.sync().run(new SyncRequest(Trigger.FLAG, "a test", false, false), stop);

        assertThat(report.run().reason()).isEqualTo("stopped");
        assertThat(house.config()).isEqualTo(before);
        assertThat(house.sync().isCalledFor()).isTrue();
    }

    @Test
    void undoesASyncAndTheUndo() throws IOException {
        String before = house.config();
        house.force();
        String after = house.config();

        SyncReport undone = house.sync().undo(SyncHouse.UNDO, new StopFlag());

        assertThat(undone.run().outcome()).isEqualTo(RunOutcome.SUCCEEDED);
        assertThat(undone.run().trigger()).isEqualTo(Trigger.MANUAL);
        assertThat(house.config()).isEqualTo(before);
        assertThat(undone.plan().changes())
                .contains(
                        new ConfigChange("apollo", "port", "45012", "45007"),
                        new ConfigChange("apollo", "metadata.pid", "42714", null),
                        new ConfigChange("scribe", "port", "45099", null));
        assertThat(undone.plan().difference()).contains("-    \"scribe\": {");
        house.sync().undo(SyncHouse.UNDO, new StopFlag());
        assertThat(house.config()).isEqualTo(after);
    }

    @Test
    void undoesABrokenSave() throws IOException {
        house.force();
        String after = house.config();
        Files.writeString(house.places.config(), after + "x");
        house.raiseFlag();
        assertThat(house.run().run().reason()).isEqualTo("config-unreadable");

        house.sync().undo(SyncHouse.UNDO, new StopFlag());

        assertThat(house.config()).isEqualTo(SyncHouse.sampleText("tekton_ai_config.json"));
    }

    @Test
    void hasNothingToUndoBeforeTheFirstSync() {
        SyncReport report = house.sync().undo(SyncHouse.UNDO, new StopFlag());

        assertThat(report.run().outcome()).isEqualTo(RunOutcome.FAILED);
        assertThat(report.run().reason()).isEqualTo("no-backup");
    }

    @Test
    void seesASaveThatPutsOwnedFieldsOutOfLineAndRepairsIt() throws IOException {
        ConfigSync sync = house.sync();
        String old = house.config();
        sync.run(SyncRequest.afterDrift(), new StopFlag());
        assertThat(sync.drift().changes()).isEmpty();

        Files.writeString(house.places.config(), old.replace("Reads code.", "Reads more code."));

        assertThat(sync.drift().changes()).contains(new ConfigChange("apollo", "port", "45007", "45012"));
        sync.run(SyncRequest.afterDrift(), new StopFlag());
        assertThat(sync.drift().changes()).isEmpty();
        assertThat(house.config()).contains("45012").contains("Reads more code.");
    }

    @Test
    void takesAnUndoForNoDriftUntilSomebodySaves() throws IOException {
        house.force();
        house.sync().undo(SyncHouse.UNDO, new StopFlag());
        ConfigSync later = house.sync();

        assertThat(later.drift().changes()).isEmpty();

        Files.writeString(house.places.config(), house.config().replace("Reads code.", "Reads more code."));
        assertThat(later.drift().changes()).isNotEmpty();
    }

    @Test
    void putsARefusalOnRecord() {
        SyncReport report = house.sync()
                .refuse(new SyncRequest(Trigger.MANUAL, "a test", false, false), "paused", "the job is paused");

        assertThat(report.run().outcome()).isEqualTo(RunOutcome.REFUSED);
        assertThat(house.record.all()).containsExactly(report.run());
    }

    private static List<String> inFolder(Path file) throws IOException {
        try (Stream<Path> entries = Files.list(file.getParent())) {
            return entries.map(entry -> entry.getFileName().toString())
                    .filter(name -> !name.equals(".registration.lock"))
                    .toList();
        }
    }
}
