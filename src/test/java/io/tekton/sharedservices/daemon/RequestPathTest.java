package io.tekton.sharedservices.daemon;

import static org.assertj.core.api.Assertions.assertThat;

import io.tekton.sharedservices.api.CleanupOrder;
import io.tekton.sharedservices.api.ClientContext;
import io.tekton.sharedservices.cleanup.CleanupListener;
import io.tekton.sharedservices.cleanup.CleanupReport;
import io.tekton.sharedservices.client.RemoteServices;
import io.tekton.sharedservices.concurrent.StopFlag;
import io.tekton.sharedservices.journal.RunOutcome;
import io.tekton.sharedservices.services.AllJobs;
import io.tekton.sharedservices.testing.Neighbour;
import io.tekton.sharedservices.testing.SampleProcesses;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** How many classes a request for a cleanup passes, seen on the stacks of a real one that waits out its grace. */
@EnabledOnOs(value = OS.LINUX, disabledReason = "real processes of any argv need /proc")
class RequestPathTest {
    private static final String OURS = "io.tekton.sharedservices.";

    /** They carry the bytes of any request, and know nothing of a cleanup. */
    private static final Set<String> TRANSPORT_ROOMS = Set.of("web.http", "web.route", "concurrent");

    @TempDir
    private Path folder;

    private SampleProcesses processes;

    @BeforeEach
    void open() {
        processes = new SampleProcesses();
    }

    @AfterEach
    void close() {
        processes.close();
    }

    @Test
    void aCleanupPassesAtMostTwelveClassesFromCommandToTerminator() throws Exception {
        Path home = Files.createDirectory(folder.toRealPath().resolve("home"));
        Path registry = home.resolve(".tekton/ai_registry/platform_ai_registry.json");
        Files.createDirectories(registry.getParent());
        Files.writeString(registry, Neighbour.registry());
        Path script = home.resolve("worker.py");
        List<String> path = new ArrayList<>(List.of("cli.command.CleanupCommand"));
        CleanupReport report;

        try (DaemonInThisProcess daemon = new DaemonInThisProcess(
                home,
                AllJobs::make,
                "config-sync.enabled=false",
                "orphan-cleanup.schedule=every 99d",
                "orphan-cleanup.default-rules=false",
                "orphan-cleanup.match.own=script=" + script,
                "orphan-cleanup.min-age=0s",
                "orphan-cleanup.confirm-after=0s",
                "orphan-cleanup.grace=2s",
                "orphan-cleanup.dry-run=true")) {
            processes.stubborn(List.of("python3", script.toString()), Map.of());
            CleanupOrder order = new CleanupOrder(
                    "op", false, null, null, Duration.ZERO, null, true, null, false, ClientContext.ofThisProcess());

            RemoteServices services = daemon.services();
            DaemonFixture.await(
                    "the scheduled run is over",
                    () -> services.jobs().stream()
                            .allMatch(job ->
                                    job.lastRun() != null && job.lastRun().finishedAt() != null));

            CleanupListener listener = new CleanupListener() {
                @Override
                public void progress(Phase phase, int done, int total) {}

                @Override
                public void grace(Duration longest) {
                    path.addAll(classesOf(Thread.currentThread().getStackTrace()));
                    path.add("web.CleanupEndpoints"); // on a thread of its own, which writes the answer
                    DaemonFixture.await("the wait for the process", () -> path.addAll(stackOfTheTerminator()));
                }
            };
            // a run is on record as ended a moment before the next one may begin
            long end = System.nanoTime() + Duration.ofSeconds(10).toNanos();
            do {
                report = services.cleanup(order, new StopFlag(), listener);
            } while ("already-running".equals(report.run().reason()) && System.nanoTime() < end);
        }

        assertThat(report.run().outcome()).as("%s", report.run()).isEqualTo(RunOutcome.SUCCEEDED);
        assertThat(report.run().counts().killed()).isEqualTo(1);
        assertThat(path)
                .startsWith("cli.command.CleanupCommand", "client.RemoteServices")
                .contains("cleanup.Terminator");
        List<String> aware = path.stream()
                .filter(name -> !TRANSPORT_ROOMS.contains(name.substring(0, name.lastIndexOf('.'))))
                .toList();
        assertThat(aware.subList(0, aware.indexOf("cleanup.Terminator") + 1)).hasSizeLessThanOrEqualTo(12);
    }

    private static List<String> stackOfTheTerminator() {
        return Thread.getAllStackTraces().values().stream()
                .map(RequestPathTest::classesOf)
                .filter(classes -> classes.contains("cleanup.Terminator"))
                .findFirst()
                .orElse(List.of());
    }

    /** The classes of main on a stack, the outermost first, each once. */
    private static List<String> classesOf(StackTraceElement[] stack) {
        Set<String> classes = new LinkedHashSet<>();
        List<StackTraceElement> frames = new ArrayList<>(Arrays.asList(stack));
        Collections.reverse(frames);
        for (StackTraceElement frame : frames) {
            String name = frame.getClassName();
            if (name.startsWith(OURS) && !name.contains("Test") && !name.contains("InThisProcess")) {
                classes.add(name.substring(OURS.length()).replaceFirst("[$].*", ""));
            }
        }
        return List.copyOf(classes);
    }
}
