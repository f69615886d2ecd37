package io.tekton.sharedservices.fleet.keeper;

import io.tekton.sharedservices.fleet.centre.KeeperConnections;
import io.tekton.sharedservices.fleet.centre.KeeperDelegate;
import io.tekton.sharedservices.fleet.centre.KeeperWork;
import io.tekton.sharedservices.fleet.settings.FleetSettings;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.UUID;
import java.util.function.Consumer;
import org.apache.logging.log4j.LogManager;
import org.quartz.JobBuilder;
import org.quartz.JobKey;
import org.quartz.Scheduler;
import org.quartz.SchedulerException;
import org.quartz.SimpleScheduleBuilder;
import org.quartz.Trigger;
import org.quartz.TriggerBuilder;
import org.quartz.TriggerKey;
import org.quartz.impl.DirectSchedulerFactory;
import org.quartz.impl.SchedulerRepository;
import org.quartz.impl.jdbcjobstore.InvalidConfigurationException;
import org.quartz.impl.jdbcjobstore.JobStoreTX;
import org.quartz.simpl.SimpleThreadPool;
import org.quartz.utils.DBConnectionManager;

/**
 * A node of the fleet's clustered scheduler. It only fires, each job once at a time: a frozen node or a wrong clock can
 * make two nodes fire (quartz#176), so {@link KeeperWork} decides.
 */
final class KeeperEngine implements AutoCloseable {
    private static final String NAME = "fleet";
    private static final String GROUP = "keepers";
    private static final Duration CHECK_IN = Duration.ofSeconds(3);
    private static final int THREADS = 2;

    private final Scheduler quartz;
    private final KeeperConnections connections;

    private KeeperEngine(Scheduler quartz, KeeperConnections connections) {
        this.quartz = quartz;
        this.connections = connections;
    }

    /**
     * Joins the cluster.
     *
     * @param fired gets each job that is fired, in a thread of the pool
     */
    static KeeperEngine join(FleetSettings settings, Consumer<KeeperWork.Job> fired) throws SchedulerException {
        // providers are known by name in the whole JVM, and never forgotten
        String id = settings.user() + "-" + UUID.randomUUID();
        KeeperConnections connections = new KeeperConnections(settings);
        DBConnectionManager.getInstance().addConnectionProvider(id, connections);
        boolean joined = false;
        try {
            Scheduler quartz = create(id);
            quartz.setJobFactory((bundle, scheduler) -> context -> fired.accept(
                    KeeperWork.Job.valueOf(context.getJobDetail().getKey().getName())));
            quartz.start();
            joined = true;
            return new KeeperEngine(quartz, connections);
        } finally {
            if (!joined) {
                connections.close();
            }
        }
    }

    private static Scheduler create(String id) throws SchedulerException {
        JobStoreTX store = new JobStoreTX();
        try {
            store.setDriverDelegateClass(KeeperDelegate.class.getName());
        } catch (InvalidConfigurationException e) {
            throw new SchedulerException("Quartz has no delegate for PostgreSQL", e);
        }
        store.setDataSource(id);
        store.setUseProperties("true");
        store.setIsClustered(true);
        store.setClusterCheckinInterval(CHECK_IN.toMillis());
        store.setAcquireTriggersWithinLock(true);
        store.setMakeThreadsDaemons(true);
        SimpleThreadPool pool = new SimpleThreadPool(THREADS, Thread.NORM_PRIORITY);
        pool.setMakeThreadsDaemons(true);
        pool.setThreadNamePrefix("fleet-keeper");
        SchedulerRepository known = SchedulerRepository.getInstance();
        // Schedulers, too, are known by name in the whole JVM: this one does not stay there.
        synchronized (known) {
            DirectSchedulerFactory.getInstance()
                    .createScheduler(
                            NAME,
                            id,
                            pool,
                            new org.quartz.impl.DefaultThreadExecutor(),
                            store,
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
            Scheduler quartz = known.lookup(NAME);
            known.remove(NAME);
            return quartz;
        }
    }

    /** Has the job fired at that time, and at no other; at once if that has passed. */
    @SuppressWarnings("JavaUtilDate") // Quartz speaks of times in no other way.
    void set(KeeperWork.Job job, Instant at) throws SchedulerException {
        quartz.addJob(
                JobBuilder.newJob(KeeperDelegate.Named.class)
                        .withIdentity(key(job))
                        .storeDurably()
                        .build(),
                true);
        TriggerKey key = new TriggerKey(job.name(), GROUP);
        Trigger trigger = TriggerBuilder.newTrigger()
                .withIdentity(key)
                .forJob(key(job))
                .startAt(Date.from(at))
                .withSchedule(SimpleScheduleBuilder.simpleSchedule()
                        .withRepeatCount(0)
                        .withMisfireHandlingInstructionIgnoreMisfires())
                .build();
        if (quartz.rescheduleJob(key, trigger) == null) {
            quartz.scheduleJob(trigger);
        }
    }

    /**
     * Whether it will fire, here or elsewhere.
     *
     * @param latest a firing behind that was set by a keeper whose clock was wrong
     */
    @SuppressWarnings("JavaUtilDate") // as above
    boolean isSet(KeeperWork.Job job, Instant latest) throws SchedulerException {
        TriggerKey key = new TriggerKey(job.name(), GROUP);
        return switch (quartz.getTriggerState(key)) {
            case NORMAL -> {
                Trigger trigger = quartz.getTrigger(key);
                Date next = trigger == null ? null : trigger.getNextFireTime();
                yield next == null || !next.toInstant().isAfter(latest);
            }
            case BLOCKED -> true;
            case COMPLETE -> quartz.checkExists(key);
            case NONE, PAUSED, ERROR -> false;
        };
    }

    private static JobKey key(KeeperWork.Job job) {
        return new JobKey(job.name(), GROUP);
    }

    /** Leaves the cluster; what it does now ends by itself, or with its connection. */
    @Override
    public void close() {
        try {
            quartz.shutdown(false);
        } catch (SchedulerException e) {
            LogManager.getLogger("fleet").warn("the fleet's scheduler did not end in order", e);
        } finally {
            connections.close();
        }
    }
}
