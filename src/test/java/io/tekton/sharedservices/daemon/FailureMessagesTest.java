package io.tekton.sharedservices.daemon;

import static io.tekton.sharedservices.testing.StrictJson.object;
import static io.tekton.sharedservices.testing.StrictJson.objects;
import static org.assertj.core.api.Assertions.assertThat;

import io.tekton.sharedservices.cli.CommandLineCalls;
import io.tekton.sharedservices.cli.CommandLineCalls.Ended;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Files that are torn, missing or another's, faults of the program, readers that go away: a sentence and an exit code
 * each.
 */
class FailureMessagesTest {
    @TempDir
    private Path folder;

    private CommandLineCalls calls;

    @BeforeEach
    void makeAWorld() throws IOException {
        calls = new CommandLineCalls(folder);
    }

    @Test
    void withoutHomeAndRootOnlyDoctorAnswersAndNamesTheRemedy() {
        calls.environment.clear();

        Ended history = calls.run("history", "--json");
        Ended doctor = calls.run("doctor", "--json");

        assertThat(history.code()).isEqualTo(2);
        assertThat(history.out()).isEmpty();
        assertThat(history.err()).contains("HOME: is not set, and neither is TEKTON_ROOT");
        assertThat(doctor.code()).isEqualTo(1);
        assertThat(doctor.err()).isEmpty();
        assertThat(check(doctor, "java")).containsEntry("ok", true);
        assertThat(check(doctor, "settings")).containsEntry("ok", false);
    }

    @Test
    void doctorFindsAllWellInAFreshWorld() {
        Ended ended = calls.run("doctor");

        assertThat(ended.code()).isZero();
        assertThat(ended.out().lines()).allMatch(line -> line.startsWith("ok    "));
        assertThat(ended.out())
                .contains("java:", "clock:", "processes:", "signals:", "state folder:", "logs:", "disk:")
                .contains("settings:", "registry:", "store:", "time zone:", "clock and record:")
                .contains("CI configuration:", "daemon: not running", "port:");
    }

    @Test
    void doctorFindsAUnitThatInstallWouldWriteOtherwise() throws Exception {
        calls.byTheFileAlone();
        assertThat(calls.run("install", "systemd", "--user").code()).isZero();
        Path unit = folder.toRealPath().resolve(".config/systemd/user/tekton-shared-services.service");

        Ended well = calls.run("doctor");
        Files.writeString(unit, Files.readString(unit).replace("TasksMax=128", "TasksMax=64"));
        Ended drifted = calls.run("doctor");

        assertThat(well.code()).isZero();
        assertThat(well.out()).contains("ok    unit: " + unit);
        assertThat(drifted.code()).isEqualTo(1);
        assertThat(drifted.out()).contains("FAULT unit: " + unit, "'TasksMax=64', now 'TasksMax=128'");
    }

    @Test
    void doctorGoesOnBehindEveryFaultAndHasARemedyForEach() throws Exception {
        Files.delete(calls.register("{}"));
        Path state = Files.createDirectories(folder.resolve("state"));
        Files.writeString(state.resolve("store.mv.db"), "torn");
        Files.writeString(state.resolve("store.password"), "0123456789012345678901234567890123456789");

        Ended ended = calls.run("doctor", "--json", "--state", state.toString());

        assertThat(ended.code()).isEqualTo(1);
        assertThat(check(ended, "registry")).containsEntry("ok", false);
        assertThat(check(ended, "store")).containsEntry("ok", false);
        assertThat(objects(object(ended.out()), "checks"))
                .filteredOn(check -> check.get("ok").equals(false))
                .allSatisfy(check -> assertThat(check.get("remedy")).asString().isNotBlank());
    }

    private static Map<String, Object> check(Ended ended, String name) {
        return objects(object(ended.out()), "checks").stream()
                .filter(check -> check.get("name").equals(name))
                .findFirst()
                .orElseThrow();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"history", "audit", "audit verify", "cleanup --dry-run --json", "explain 1", "store backup x"})
    void aTornStoreIsOneSentence(String line) throws Exception {
        Path state = Files.createDirectories(folder.resolve("state"));
        Files.writeString(state.resolve("store.mv.db"), "torn");
        Files.writeString(state.resolve("store.password"), "0123456789012345678901234567890123456789");
        calls.environment.put("SHARED_SERVICES_STATE", state.toString());

        Ended ended = calls.run(line.split(" "));

        assertThat(ended.code()).isEqualTo(1);
        assertThat(ended.out()).isEmpty();
        assertThat(ended.err())
                .startsWith("shared-services: ")
                .contains(state.toString())
                .hasLineCount(1);
    }

    @Test
    void aStateFolderWithEscapeCodesInItsNameIsPrintedWithoutThem() {
        Ended ended = calls.run("cleanup", "--dry-run", "--state", folder + "/a\u001b[31m;b");

        assertThat(ended.code()).isEqualTo(1);
        assertThat(ended.err()).doesNotContain("\u001b").contains("a\\x1b[31m;b", "name another with --state");
    }

    @Test
    void everyFaultOfASettingsFileIsReportedAtOnceAndItsSecretsAreNot() throws Exception {
        Path file = calls.settings("orphan-cleanup.min-age = 5", "api-key = hunter2", "orphan-cleanup.graze = 5s");

        Ended check = calls.run("config", "check", file.toString());
        Ended use = calls.run("cleanup", "--json");

        assertThat(check.code()).isEqualTo(2);
        assertThat(check.out().lines()).hasSize(3);
        assertThat(check.out())
                .contains(
                        file + ":1: orphan-cleanup.min-age = 5: has no unit; allowed: ",
                        "orphan-cleanup.grace (the nearest)")
                .doesNotContain("hunter2");
        assertThat(use.code()).isEqualTo(2);
        assertThat(use.out()).isEmpty();
        assertThat(use.err())
                .startsWith("shared-services: the settings cannot be used:\n")
                .hasLineCount(4);
        assertThat(object(
                        calls.run("config", "check", file.toString(), "--json").out()))
                .containsEntry("ok", false)
                .extracting("problems")
                .asInstanceOf(InstanceOfAssertFactories.LIST)
                .hasSize(3);
    }

    @Test
    void aSettingsFileThatEverybodyMayWriteIsRefusedByName() throws Exception {
        Path file = calls.settings("orphan-cleanup.min-age = 5h");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-rw-rw-"));

        Ended ended = calls.run("cleanup");

        assertThat(ended.code()).isEqualTo(2);
        assertThat(ended.err()).contains(file.toString(), "may be written by everybody", "chmod go-w");
    }

    @Test
    void everySettingInForceSaysWhereItComesFrom() throws Exception {
        Path file = calls.settings("# first", "orphan-cleanup.min-age = 5h");
        calls.environment.put("SHARED_SERVICES_ORPHAN_CLEANUP_GRACE", "7s");

        Ended ended = calls.run("config", "--origin", "--set", "history.keep=9d");
        Map<String, Object> document =
                object(calls.run("config", "--json", "--set", "history.keep=9d").out());

        assertThat(ended.out())
                .contains("# " + file + ":2\norphan-cleanup.min-age = 5h\n")
                .contains("# SHARED_SERVICES_ORPHAN_CLEANUP_GRACE\norphan-cleanup.grace = 7s\n")
                .contains("# option --set\nhistory.keep = 9d\n")
                .contains("# default\naudit.keep = forever\n");
        assertThat(objects(document, "settings"))
                .contains(
                        Map.of("key", "orphan-cleanup.min-age", "value", "5h", "origin", file + ":2"),
                        Map.of("key", "audit.keep", "value", "forever", "origin", "default"));
    }

    @Test
    void aBackupIsNeverWrittenOverAFile() throws Exception {
        calls.run("cleanup", "--dry-run");
        Path target = folder.resolve("copy.sql");
        Ended first = calls.run("store", "backup", target.toString());
        String written = Files.readString(target);

        Ended second = calls.run("store", "backup", target.toString());

        assertThat(first).isEqualTo(new Ended(0, "The store was copied to " + target + "\n", ""));
        assertThat(second.code()).isEqualTo(1);
        assertThat(second.err()).contains("a file or folder of that name already exists");
        assertThat(target).hasContent(written);
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(target)))
                .isEqualTo("rw-------");
    }

    @Test
    void aStoreIsRestoredFromABackupWhereThereIsNone() {
        calls.run("cleanup", "--dry-run");
        String history = calls.run("history").out();
        String backup = folder.resolve("copy.sql").toString();
        String state = folder.resolve("restored").toString();
        calls.run("store", "backup", backup);

        Ended restored = calls.run("store", "restore", backup, "--state", state);
        Ended again = calls.run("store", "restore", backup, "--state", state);
        Ended missing = calls.run("store", "restore", backup + "x", "--state", state + "x");

        assertThat(restored).isEqualTo(new Ended(0, "A store was made from " + backup + "\n", ""));
        assertThat(calls.run("history", "--state", state).out()).isEqualTo(history);
        assertThat(calls.run("audit", "verify", "--state", state).code()).isZero();
        assertThat(again.code()).isEqualTo(1);
        assertThat(again.err()).startsWith("shared-services: ").hasLineCount(1);
        assertThat(missing.code()).isEqualTo(1);
        assertThat(missing.err()).contains("cannot be read");
    }

    @Test
    void aFaultOfTheProgramIsASentenceForThePersonAndAStackTraceForTheLog() throws Exception {
        PrintStream broken = new PrintStream(new ByteArrayOutputStream(), true, StandardCharsets.UTF_8) {
            @Override
            public void println(String text) {
                throw new IllegalStateException("out of\u001b order");
            }
        };
        ByteArrayOutputStream err = new ByteArrayOutputStream();

        int code = calls.run(broken, err, "history");

        Path log = calls.root.resolve(".tekton/logs/shared-services.log");
        assertThat(code).isEqualTo(1);
        assertThat(err.toString(StandardCharsets.UTF_8))
                .isEqualTo("shared-services: a fault of the program: out of\\x1b order;" + " more in " + log + "\n");
        assertThat(Files.readString(log)).contains("IllegalStateException", "\tat io.tekton.sharedservices.cli.");
    }

    @Test
    void followingEndsWithExitCode0WhenItIsStopped() {
        calls.stop.raise();

        Ended ended = calls.run("audit", "--follow", "--csv");

        assertThat(ended.code()).isZero();
        assertThat(ended.out()).startsWith("requestedAt,");
        assertThat(ended.err()).isEmpty();
    }

    @Test
    void followingEndsWhenNobodyReadsAnyMore() {
        PrintStream closed = new PrintStream(
                new OutputStream() {
                    @Override
                    public void write(int b) throws IOException {
                        throw new IOException("Broken pipe");
                    }
                },
                true,
                StandardCharsets.UTF_8);
        ByteArrayOutputStream err = new ByteArrayOutputStream();

        int code = calls.run(closed, err, "audit", "--follow", "--csv");

        assertThat(code).isZero();
        assertThat(err.toString(StandardCharsets.UTF_8)).isEmpty();
    }

    @Test
    void tablesFitTheTerminalAndAreWholeWherePiped() {
        assertThat(calls.run("cleanup", "--dry-run").code()).isZero();
        String piped = calls.run("history").out();

        for (int width : List.of(40, 60, 80, 120)) {
            calls.onTerminal(width);
            calls.environment.put("NO_COLOR", "1");

            assertThat(calls.run("history").out().lines())
                    .allSatisfy(line -> assertThat(line).hasSizeLessThanOrEqualTo(width));
        }
        assertThat(piped)
                .contains("RUN", "STARTED", "JOB", "TRIGGER", "KILLED", "OUTCOME", "SUCCEEDED (dry run)")
                .doesNotContain("\u001b");
    }

    @Test
    void colourAndProgressAreForTerminalsThatHaveThemAndPeopleWhoWantThem() {
        calls.onTerminal(80);

        Ended coloured = calls.run("cleanup", "--dry-run");
        calls.environment.put("NO_COLOR", "1");
        Ended plain = calls.run("cleanup", "--dry-run");
        calls.environment.remove("NO_COLOR");
        calls.environment.put("TERM", "dumb");
        Ended dumb = calls.run("cleanup", "--dry-run");

        assertThat(coloured.out()).contains("\u001b[1m");
        assertThat(coloured.err()).contains("scanning all processes").endsWith("\r\u001b[K");
        assertThat(plain.out()).doesNotContain("\u001b");
        assertThat(plain.err()).contains("scanning all processes");
        assertThat(dumb.out()).doesNotContain("\u001b");
        assertThat(dumb.err()).isEmpty();
    }
}
