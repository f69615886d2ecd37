package io.tekton.sharedservices.endtoend;

import static io.tekton.sharedservices.daemon.DaemonFixture.await;
import static io.tekton.sharedservices.daemon.DaemonFixture.lives;
import static io.tekton.sharedservices.testing.StrictJson.objects;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.tekton.sharedservices.daemon.DaemonFixture;
import io.tekton.sharedservices.testing.Rounds;
import io.tekton.sharedservices.testing.StrictJson;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/**
 * The program in a mount namespace of its own, with our folders mounted over themselves, as below our own hardened
 * system unit; the processes that it judges are outside of it. Mount namespaces are not compared, so what is ours is
 * ours.
 */
@EnabledOnOs(value = OS.LINUX, disabledReason = "reads /proc")
class OwnMountsIT {
    private static final String MOUNTS = "mount --bind \"$0\" \"$0\" && mount --bind -o ro \"$1\" \"$1\""
            + " && mount -t tmpfs none /mnt && shift && exec \"$@\"";

    @TempDir
    Path temp;

    private DaemonFixture house;
    private int belowOurRoot;
    private int withOurRoot;
    private int foreign;

    @BeforeEach
    void startTheProcessesOutside() throws IOException, InterruptedException {
        assumeThat(new ProcessBuilder("unshare", "-m", "mount", "-t", "tmpfs", "none", "/mnt")
                        .start()
                        .waitFor())
                .as("mounts in a mount namespace can be made here")
                .isZero();
        house = new DaemonFixture(temp);
        Path other = Files.createDirectories(house.folder.resolve("other"));
        List<String> argv = List.of("python3", house.script.toString());
        belowOurRoot = house.zoo().child(argv, Map.of());
        withOurRoot = house.zoo().child(argv, Map.of("TEKTON_ROOT", house.root.toString()));
        foreign = house.zoo().child(argv, Map.of("TEKTON_ROOT", other.toString()));
    }

    @AfterEach
    void tearDown() {
        if (house != null) {
            house.close();
        }
    }

    /** Replaces itself by the program, so that the pid stays. */
    private ProcessBuilder inside(String... arguments) {
        ProcessBuilder builder = house.builder(arguments);
        builder.command()
                .addAll(
                        0,
                        List.of(
                                "unshare",
                                "-m",
                                "--propagation",
                                "private",
                                "sh",
                                "-c",
                                MOUNTS,
                                house.root.toString(),
                                house.installation.toString()));
        return builder;
    }

    private static String rule(List<Map<String, Object>> verdicts, int pid) {
        return verdicts.stream()
                .filter(verdict -> verdict.get("pid").equals((long) pid))
                .map(verdict -> verdict.get("rule") + " " + verdict.get("result"))
                .findFirst()
                .orElse("no verdict");
    }

    private void assertJudged(List<Map<String, Object>> verdicts) {
        assertThat(rule(verdicts, belowOurRoot)).isEqualTo("unregistered TERMINATED");
        assertThat(rule(verdicts, withOurRoot)).isEqualTo("unregistered TERMINATED");
        assertThat(rule(verdicts, foreign)).isEqualTo("other-root null");
        assertThat(lives(foreign)).isTrue();
    }

    @Test
    void aCommandJudgesTheProcessesOutside() throws Exception {
        Path out = temp.resolve("out.txt");

        Process cleanup = inside("cleanup", "--json")
                .redirectOutput(out.toFile())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();

        assertThat(cleanup.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(cleanup.exitValue()).isZero();
        assertJudged(objects(StrictJson.object(Files.readString(out)), "verdicts"));
    }

    @Tag(Rounds.LONG_ONLY)
    @Test
    void theDaemonJudgesTheProcessesOutside() throws Exception {
        Process daemon = inside("run").inheritIO().start();
        try {
            await("the first run", () -> "SUCCEEDED".equals(house.status("jobs/0/lastRun/outcome")));

            String run = (String) house.status("jobs/0/lastRun/id");
            assertJudged(objects(house.json("history", run), "verdicts"));
        } finally {
            daemon.destroy();
            assertThat(daemon.waitFor(60, TimeUnit.SECONDS)).isTrue();
        }
    }
}
