package io.tekton.sharedservices.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.tekton.sharedservices.cli.CommandLineCalls.Ended;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** A host that has agents and no platform: neither TEKTON_ROOT nor a registry nor {@code ~/.tekton}. */
@EnabledOnOs(OS.LINUX)
class WithoutThePlatformTest {
    private static final String OWNER = "orphan-cleanup.owner.host = script=/nowhere/test-host.js";
    private static final String TOOL = "orphan-cleanup.match.tool = script=/nowhere/test-tool.js owner=host\n"
            + "orphan-cleanup.default-rules = false";

    @TempDir
    Path temp;

    private Path home;
    private Path ours;
    private CommandLineCalls calls;

    @BeforeEach
    void build() throws IOException {
        home = Files.createDirectory(temp.resolve("home"));
        ours = home.resolve(".local/state/shared-services");
        calls = new CommandLineCalls(temp).byTheFileAlone();
        calls.environment.remove("TEKTON_ROOT");
        calls.environment.put("HOME", home.toString());
    }

    @Test
    void ownerRulesAloneRunCleanAndMakeNoFolderOfThePlatform() throws IOException {
        calls.settings(OWNER, TOOL);

        Ended cleanup = calls.run("cleanup");
        Ended status = calls.run("status");
        Ended doctor = calls.run("doctor");

        assertThat(cleanup.code()).as(cleanup.err()).isZero();
        assertThat(status.out())
                .contains(ours.resolve("store.mv.db").toString())
                .doesNotContain("egistry");
        assertThat(doctor.out()).contains("registry: there is none, and no rule in force needs one");
        assertThat(home.resolve(".tekton")).doesNotExist();
        assertThat(ours.resolve("logs/orphan_cleanup.log")).exists();
    }

    @Test
    void whenThePlatformComesLaterTheRecordAndTheIntervalStay() throws IOException {
        calls.settings(OWNER, TOOL);
        assertThat(calls.run("cleanup").code()).isZero();
        Files.createDirectory(home.resolve(".tekton"));
        calls.settings("orphan-cleanup.default-rules = false", "orphan-cleanup.match.own = script=/nowhere/ci.py");

        Ended again = calls.run("cleanup");

        assertThat(again.out()).contains("min-interval");
        assertThat(again.code()).isEqualTo(5);
        assertThat(home.resolve(".tekton/shared-services")).doesNotExist();
    }

    @Test
    void aMatchRuleThatTheRegistryJudgesMissesItsRegistry() throws IOException {
        calls.settings(OWNER, TOOL, "orphan-cleanup.match.own = script=/nowhere/ci.py");

        Ended status = calls.run("status");

        assertThat(status.out()).contains("platform_ai_registry.json").contains("is missing");
        assertThat(calls.run("cleanup", "--dry-run").code()).isNotNegative();
        assertThat(ours).doesNotExist();
        assertThat(home.resolve(".tekton/shared-services")).isDirectory();
    }

    @Test
    void aRegistryThatIsNamedIsMissed() throws IOException {
        calls.settings(OWNER, TOOL, "registry.files = /nowhere/registry.json");

        assertThat(calls.run("status").out()).contains("/nowhere/registry.json is missing");
    }

    @Test
    void faultsOfTheSettingsAreReportedAndLeaveNothingBehind() throws IOException {
        calls.settings(OWNER, TOOL, "orphan-cleanup.grace = soon");

        Ended cleanup = calls.run("cleanup");

        assertThat(cleanup.code()).isEqualTo(2);
        assertThat(cleanup.err()).contains("orphan-cleanup.grace");
        assertThat(home).isEmptyDirectory();
    }
}
