package io.tekton.sharedservices.fleet.keeper;

import io.tekton.sharedservices.concurrent.StopFlag;
import io.tekton.sharedservices.fleet.FleetHost;
import io.tekton.sharedservices.fleet.centre.CentreException;
import io.tekton.sharedservices.fleet.centre.ChainResult;
import io.tekton.sharedservices.fleet.centre.FleetCheck;
import io.tekton.sharedservices.fleet.centre.KeeperWork;
import io.tekton.sharedservices.fleet.settings.FleetSettings;
import io.tekton.sharedservices.text.Causes;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.Logger;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;
import org.quartz.SchedulerException;

/**
 * Runs the fleet's own jobs, together with other keepers: one of them does each. It leaves the cluster while its clock
 * is wrong, since Quartz compares check-ins by each node's own clock. Thread-safe.
 */
public final class Keeper implements AutoCloseable {
    /** A clock that is further off is worth a warning. */
    public static final Duration SKEW_WARNING = Duration.ofSeconds(1);

    /** With a clock that is further off, a keeper does no work. */
    public static final Duration SKEW_LEAVING = Duration.ofSeconds(3);

    private static final Duration BETWEEN = Duration.ofSeconds(5);
    private static final Duration END = Duration.ofSeconds(2);

    private final Logger logger = LogManager.getLogger("fleet");
    private final FleetSettings settings;
    private final KeeperWork work;
    private final Map<KeeperWork.Job, Duration> intervals;
    private final Clock clock;
    private final StopFlag stop = new StopFlag();
    private final Thread thread = new Thread(this::run, "fleet-keeper");
    private volatile @Nullable KeeperEngine engine;
    private volatile KeeperState state = KeeperState.STARTING;

    /** With the usual intervals. */
    public Keeper(FleetSettings settings, Clock clock) {
        this(
                settings,
                clock,
                Map.of(
                        KeeperWork.Job.WATCH, settings.heartbeat(),
                        KeeperWork.Job.VERIFY, Duration.ofHours(6),
                        KeeperWork.Job.RETENTION, Duration.ofDays(1)));
    }

    /** @param intervals of every job */
    Keeper(FleetSettings settings, Clock clock, Map<KeeperWork.Job, Duration> intervals) {
        this.settings = settings;
        this.work = new KeeperWork(settings);
        this.intervals = intervals;
        this.clock = clock;
        thread.setDaemon(true);
    }

    public void start() {
        thread.start();
    }

    /** How it is. */
    public KeeperState state() {
        return state;
    }

    private void run() {
        do {
            try {
                check();
            } catch (CentreException | SchedulerException e) {
                // Quartz tries again by itself, and so does the next check
                problem(engine != null, "the centre cannot be kept now: " + Causes.of(e));
            } catch (RuntimeException e) {
                logger.error("the keeper has a fault; it goes on", e);
                problem(engine != null, "the keeper has a fault; the log has the details");
            }
        } while (!stop.await(BETWEEN));
        leave();
    }

    private void check() throws SchedulerException {
        Duration ahead = work.clockAhead(clock);
        Duration skew = ahead.abs();
        String said = "this keeper's clock is " + skew.toMillis() + " ms "
                + (ahead.isNegative() ? "behind" : "ahead of") + " the centre's";
        if (skew.compareTo(SKEW_LEAVING) > 0) {
            leave();
            problem(false, said + ": it does no work until the clock is right");
            return;
        }
        KeeperEngine joined = engine;
        if (joined == null) {
            joined = KeeperEngine.join(settings, this::fired);
            engine = joined;
            logger.info("this host keeps the fleet");
        }
        for (KeeperWork.Job job : KeeperWork.Job.values()) {
            Duration every = intervals.getOrDefault(job, Duration.ofDays(1));
            if (!joined.isSet(job, clock.instant().plus(every).plus(SKEW_LEAVING.multipliedBy(2)))) {
                joined.set(job, clock.instant());
            }
        }
        problem(true, skew.compareTo(SKEW_WARNING) > 0 ? said : null);
    }

    private void problem(boolean working, @Nullable String what) {
        KeeperState before = state;
        if (what != null && !what.equals(before.problem())) {
            logger.warn("{}", what);
        }
        state = new KeeperState(working, what, before.watchedAt(), before.hosts());
    }

    /** In a thread of Quartz. */
    private void fired(KeeperWork.Job job) {
        Duration every = intervals.getOrDefault(job, Duration.ofDays(1));
        try {
            boolean done = work.run(job, every, handle -> does(job, handle));
            logger.debug("the fleet's job {} was {}", job, done ? "done" : "not due, or another keeper does it");
        } catch (CentreException e) {
            logger.warn("the fleet's job {} failed and is tried again: {}", job, Causes.of(e));
        } finally {
            again(job, every);
        }
    }

    private void again(KeeperWork.Job job, Duration every) {
        KeeperEngine joined = engine;
        try {
            if (joined != null && !stop.isRaised()) {
                joined.set(job, clock.instant().plus(every));
            }
        } catch (SchedulerException e) {
            logger.warn("the fleet's job {} gets its next firing with the next check: {}", job, Causes.of(e));
        }
    }

    private String does(KeeperWork.Job job, Handle handle) {
        return switch (job) {
            case WATCH -> watch(handle);
            case VERIFY -> {
                FleetCheck check = work.verify(handle);
                List<ChainResult> broken = check.journals().stream()
                        .filter(result -> !result.intact())
                        .toList();
                broken.forEach(result -> logger.error(
                        "the journal of {} does not verify at the centre from event {} on: {}",
                        result.host(),
                        result.firstBroken(),
                        result.difference()));
                check.strays()
                        .forEach(stray ->
                                logger.error("of the host {}, which has no journal: {}", stray.host(), stray.words()));
                yield check.journals().size() + " journals, " + broken.size() + " broken, "
                        + check.strays().size() + " rows of no journal";
            }
            case RETENTION -> work.expire(handle) + " events removed";
        };
    }

    private String watch(Handle handle) {
        List<FleetHost> hosts = work.hosts(handle);
        Instant now = clock.instant();
        KeeperState before = state;
        state = new KeeperState(before.working(), before.problem(), now, hosts);
        long bad = hosts.stream().filter(host -> host.state().isBad()).count();
        return hosts.size() + " hosts, " + bad + " to look at";
    }

    private void leave() {
        KeeperEngine joined = engine;
        engine = null;
        if (joined != null) {
            joined.close();
            logger.info("this host keeps the fleet no more");
        }
    }

    /** What is under way ends by itself; a centre that does not answer keeps nobody. */
    @Override
    public void close() {
        stop.raise();
        try {
            thread.join(END.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
