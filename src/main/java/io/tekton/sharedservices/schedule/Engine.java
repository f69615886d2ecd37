package io.tekton.sharedservices.schedule;

import io.tekton.sharedservices.store.scheduler.SchedulerConnections;
import java.time.Duration;
import java.util.UUID;
import java.util.function.Consumer;
import org.quartz.Scheduler;
import org.quartz.SchedulerException;
import org.quartz.impl.DirectSchedulerFactory;
import org.quartz.impl.SchedulerRepository;
import org.quartz.utils.DBConnectionManager;

/** One Quartz scheduler on one store. */
final class Engine {
    private final Scheduler quartz;
    private final QuartzThreads threads;

    private Engine(Scheduler quartz, QuartzThreads threads) {
        this.quartz = quartz;
        this.threads = threads;
    }

    /**
     * Creates the engine; nothing fires before {@link #start}.
     *
     * @param host every host has its own triggers, also in a store that several hosts share
     * @param fired receives the name of each job whose trigger fires, in a thread of the pool
     */
    static Engine create(EngineSettings settings, String host, SchedulerConnections connections, Consumer<String> fired)
            throws SchedulerException {
        QuartzThreads threads = new QuartzThreads();
        // providers are known by name in the whole JVM, and never forgotten
        String source = "store-" + UUID.randomUUID();
        DBConnectionManager.getInstance().addConnectionProvider(source, connections);
        StoreJobStore jobStore = new StoreJobStore(connections, source, threads).with(settings);
        String name = settings.schedulerName(host);
        SchedulerRepository known = SchedulerRepository.getInstance();
        Scheduler quartz;
        // Schedulers, too, are known by name in the whole JVM. Two stores in one JVM are two schedulers of one name:
        // none of them stays there.
        synchronized (known) {
            DirectSchedulerFactory.getInstance()
                    .createScheduler(
                            name,
                            name,
                            new BlockingThreadPool(
                                    settings.threadCount(), settings.threadPriority(), threads::awaitMainThread),
                            threads,
                            jobStore,
                            null,
                            null,
                            0,
                            -1,
                            -1,
                            false,
                            null,
                            1,
                            0,
                            true);
            quartz = known.lookup(name);
            known.remove(name);
        }
        quartz.setJobFactory((bundle, scheduler) -> new Firing(fired));
        return new Engine(quartz, threads);
    }

    Triggers triggers() {
        return new Triggers(quartz);
    }

    void start() throws SchedulerException {
        quartz.start();
    }

    /**
     * Ends it when its runs have ended. Nothing is interrupted.
     *
     * @return whether it ended in time; if not, it continues to end in its own thread
     */
    boolean shutDown(Duration atMost) {
        Thread ending = new Thread(this::shutDown, "scheduler-shutdown");
        ending.setDaemon(true);
        ending.start();
        boolean interrupted = false;
        long deadline = System.nanoTime() + atMost.toNanos();
        while (ending.isAlive()) {
            long left = (deadline - System.nanoTime() + 999_999) / 1_000_000;
            if (left <= 0) {
                break;
            }
            try {
                ending.join(left);
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
        return !ending.isAlive();
    }

    private void shutDown() {
        try {
            quartz.shutdown(true);
        } catch (SchedulerException e) {
            throw new IllegalStateException("Quartz could not be shut down", e);
        } finally {
            threads.end();
        }
    }
}
