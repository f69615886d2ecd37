package io.tekton.sharedservices.configsync.job;

import static org.assertj.core.api.Assertions.assertThat;

import io.tekton.sharedservices.cleanup.PendingWrites;
import io.tekton.sharedservices.concurrent.StopFlag;
import io.tekton.sharedservices.configsync.BootTime;
import io.tekton.sharedservices.configsync.ConfigSync;
import io.tekton.sharedservices.configsync.Deviation;
import io.tekton.sharedservices.configsync.SettableWitness;
import io.tekton.sharedservices.configsync.SyncReport;
import io.tekton.sharedservices.configsync.SyncRequest;
import io.tekton.sharedservices.configsync.file.ConfigSyncSettings;
import io.tekton.sharedservices.configsync.file.ConfigSyncSettings.Drift;
import io.tekton.sharedservices.configsync.file.SyncPlaces;
import io.tekton.sharedservices.redaction.Redaction;
import io.tekton.sharedservices.schedule.EngineSettings;
import io.tekton.sharedservices.schedule.JobScheduler;
import io.tekton.sharedservices.schedule.RecordingListener;
import io.tekton.sharedservices.schedule.due.Schedule;
import io.tekton.sharedservices.schedule.due.TickingHost;
import io.tekton.sharedservices.store.Store;
import io.tekton.sharedservices.store.database.StoreSettings;
import io.tekton.sharedservices.testing.Trials;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/**
 * The sync's ticks, by a real scheduler on real files: as many as a daemon has in half an hour, in {@code chaos/run} as
 * in days.
 */
@EnabledOnOs(value = OS.LINUX, disabledReason = "descriptors are counted in /proc")
class SyncTicksIT {
    private static final Duration BETWEEN = Duration.ofMillis(10);
    private static final int WARM_UP = 100;
    private static final int BATCH = 100;

    @TempDir
    Path folder;

    private final TickingHost host = new TickingHost();
    private final SyncJobState memory = new SyncJobState();

    /** What a process and its folder hold. */
    private record Holdings(int threads, long descriptors, long heapBytes, long storeBytes, long scheduleBytes) {
        static Holdings now(Path state) throws IOException {
            System.gc();
            try (Stream<Path> open = Files.list(Path.of("/proc/self/fd"))) {
                return new Holdings(
                        ManagementFactory.getThreadMXBean().getThreadCount(),
                        open.count(),
                        ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed(),
                        // checked by name: opening would let go of H2's lock
                        Files.size(state.resolve("store.mv.db")),
                        Files.size(state.resolve("schedule.mv.db")));
            }
        }
    }

    /** A real sync, without watches: only the schedule ticks. */
    private record Work(ConfigSync sync) implements SyncWork {
        @Override
        public boolean isCalledFor() {
            return sync.isCalledFor();
        }

        @Override
        public Object flag() {
            return "the one flag";
        }

        @Override
        public Optional<ConfigDeviation> drift() {
            Deviation found = sync.drift();
            return found.changes().stream()
                    .map(change -> new ConfigDeviation(found.kind(), change.toString()))
                    .findFirst();
        }

        @Override
        public SyncReport run(SyncRequest request, StopFlag stop) {
            return sync.run(request, stop);
        }
    }

    @Test
    void ticksLeaveThreadsDescriptorsMemoryStoreAndScheduleFlat() throws Exception {
        Path state = folder.resolve("state");
        try (Store store = Store.open(new StoreSettings(state, Duration.ZERO, "a test"), TickingHost.CLOCK);
                Trials trials = Trials.of("age does no harm", "ticks of the sync", BATCH)) {
            JobScheduler scheduler = JobScheduler.create(
                    TickingHost.NAME,
                    store,
                    new EngineSettings(Map.of(
                            "org.quartz.scheduler.instanceName", "SharedServices",
                            "org.quartz.threadPool.threadCount", "2",
                            "org.quartz.threadPool.threadPriority", "5",
                            "org.quartz.jobStore.misfireThreshold", "60000")),
                    host,
                    new RecordingListener());
            try {
                scheduler.start(List.of(new ConfigSyncJob(
                        new Work(sync(store)),
                        new ConfigSyncSettings(Optional.of(config()), false, Drift.REPAIR),
                        new Schedule.Every(BETWEEN),
                        memory,
                        host)));
                awaitTicks(WARM_UP);
                Holdings first = Holdings.now(state);

                for (long ticks = memory.ticks(); trials.next(); ticks++) {
                    awaitTicks(ticks + 1);
                    trials.kept();
                }

                Holdings last = Holdings.now(state);
                System.out.println("SyncTicksIT: after " + WARM_UP + " " + first + ", at the end " + last);
                assertThat(last.threads()).as("%s %s", first, last).isLessThanOrEqualTo(first.threads() + 4);
                assertThat(last.descriptors()).as("%s %s", first, last).isLessThanOrEqualTo(first.descriptors() + 6);
                assertThat(last.heapBytes())
                        .as("%s %s", first, last)
                        .isLessThanOrEqualTo(first.heapBytes() + (16 << 20));
                assertThat(last.storeBytes()).as("%s %s", first, last).isEqualTo(first.storeBytes());
                // it is rewritten at 8 MiB
                assertThat(last.scheduleBytes()).as("%s %s", first, last).isLessThan(10 << 20);
                assertThat(store.auditReader().newestRun(ConfigSync.JOB, TickingHost.NAME))
                        .isEmpty();
            } finally {
                assertThat(scheduler.close(Duration.ofMinutes(4))).isTrue();
            }
        }
    }

    private void awaitTicks(long number) {
        long deadline = System.nanoTime() + Duration.ofMinutes(4).toNanos();
        while (memory.ticks() < number) {
            assertThat(System.nanoTime()).as("tick %d within 240 s", number).isLessThan(deadline);
            try {
                Thread.sleep(1);
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        }
    }

    private Path config() {
        return folder.resolve("config.json");
    }

    private ConfigSync sync(Store store) {
        try {
            Path tekton = Files.createDirectories(folder.resolve("tekton"));
            Files.createDirectories(tekton.resolve("ai_registry"));
            SyncPlaces places = SyncPlaces.of(tekton, folder.resolve("state"), config());
            Files.writeString(places.registry(), "{}");
            Files.writeString(config(), "{\"ai_specialists\": {}}");
            return new ConfigSync(
                    TickingHost.NAME,
                    new ConfigSyncSettings(Optional.of(config()), false, Drift.REPAIR),
                    new Redaction(List.of()),
                    places,
                    store.auditLog(TickingHost.BOOT, TickingHost.CLOCK),
                    store.auditReader(),
                    new PendingWrites(),
                    new SettableWitness(),
                    () -> new BootTime(TickingHost.BOOT, Duration.ofHours(1)),
                    TickingHost.CLOCK,
                    ZoneOffset.UTC);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
