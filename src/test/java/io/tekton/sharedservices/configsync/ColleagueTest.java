package io.tekton.sharedservices.configsync;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.tekton.sharedservices.concurrent.StopFlag;
import io.tekton.sharedservices.configsync.file.ConfigSyncSettings.Replace;
import io.tekton.sharedservices.configsync.file.Writers;
import io.tekton.sharedservices.journal.RunOutcome;
import io.tekton.sharedservices.posix.OpenWriters;
import io.tekton.sharedservices.testing.OtherUser;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/**
 * The configuration belongs to another account, whose program opens it, waits, and writes into what it opened: a real
 * process of a real second user.
 */
@EnabledOnOs(value = OS.LINUX, disabledReason = "users by number, and leases")
class ColleagueTest {
    private static final int COLLEAGUE = 65_533;

    /**
     * Opens for reading and writing without truncation, says so, waits for a line, writes its own edit into what it
     * opened, says so, and waits again.
     */
    private static final String EDITOR = """
            exec 3<> "$1"
            text=$(cat <&3)
            echo opened
            read -r order
            printf '%s\\n' "${text/Reads code./His own.}" > /proc/self/fd/3
            echo written
            read -r order
            """;

    @TempDir
    private Path temp;

    private SyncHouse house;
    private Process editor;
    private BufferedReader said;
    private Writer orders;

    @BeforeEach
    void installation() throws IOException {
        assumeThat(OtherUser.possible()).as("only root can be another user").isTrue();
        house = new SyncHouse(temp).withSamples().raiseFlag();
        for (Path folder : new Path[] {
            temp,
            house.places.config().getParent(),
            house.places.flag().getParent().getParent()
        }) {
            Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
        }
        Files.setAttribute(house.places.config(), "unix:uid", COLLEAGUE);
        Files.setAttribute(house.places.config(), "unix:gid", COLLEAGUE);
        Files.setAttribute(house.places.config(), "unix:mode", 0664);
    }

    private void colleagueOpensIt() throws IOException {
        editor = new ProcessBuilder(
                        "setpriv",
                        "--reuid=" + COLLEAGUE,
                        "--regid=" + COLLEAGUE,
                        "--clear-groups",
                        "bash",
                        "-c",
                        EDITOR,
                        "editor",
                        house.places.config().toString())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        said = editor.inputReader(StandardCharsets.UTF_8);
        orders = editor.outputWriter(StandardCharsets.UTF_8);
        assertThat(said.readLine()).isEqualTo("opened");
    }

    private void colleagueWrites() {
        try {
            orders.write("\n");
            orders.flush();
            assertThat(said.readLine()).isEqualTo("written");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @AfterEach
    void endOfTheEditor() throws InterruptedException {
        if (editor != null) {
            editor.destroyForcibly().waitFor();
        }
    }

    @Test
    void theSyncIsRefusedWhileHeHasItOpenAndWhatHeWritesStays() throws IOException {
        colleagueOpensIt();

        SyncReport refused = house.run();
        colleagueWrites();

        assertThat(refused.run().reason()).isEqualTo("config-contended");
        assertThat(house.config()).contains("\"His own.\"");
        assertThat(Files.getAttribute(house.places.config(), "unix:uid")).isEqualTo(COLLEAGUE);
    }

    @Test
    void hisFileStaysHisOnceHeHasClosedIt() throws Exception {
        colleagueOpensIt();
        colleagueWrites();
        editor.destroyForcibly().waitFor();

        assertThat(house.run().run().outcome()).isEqualTo(RunOutcome.SUCCEEDED);

        assertThat(house.config()).contains("\"His own.\"", "45012");
        assertThat(Files.getAttribute(house.places.config(), "unix:uid")).isEqualTo(COLLEAGUE);
        assertThat(Files.getAttribute(house.places.config(), "unix:gid")).isEqualTo(COLLEAGUE);
    }

    @Test
    void whatHeWritesIntoTheFileThatCameOutUnnoticedIsBroughtBack() throws IOException {
        house.with((Writers) file -> OpenWriters.Answer.UNKNOWN);
        colleagueOpensIt();
        assertThat(house.run().run().outcome()).isEqualTo(RunOutcome.SUCCEEDED);

        colleagueWrites();

        assertThat(house.sync().isCalledFor()).isTrue();
        SyncReport report = house.run();
        assertThat(report.run().message()).contains("brought back");
        assertThat(house.config()).contains("\"His own.\"", "45012");
    }

    @Test
    void writtenInPlaceHisEditStaysAndTheDriftIsRepaired() throws IOException {
        house.with((Writers) file -> OpenWriters.Answer.UNKNOWN).replacing(Replace.IN_PLACE);
        colleagueOpensIt();
        assertThat(house.run().run().outcome()).isEqualTo(RunOutcome.SUCCEEDED);
        assertThat(house.config()).contains("45012");

        colleagueWrites();

        assertThat(house.config()).contains("\"His own.\"");
        assertThat(house.sync().drift().isDrift()).isTrue();
        house.sync().run(SyncRequest.afterDrift(), new StopFlag());
        assertThat(house.config()).contains("\"His own.\"", "45012");
    }
}
