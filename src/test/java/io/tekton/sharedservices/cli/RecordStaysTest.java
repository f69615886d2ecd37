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

/** The interval and the history of a host without the platform, whatever changes between two calls. */
@EnabledOnOs(value = OS.LINUX, disabledReason = "a live cleanup reads /proc")
class RecordStaysTest {
    private static final int REFUSED = 5;

    @TempDir
    Path temp;

    private CommandLineCalls calls;
    private Path xdg;
    private Path usual;

    @BeforeEach
    void build() throws IOException {
        calls = new CommandLineCalls(temp).byTheFileAlone();
        // names nothing on any host
        calls.settings(
                "orphan-cleanup.default-rules=false",
                "orphan-cleanup.owner.host=script=/nowhere/test-host.js",
                "orphan-cleanup.match.tool=script=/nowhere/test-tool.js owner=host");
        calls.environment.remove("TEKTON_ROOT");
        xdg = calls.folder.resolve("xdg");
        usual = calls.folder.resolve(".local/state/shared-services");
    }

    private void cleaned() {
        Ended first = calls.run("cleanup");

        assertThat(first.code()).as(first.out() + first.err()).isZero();
    }

    private void tooSoon() {
        Ended again = calls.run("cleanup");

        assertThat(again.out() + again.err()).contains("less than an hour ago");
        assertThat(again.code()).isEqualTo(REFUSED);
    }

    @Test
    void aCallWithoutTheVariableUsesTheSameRecord() {
        calls.environment.put("XDG_STATE_HOME", xdg.toString());
        cleaned();
        calls.environment.remove("XDG_STATE_HOME");

        tooSoon();

        assertThat(usual).doesNotExist();
        assertThat(calls.run("status").out())
                .contains(xdg.resolve("shared-services/store.mv.db").toString());
    }

    @Test
    void aFolderThatAnotherProgramMadeMovesNothing() throws IOException {
        cleaned();
        Files.createDirectories(calls.folder.resolve(".tekton/shared-services"));

        tooSoon();

        assertThat(calls.folder.resolve(".tekton/shared-services")).isEmptyDirectory();
    }

    @Test
    void aPlatformThatIsNamedHasAnHourOfItsOwn() {
        cleaned();
        calls.environment.put("TEKTON_ROOT", calls.root.toString());

        cleaned();
    }

    @Test
    void whereBothPlacesHaveARecordTheHourOfBothApplies() throws IOException {
        cleaned();
        Path store = calls.folder.resolve(".tekton/shared-services");
        Files.createDirectories(store);
        Files.move(usual.resolve("store.mv.db"), store.resolve("store.mv.db"));
        Files.move(usual.resolve("store.password"), store.resolve("store.password"));
        Files.move(usual.resolve("store.head"), store.resolve("store.head"));
        calls.environment.put(
                "SHARED_SERVICES_STATE", calls.folder.resolve("fresh").toString());

        tooSoon();

        assertThat(calls.run("status").out().replaceAll("\\s+", " "))
                .contains("a record in more than one place")
                .contains(usual.toString());
        Ended doctor = calls.run("doctor");
        assertThat(doctor.out().replaceAll("\\s+", " ")).contains("a record in more than one place");
        assertThat(doctor.code()).isEqualTo(1);
    }

    @Test
    void doctorSaysWhereTheRecordIsAndWhy() {
        assertThat(calls.run("doctor").out().replaceAll("\\s+", " "))
                .contains(usual + ": without TEKTON_ROOT, where no platform was at the first start");
    }
}
