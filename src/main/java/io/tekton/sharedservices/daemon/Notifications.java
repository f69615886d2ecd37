package io.tekton.sharedservices.daemon;

import io.tekton.sharedservices.cleanup.OrphanCleanup;
import io.tekton.sharedservices.config.ServiceSettings;
import io.tekton.sharedservices.journal.AuditException;
import io.tekton.sharedservices.journal.Pause;
import io.tekton.sharedservices.journal.Run;
import io.tekton.sharedservices.journal.RunOutcome;
import io.tekton.sharedservices.journal.Trigger;
import io.tekton.sharedservices.notify.Condition;
import io.tekton.sharedservices.notify.Kind;
import io.tekton.sharedservices.notify.Notifier;
import io.tekton.sharedservices.runtime.RuntimeContext;
import io.tekton.sharedservices.runtime.ServiceRuntime;
import io.tekton.sharedservices.schedule.JobStatus;
import io.tekton.sharedservices.schedule.ScheduledJob;
import io.tekton.sharedservices.store.sql.StoreException;
import io.tekton.sharedservices.text.Causes;
import io.tekton.sharedservices.text.HostTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Watches for what people want to hear of, in a thread of its own: twice a minute, and as soon as a run is over. It
 * delays no job, and a job's thread only wakes it. Thread-safe.
 */
final class Notifications implements AutoCloseable {
    private static final Duration BETWEEN = Duration.ofSeconds(30);
    private static final Duration LONG_PAUSE = Duration.ofDays(1);
    private static final Set<String> STORE_SUBJECTS = Set.of("store", DaemonProcess.UNWRITTEN);
    private static final String TOO_MANY = "too-many-orphans";

    private final Logger logger = LogManager.getLogger("notify");
    private final RuntimeContext context;
    private final DaemonState state;
    private final Supplier<List<Condition>> fleet;
    private final Notifier notifier;
    private final Thread thread = new Thread(this::watch, "notifications");
    private volatile ServiceSettings settings;
    private volatile @Nullable ServiceRuntime runtime;
    private boolean woken;
    private boolean closing;

    /** @param fleet what a keeper has to report of other hosts */
    Notifications(RuntimeContext context, ServiceSettings first, DaemonState state, Supplier<List<Condition>> fleet) {
        this.context = context;
        this.settings = first;
        this.state = state;
        this.fleet = fleet;
        this.notifier =
                new Notifier(context.places().stateFolder(), context.host(), first.notifications(), this::trouble);
    }

    private void trouble(String setting, @Nullable String what) {
        if (what == null) {
            state.warnings().clear(setting);
        } else {
            String warning = setting.startsWith("notify.") ? setting + " did not take a notification: " + what : what;
            if (!state.warnings().of(setting).equals(Optional.of(warning))) {
                logger.warn("{}", warning);
            }
            state.warnings().raise(setting, warning);
        }
    }

    /** Watches from now on. */
    void start(ServiceRuntime watched) {
        runtime = watched;
        thread.setDaemon(true);
        thread.start();
    }

    /** These apply from now on. */
    void use(ServiceSettings next) {
        settings = next;
        notifier.use(next.notifications());
        wake();
    }

    private synchronized void wake() {
        woken = true;
        notifyAll();
    }

    /** The same job, with its beginning and its end reported. */
    ScheduledJob reporting(ScheduledJob job) {
        return job.running((trigger, actor, stop) -> {
            boolean pings = job.name().equals(OrphanCleanup.JOB) && trigger != Trigger.MANUAL;
            if (pings) {
                notifier.ping(
                        Notifier.Ping.START,
                        "a scheduled cleanup begins",
                        context.clock().instant());
            }
            Optional<Run> run = Optional.empty();
            boolean ended = false;
            try {
                run = job.run(trigger, actor, stop);
                ended = true;
                return run;
            } finally {
                if (pings) {
                    ping(run, ended);
                }
                wake();
            }
        });
    }

    private void ping(Optional<Run> run, boolean ended) {
        boolean good = ended
                && run.map(Run::outcome)
                        .filter(outcome -> outcome == RunOutcome.FAILED || outcome == RunOutcome.REFUSED)
                        .isEmpty();
        String text = run.map(Notifications::sentence).orElse(ended ? "nothing was to be done" : "the run broke off");
        notifier.ping(
                good ? Notifier.Ping.SUCCESS : Notifier.Ping.FAIL,
                text,
                context.clock().instant());
    }

    private void watch() {
        while (await()) {
            ServiceRuntime watched = runtime;
            if (watched == null || settings.notifications().isOff()) {
                continue;
            }
            try {
                Set<String> running = new HashSet<>();
                notifier.update(
                        conditions(watched, running),
                        running::contains,
                        context.clock().instant());
            } catch (AuditException | StoreException e) {
                // nothing is known of the jobs now, so nothing of theirs has ended
                notifier.update(
                        List.of(new Condition(Kind.STORE, "store", null, "the store cannot be read: " + Causes.of(e))),
                        subject -> true,
                        context.clock().instant());
            } catch (RuntimeException e) {
                // people must be notified of what comes after it
                logger.error("the conditions for notifications could not be determined", e);
                state.warnings().raise("notifications", "what to notify people of could not be determined");
            }
        }
    }

    private synchronized boolean await() {
        long deadline = System.nanoTime() + BETWEEN.toNanos();
        while (!woken && !closing) {
            long left = (deadline - System.nanoTime() + 999_999) / 1_000_000;
            if (left <= 0) {
                break;
            }
            try {
                wait(left);
            } catch (InterruptedException e) {
                // nobody here interrupts
                continue;
            }
        }
        woken = false;
        return !closing;
    }

    /** @param running gets the jobs of which a run is on: how they are shows when it is over */
    private List<Condition> conditions(ServiceRuntime watched, Set<String> running) {
        List<Condition> found = new ArrayList<>();
        Instant now = context.clock().instant();
        for (JobStatus job : watched.scheduler().status()) {
            String name = job.name();
            Stream.concat(
                            context.reader().lastScheduledRun(name, context.host()).stream(),
                            context.reader().lastRun(name, context.host()).stream())
                    .distinct()
                    .forEach(run -> found.addAll(ofRun(run)));
            if (job.runningSince() != null) {
                running.add(name);
            }
            if (job.overdue()) {
                found.add(new Condition(Kind.OVERDUE, name, null, name + " is due and does not begin"));
            }
            Pause pause = job.pause();
            if (pause != null && pause.since().plus(LONG_PAUSE).isBefore(now)) {
                found.add(new Condition(
                        Kind.PAUSED,
                        name,
                        null,
                        name + " has been paused by " + pause.actor() + " since " + HostTime.text(pause.since())
                                + (pause.reason().isEmpty() ? "" : ": " + pause.reason())));
            }
        }
        found.addAll(fleet.get());
        STORE_SUBJECTS.stream()
                .flatMap(subject -> state.warnings().of(subject).stream())
                .findFirst()
                .ifPresent(text -> found.add(new Condition(Kind.STORE, "store", null, text)));
        return found;
    }

    private List<Condition> ofRun(Run run) {
        List<Condition> found = new ArrayList<>();
        boolean tooMany = TOO_MANY.equals(run.reason());
        if (run.outcome() == RunOutcome.REFUSED && !tooMany) {
            found.add(new Condition(Kind.REFUSED, run.job(), run.id(), sentence(run)));
        }
        if (run.counts().failed() > 0) {
            found.add(new Condition(
                    Kind.SURVIVOR,
                    run.job(),
                    run.id(),
                    sentence(run) + ". " + run.counts().failed() + " of "
                            + run.counts().orphans() + " orphans live on"));
        } else if (run.outcome() == RunOutcome.FAILED) {
            found.add(new Condition(Kind.FAILED, run.job(), run.id(), sentence(run)));
        }
        if (tooMany || run.counts().orphans() > settings.cleanup().alertThreshold()) {
            found.add(new Condition(
                    Kind.EXCESSIVE,
                    run.job(),
                    run.id(),
                    sentence(run) + ". It found " + run.counts().orphans() + " orphans"));
        }
        return found;
    }

    private static String sentence(Run run) {
        return "run " + run.id() + " of " + run.job() + ": " + run.outcome()
                + (run.reason() == null ? "" : " (" + run.reason() + ")")
                + (run.message() == null ? "" : ", " + run.message());
    }

    /** What waits has a moment to leave. */
    @Override
    public void close() {
        synchronized (this) {
            closing = true;
            notifyAll();
        }
        notifier.close();
    }
}
