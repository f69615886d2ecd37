package io.tekton.sharedservices.endtoend;

import static io.tekton.sharedservices.endtoend.Installation.lives;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.tekton.sharedservices.journal.RunOutcome;
import io.tekton.sharedservices.testing.SampleProcesses;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** The store on a small file system in memory that fills up at a chosen moment. Needs root to mount it. */
@EnabledOnOs(value = OS.LINUX, disabledReason = "real processes of any argv need /proc")
class FullDiskIT {
    @TempDir
    Path temp;

    private Installation tekton;
    private SampleProcesses zoo;
    private boolean mounted;

    @BeforeEach
    void mount() throws Exception {
        assumeThat(Installation.isRoot()).as("only root can mount a small disk").isTrue();
        tekton = new Installation(temp);
        Files.createDirectory(tekton.stateFolder);
        mounted = run("mount", "-t", "tmpfs", "-o", "size=8m,mode=0700", "tmpfs", tekton.stateFolder.toString()) == 0;
        assumeThat(mounted).as("mounting is not allowed here").isTrue();
        zoo = new SampleProcesses();
    }

    @AfterEach
    void unmount() throws Exception {
        if (mounted) {
            zoo.close();
            assertThat(run("umount", tekton.stateFolder.toString())).isZero();
        }
    }

    @Test
    void signalsNothingWhereTheDiskIsFullBeforeTheIntents() throws IOException {
        tekton.cleanup().run();
        int orphan = zoo.child(tekton.argv("x".repeat(8_000)), Map.of());
        fill();

        Program.Ended ended = Program.run(tekton, "cleanup", "--force");

        assertThat(ended.exitCode()).as(ended.err()).isNotZero();
        assertThat(lives(orphan)).isTrue();

        Files.delete(filler());
        Installation.Outcome next = tekton.cleanup().run();
        assertThat(next.run().outcome()).isEqualTo(RunOutcome.SUCCEEDED);
        assertThat(lives(orphan)).isFalse();
    }

    @Test
    void sendsNoSigkillWhereTheDiskFillsUpInTheGrace() throws Exception {
        try (Worker stubborn = Worker.start(tekton, "pass", "x".repeat(8_000));
                Program program = Program.start(
                        tekton, "--json", "cleanup", "--confirm-after", "0s", "--grace", "4s", "--force")) {
            stubborn.awaitSigterm();
            fill();
            Program.Ended ended = program.await();

            assertThat(ended.exitCode()).as(ended.err()).isEqualTo(1);
            assertThat(lives(stubborn.pid())).isTrue();
            JsonDocument report = JsonDocument.parse(ended.out());
            assertThat(report.at("run/outcome")).isEqualTo("FAILED");
            assertThat(report.at("run/reason")).isEqualTo("store-unwritable");
            assertThat(report.at("verdicts/0/result")).isEqualTo("SURVIVED");

            Files.delete(filler());
            JsonDocument audit =
                    JsonDocument.parse(Program.run(tekton, "--json", "audit").out());
            assertThat(audit.at("terminations/0/result")).isIn("UNCERTAIN", "SURVIVED");
            assertThat(lives(stubborn.pid())).isTrue();
        }
    }

    private Path filler() {
        return tekton.stateFolder.resolve("filler");
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
