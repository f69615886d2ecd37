package io.tekton.sharedservices.daemon;

import static io.tekton.sharedservices.daemon.DaemonFixture.at;
import static io.tekton.sharedservices.daemon.DaemonFixture.await;
import static io.tekton.sharedservices.daemon.DaemonFixture.lives;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.tekton.sharedservices.daemon.DaemonFixture.Daemon;
import io.tekton.sharedservices.daemon.DaemonFixture.Ended;
import io.tekton.sharedservices.testing.OtherUser;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** A daemon whose disk fills up, and is made room on again. Needs root, for a separate small disk. */
@EnabledOnOs(OS.LINUX)
class DaemonOnAFullDiskIT {
    @TempDir
    Path temp;

    private DaemonFixture house;
    private boolean mounted;

    @BeforeEach
    void mount() throws Exception {
        assumeThat(OtherUser.possible()).as("only root can mount a small disk").isTrue();
        house = new DaemonFixture(temp);
        Files.createDirectories(house.state);
        mounted = run("mount", "-t", "tmpfs", "-o", "size=8m,mode=0700", "tmpfs", house.state.toString()) == 0;
        assumeThat(mounted).as("mounting is not allowed here").isTrue();
    }

    @AfterEach
    void unmount() throws Exception {
        if (house != null) {
            house.close();
        }
        if (mounted) {
            assertThat(run("umount", house.state.toString())).isZero();
        }
    }

    @Test
    void endsTheRunAndNothingElseAndWorksAgainWhenThereIsRoom() throws Exception {
        // beats often, so that what it does besides runs meets the full disk too
        house.environment.put("WATCHDOG_USEC", "300000");
        Daemon daemon = house.run();
        await("the first run", () -> "SUCCEEDED".equals(house.status("jobs/0/lastRun/outcome")));
        int victim = house.zoo().child(List.of("python3", house.script.toString(), "x".repeat(8_000)), Map.of());
        fill();

        Ended ended = house.call("--json", "cleanup", "--force");
        house.with("orphan-cleanup.schedule", "every 7h").writeSettings();
        Ended reloaded = house.call("reload");

        assertThat(ended.code()).as(ended.all()).isIn(1, 5);
        assertThat(at(DaemonFixture.object(ended.out()), "run/outcome")).isIn("REFUSED", "FAILED");
        assertThat(at(DaemonFixture.object(ended.out()), "run/reason")).isEqualTo("store-unwritable");
        assertThat(lives(victim)).isTrue();
        assertThat(daemon.isAlive()).isTrue();
        assertThat(reloaded.code()).isNotZero();
        assertThat(reloaded.err()).contains("could not be recorded");

        Files.delete(filler());

        await("the settings, without another word", () -> "every 7h".equals(house.status("jobs/0/schedule")));
        Ended again = house.call("--json", "cleanup", "--force");
        assertThat(again.code()).as(again.all()).isZero();
        assertThat(lives(victim)).isFalse();
        assertThat(house.call("audit", "verify").code()).isZero();
        assertThat(daemon.stop().code()).isZero();
    }

    private Path filler() {
        return house.state.resolve("filler");
    }

    private void fill() throws IOException {
        byte[] block = new byte[4096];
        try (OutputStream out = Files.newOutputStream(filler())) {
            while (true) {
                out.write(block);
            }
        } catch (IOException e) {
            assertThat(e).hasMessageContaining("No space left");
        }
    }

    private static int run(String... command) throws IOException, InterruptedException {
        return new ProcessBuilder(command).inheritIO().start().waitFor();
    }
}
