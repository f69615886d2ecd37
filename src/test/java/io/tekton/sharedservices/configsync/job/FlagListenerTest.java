package io.tekton.sharedservices.configsync.job;

import static org.assertj.core.api.Assertions.assertThat;

import io.tekton.sharedservices.concurrent.StopFlag;
import io.tekton.sharedservices.configsync.ConfigSync;
import io.tekton.sharedservices.configsync.SyncRequest;
import io.tekton.sharedservices.configsync.file.ConfigSyncSettings;
import io.tekton.sharedservices.configsync.file.ConfigSyncSettings.Drift;
import io.tekton.sharedservices.journal.Trigger;
import io.tekton.sharedservices.schedule.EngineSettings;
import io.tekton.sharedservices.schedule.JobScheduler;
import io.tekton.sharedservices.schedule.RecordingListener;
import io.tekton.sharedservices.schedule.due.Schedule;
import io.tekton.sharedservices.schedule.due.TickingHost;
import io.tekton.sharedservices.store.Store;
import io.tekton.sharedservices.store.database.StoreSettings;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Signals, with a real scheduler whose own turn comes in hours. */
class FlagListenerTest {
    private static final EngineSettings ENGINE = new EngineSettings(Map.of(
            "org.quartz.scheduler.instanceName", "SharedServices",
            "org.quartz.threadPool.threadCount", "2",
            "org.quartz.threadPool.threadPriority", "5",
            "org.quartz.jobStore.misfireThreshold", "60000"));
    private static final Duration HOURS = Duration.ofHours(6);

    @TempDir
    Path folder;

    private final TickingHost host = new TickingHost();
    private final RecordingListener heard = new RecordingListener();
    private final SyncJobState memory = new SyncJobState();
    private final FakeSync sync = new FakeSync(host);
    private volatile boolean moved;
    private Store store;
    private JobScheduler scheduler;
    private FlagListener follower;

    @BeforeEach
    void open() {
        store = Store.open(new StoreSettings(folder.resolve("state"), Duration.ZERO, "a test"), TickingHost.CLOCK);
        scheduler = JobScheduler.create(TickingHost.NAME, store, ENGINE, host, heard);
        scheduler.use(List.of(new ConfigSyncJob(
                sync,
                new ConfigSyncSettings(Optional.of(Path.of("/a")), false, Drift.REPAIR),
                new Schedule.Every(HOURS),
                memory,
                host)));
        follower = new FlagListener(scheduler, heard, HOURS, () -> moved);
    }

    @AfterEach
    void close() {
        follower.close();
        assertThat(scheduler.close(Duration.ofSeconds(20))).isTrue();
        store.close();
    }

    private SyncRequest awaitRun() throws InterruptedException {
        return RecordingListener.await(sync.requests);
    }

    private void awaitServed() {
        long deadline = System.nanoTime() + Duration.ofSeconds(20).toNanos();
        while (sync.isCalledFor() && System.nanoTime() < deadline) {
            Thread.onSpinWait();
        }
        assertThat(sync.isCalledFor()).as("a flag is left").isFalse();
    }

    @Test
    void runsAtOnceForAFlagThatWasRaisedBeforeItStarted() throws InterruptedException {
        sync.raise();

        follower.start();

        assertThat(awaitRun()).isEqualTo(new SyncRequest(Trigger.FLAG, FlagListener.ACTOR, false, false));
        awaitServed();
    }

    @Test
    void runsAgainForAFlagThatIsRaisedWhileARunIsOn() throws InterruptedException {
        CountDownLatch on = new CountDownLatch(1);
        CountDownLatch goOn = new CountDownLatch(1);
        sync.during = () -> {
            on.countDown();
            await(goOn);
        };
        sync.raise();
        follower.start();
        await(on);

        sync.raise();
        follower.signal();
        goOn.countDown();

        awaitRun();
        awaitRun();
        awaitServed();
    }

    @Test
    void triesAgainWhenWhatHeldARunBackHasMoved() throws InterruptedException {
        sync.heldBack = true;
        sync.raise();
        follower.start();
        awaitRun();
        sync.heldBack = false;

        moved = true;

        awaitRun();
        awaitServed();
    }

    @Test
    void runsAgainEvenIfNobodyWasNotifiedOfTheSecondFlag() throws InterruptedException {
        AtomicBoolean once = new AtomicBoolean();
        sync.during = () -> {
            if (once.compareAndSet(false, true)) {
                sync.raise();
            }
        };
        sync.raise();

        follower.start();

        awaitRun();
        awaitRun();
        awaitServed();
    }

    @Test
    void runsOnceARunOfSomebodyElseIsOver() throws InterruptedException {
        CountDownLatch on = new CountDownLatch(1);
        CountDownLatch goOn = new CountDownLatch(1);
        Thread other = new Thread(() -> scheduler.attempt(ConfigSync.JOB, Trigger.MANUAL, new StopFlag(), false, () -> {
            on.countDown();
            await(goOn);
            return "";
        }));
        other.start();
        await(on);
        sync.raise();

        follower.start();
        awaitFollowerIn("awaitFree");
        assertThat(sync.requests).isEmpty();
        goOn.countDown();

        awaitRun();
        awaitServed();
        other.join();
    }

    @Test
    void triesAgainWhatFailedWithoutAnotherSignal() throws InterruptedException {
        sync.failure = "registry-unreadable";
        sync.raise();
        follower.start();
        awaitRun();

        sync.failure = null;

        awaitRun();
        awaitServed();
    }

    @Test
    void goesOnAfterARunThatThrew() throws InterruptedException {
        AtomicBoolean once = new AtomicBoolean();
        sync.during = () -> {
            if (once.compareAndSet(false, true)) {
                throw new AssertionError("a fault");
            }
        };
        sync.raise();

        follower.start();

        assertThat(RecordingListener.await(heard.failures)).hasMessage("a fault");
        awaitRun();
        awaitRun();
        awaitServed();
    }

    @Test
    void leavesTheFlagOfAPausedJobAndRunsWhenItIsResumed() throws InterruptedException {
        scheduler.pause(ConfigSync.JOB, "a reason", "a test");
        sync.raise();
        follower.start();
        follower.signal();
        scheduler.attempt(ConfigSync.JOB, Trigger.MANUAL, new StopFlag(), true, () -> "the follower had its turn");
        assertThat(sync.requests).isEmpty();

        scheduler.resume(ConfigSync.JOB);
        follower.signal();

        awaitRun();
        awaitServed();
    }

    @Test
    void losesNoFlagAmongManyThatComeAtAnyMoment() {
        long seed = new Random().nextLong();
        System.out.println("FlagFollowerTest seed " + seed);
        Random random = new Random(seed);
        follower.start();

        for (int raising = 0; raising < 300; raising++) {
            sync.raise();
            follower.signal();
            for (int spin = random.nextInt(40_000); spin > 0; spin--) {
                Thread.onSpinWait();
            }
        }

        awaitServed();
        assertThat(heard.failures).isEmpty();
    }

    /** Until the follower's thread is in a method of this name. */
    private static void awaitFollowerIn(String method) {
        long deadline = System.nanoTime() + Duration.ofSeconds(20).toNanos();
        while (System.nanoTime() < deadline) {
            for (Map.Entry<Thread, StackTraceElement[]> thread :
                    Thread.getAllStackTraces().entrySet()) {
                if (thread.getKey().getName().equals("flag-follower")
                        && Stream.of(thread.getValue())
                                .anyMatch(frame -> frame.getMethodName().equals(method))) {
                    return;
                }
            }
        }
        throw new AssertionError("the follower was never in " + method);
    }

    private static void await(CountDownLatch latch) {
        try {
            assertThat(latch.await(20, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
