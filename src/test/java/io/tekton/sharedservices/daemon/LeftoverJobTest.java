package io.tekton.sharedservices.daemon;

import static org.assertj.core.api.Assertions.assertThat;

import io.tekton.sharedservices.api.JobAnswer;
import io.tekton.sharedservices.client.RemoteServices;
import io.tekton.sharedservices.journal.Run;
import io.tekton.sharedservices.journal.RunOutcome;
import io.tekton.sharedservices.journal.Trigger;
import io.tekton.sharedservices.journal.leftover.LeftoverRecord;
import io.tekton.sharedservices.journal.leftover.RecordedLeftover;
import io.tekton.sharedservices.journal.query.ChainCheck;
import io.tekton.sharedservices.journal.query.RunQuery;
import io.tekton.sharedservices.services.AllJobs;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** The cleanup of leftovers in a whole daemon, asked over its API. */
@EnabledOnOs(value = OS.LINUX, disabledReason = "folders are held by openat2")
class LeftoverJobTest {
    private static final String JOB = "leftover-cleanup";

    @TempDir
    private Path folder;

    private DaemonInThisProcess daemon;
    private RemoteServices services;
    private Path socket;

    @BeforeEach
    void start() throws Exception {
        Path home = Files.createDirectory(folder.toRealPath().resolve("home"));
        Path place = Files.createDirectory(folder.toRealPath().resolve("place"));
        socket = place.resolve("ci_a.sock");
        try (ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            server.bind(UnixDomainSocketAddress.of(socket));
        }
        daemon = new DaemonInThisProcess(
                home,
                AllJobs::make,
                "orphan-cleanup.enabled=false",
                "orphan-cleanup.default-rules=false",
                "config-sync.enabled=false",
                "leftover-cleanup.root.place=" + place,
                "leftover.wrapper=path=place:ci_*.sock kind=socket older-than=1d");
        services = daemon.services();
    }

    @AfterEach
    void stop() {
        daemon.close();
    }

    private Run awaitARun(Trigger trigger) {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
        while (true) {
            List<Run> runs = services.history().runs(new RunQuery(JOB, null, null, null, null, 10));
            for (Run run : runs) {
                if (run.trigger() == trigger && run.outcome() != RunOutcome.RUNNING) {
                    return run;
                }
            }
            assertThat(System.nanoTime()).as("waiting for a run").isLessThan(deadline);
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(20));
        }
    }

    @Test
    void itRunsWhenItIsDueAndWhenItIsTriggeredAndIsPaused() {
        Run scheduled = awaitARun(Trigger.SCHEDULE);
        assertThat(scheduled.outcome()).as("%s", scheduled).isEqualTo(RunOutcome.SUCCEEDED);
        assertThat(services.jobs()).extracting(job -> job.name()).containsExactly(JOB);

        assertThat(services.trigger(JOB, false, null, "op")).isInstanceOf(JobAnswer.Done.class);
        Run run = awaitARun(Trigger.MANUAL);

        LeftoverRecord record = services.history().leftovers(run.id());
        assertThat(record.actions()).isEmpty();
        assertThat(record.leftovers()).singleElement().satisfies(one -> {
            assertThat(one.path()).isEqualTo(socket.toString());
            assertThat(one.verdict()).isEqualTo(RecordedLeftover.Verdict.SPARED);
            assertThat(one.reason()).isEqualTo("too-young");
        });
        assertThat(run.counts().spared()).isEqualTo(1);
        assertThat(socket).exists();
        assertThat(services.verifyChain()).isInstanceOf(ChainCheck.Intact.class);

        services.pause(JOB, "a reason", "op");
        assertThat(services.trigger(JOB, false, null, "op"))
                .isInstanceOfSatisfying(
                        JobAnswer.Refused.class,
                        refused -> assertThat(refused.reason()).isEqualTo("paused"));
    }
}
