package io.tekton.sharedservices.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import io.tekton.sharedservices.bin.ScriptChildren;
import io.tekton.sharedservices.cli.CommandLineCalls;
import io.tekton.sharedservices.cli.CommandLineCalls.Ended;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** A registry is elsewhere, or nowhere: what doctor, cleanup and sync say, and that no advice lowers a guard unseen. */
@EnabledOnOs(OS.LINUX)
class OtherPlacesTest {
    private static final String PLATFORM = ".tekton/ai_registry/platform_ai_registry.json";
    private static final String WRAPPED = ".tekton/aish/ci-registry/wrapped_cis.json";

    @TempDir
    private Path folder;

    private final ScriptChildren children = new ScriptChildren();
    private CommandLineCalls calls;

    @BeforeEach
    void makeAWorld() throws IOException {
        calls = new CommandLineCalls(folder);
    }

    @AfterEach
    void endTheChildren() throws IOException {
        children.close();
    }

    @Test
    void findsARegistryBelowTheHomeFolderWhereTheRootIsSet() throws Exception {
        Files.delete(calls.register("{}"));
        Path registry = written(calls.folder.resolve(PLATFORM), "{}");

        Ended doctor = calls.run("doctor");

        assertThat(doctor.code()).isEqualTo(1);
        assertThat(doctor.out())
                .contains("FAULT registry: ", "remedy: there is a registry in another usual place: " + registry)
                .doesNotContain("when-missing");
    }

    @Test
    void findsARegistryBelowTheRootThatCiProcessesCarryWhereNoneIsSet() throws Exception {
        Path registry = written(calls.root.resolve(PLATFORM), "{}");
        Path wrapped = written(calls.root.resolve(WRAPPED), "{}");
        children.start(List.of("env", "TEKTON_ROOT=" + calls.root, "sh"), calls.root.resolve("scripts/numa.py"));
        calls.environment.remove("TEKTON_ROOT");

        Ended doctor = calls.run("doctor");

        assertThat(doctor.code()).isEqualTo(1);
        assertThat(doctor.out())
                .contains(
                        "remedy: there is a registry in another usual place: " + registry + ", " + wrapped,
                        "TEKTON_ROOT");
    }

    @Test
    void findsTheWrappedRegistryInAnotherPlaceWhereOursIsAbsent() throws Exception {
        Path wrapped = written(calls.folder.resolve(WRAPPED), "{}");

        Ended doctor = calls.run("doctor");

        assertThat(doctor.code()).isZero();
        assertThat(doctor.out()).contains("ok    registry: ", "there is another registry: [" + wrapped + "]");
    }

    @Test
    void saysWhatTakingAMissingRegistryForAnEmptyOneWouldEnd() throws Exception {
        Files.delete(calls.register("{}"));
        Process first = children.start(calls.root.resolve("scripts/numa.py"));

        Ended young = calls.run("doctor");
        Ended old = calls.run("--set", "orphan-cleanup.min-age=0s", "doctor");

        assertThat(young.out()).contains("0 of the 1 processes", "pid " + first.pid() + " (", "spared, too-young: ");
        assertThat(old.out())
                .contains("there is none in the usual places (" + calls.root.resolve(".tekton"))
                .contains("registry.when-missing = empty: a missing file then means no registrations")
                .contains("1 of the 1 processes", "): nothing protects it");
        assertThat(first.isAlive()).isTrue();
    }

    @Test
    void saysThatTakingAMissingRegistryForAnEmptyOneWouldEndNothing() throws Exception {
        Files.delete(calls.register("{}"));

        Ended doctor = calls.run("doctor");

        assertThat(doctor.out()).contains("registry.when-missing = empty", "it would end nothing now");
    }

    @Test
    void warnsThatTheDefaultRegistryLiesBesideAMisspeltOne() throws Exception {
        Path registry = calls.register("{}");
        String typo = "registry.files=ai_registry/typo.json?";

        Ended cleanup = calls.run("--set", typo, "cleanup", "--dry-run");
        Ended doctor = calls.run("--set", typo, "doctor");
        Ended right = calls.run("cleanup", "--dry-run");

        String warning = "the registry file " + registry.resolveSibling("typo.json")
                + " is not there, and the default registry " + registry + " is, which registry.files does not name";
        assertThat(cleanup.err()).contains("warning: " + warning);
        assertThat(doctor.code()).isEqualTo(1);
        assertThat(doctor.out()).contains("FAULT registry: ", warning);
        assertThat(right.err()).doesNotContain("default registry");
    }

    @Test
    void noticesARegisteredPidWhoseProcessNoMatchRuleNames() throws Exception {
        Process stranger = children.start(calls.folder.resolve("elsewhere/tmux.py"));
        calls.register("{\"apollo-ai\": {\"metadata\": {\"pid\": " + stranger.pid() + "}}}");

        Ended doctor = calls.run("doctor");

        assertThat(doctor.code()).isZero();
        assertThat(doctor.out())
                .contains("warning: no match rule names what runs as the registered pid: pid " + stranger.pid()
                        + " of entry \"apollo-ai\" is ")
                .contains("elsewhere/tmux.py");
    }

    @Test
    void syncsWhereTheConfiguredRegistryAndItsFlagLie() throws Exception {
        Path registry = written(
                calls.folder.resolve("g1/ai_registry/platform_ai_registry.json"), "{\"numa-ai\": {\"port\": 45004}}");
        Path flag = written(registry.resolveSibling(".config_update_needed"), "{}");
        Path config = written(
                calls.root.resolve("config/tekton_ai_config.json"), "{\"ai_specialists\": {\"numa\": {\"port\": 1}}}");
        String files = "registry.files=" + registry;

        Ended doctor = calls.run("--set", files, "doctor");
        Ended sync = calls.run("--set", files, "sync");

        assertThat(doctor.out()).contains(flag + ", raised ");
        assertThat(sync.code()).as(sync.out() + sync.err()).isZero();
        assertThat(Files.readString(config)).contains("45004");
        assertThat(flag).doesNotExist();
    }

    @Test
    void takesDecimalHoursForItsThreeOptionsAndNothingElse() {
        assertThat(calls.run("cleanup", "--dry-run", "--min-age", "4.0").code()).isZero();
        assertThat(calls.run("cleanup", "--dry-run", "--grace", "4.0").code()).isEqualTo(2);
        assertThat(calls.run("--set", "orphan-cleanup.min-age=4.0", "cleanup", "--dry-run")
                        .code())
                .isEqualTo(2);
        for (String command : new String[] {"start", "run"}) {
            Ended tooOften = calls.run(command, "--orphan-interval", "0.5");
            assertThat(tooOften.code()).isEqualTo(2);
            assertThat(tooOften.err()).contains("--orphan-interval", "at least 1h");
        }
    }

    @Test
    void namesTheVariablesOfThePlatformsOwnScriptThatItDoesNotRead() {
        calls.environment.put("ORPHAN_INTERVAL", "6.0");
        calls.environment.put("ORPHAN_MIN_AGE", "");

        Ended doctor = calls.run("doctor");

        assertThat(doctor.out())
                .contains("the environment variable ORPHAN_INTERVAL = 6.0 has no effect here; use --orphan-interval")
                .doesNotContain("ORPHAN_MIN_AGE");
    }

    @Test
    void noticesAUnitUnderTheNameThatItHadBefore() throws Exception {
        calls.byTheFileAlone();
        assertThat(calls.run("install", "systemd", "--user").out()).contains("tekton-shared-services.service");
        Path units = calls.folder.resolve(".config/systemd/user");
        Path now = units.resolve("tekton-shared-services.service");
        Path before = Files.copy(now, units.resolve("shared-services.service"));

        Ended both = calls.run("doctor");
        Files.writeString(before, "[Service]\nExecStart=/bin/true\n");
        Ended notOurs = calls.run("doctor");

        assertThat(both.code()).isEqualTo(1);
        assertThat(both.out())
                .contains(
                        "FAULT unit: " + before,
                        "systemctl --user disable --now shared-services.service",
                        "ok    unit: " + now);
        assertThat(notOurs.code()).isZero();
    }

    private static Path written(Path file, String text) throws IOException {
        Files.createDirectories(file.getParent());
        return Files.writeString(file, text);
    }
}
