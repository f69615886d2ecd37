package io.tekton.sharedservices.cleanup.job;

import io.tekton.sharedservices.api.CleanupOrder;
import io.tekton.sharedservices.api.JobAnswer;
import io.tekton.sharedservices.cleanup.CleanupListener;
import io.tekton.sharedservices.cleanup.CleanupReport;
import io.tekton.sharedservices.cleanup.CleanupRequest;
import io.tekton.sharedservices.cleanup.OrphanCleanup;
import io.tekton.sharedservices.concurrent.StopFlag;
import io.tekton.sharedservices.config.ServiceSettings;
import io.tekton.sharedservices.config.Warnings;
import io.tekton.sharedservices.journal.Run;
import io.tekton.sharedservices.journal.RunOutcome;
import io.tekton.sharedservices.journal.Trigger;
import io.tekton.sharedservices.journal.query.RunQuery;
import io.tekton.sharedservices.metrics.CleanupProgress;
import io.tekton.sharedservices.process.ProcessTableException;
import io.tekton.sharedservices.runtime.Job;
import io.tekton.sharedservices.runtime.JobDescription;
import io.tekton.sharedservices.runtime.Refusal;
import io.tekton.sharedservices.runtime.RunWarnings;
import io.tekton.sharedservices.runtime.RuntimeContext;
import io.tekton.sharedservices.runtime.TriggeredRun;
import io.tekton.sharedservices.schedule.Attempt;
import io.tekton.sharedservices.schedule.JobScheduler;
import io.tekton.sharedservices.schedule.ScheduledJob;
import io.tekton.sharedservices.schedule.due.ClockReading;
import io.tekton.sharedservices.text.Causes;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.Logger;
import org.jspecify.annotations.Nullable;

/** The orphan cleanup of a process that holds the store. Thread-safe. */
public final class CleanupJob implements Job {
    public static final JobDescription DESCRIPTION = new JobDescription(
            OrphanCleanup.JOB,
            ServiceSettings::cleanupJob,
            settings -> settings.cleanup().dryRun(),
            settings -> null);

    /** A process that has just begun has other things to do. */
    private static final Duration FIRST_RULE_CHECK = Duration.ofSeconds(20);

    private static final Duration BETWEEN_RULE_CHECKS = Duration.ofHours(1);
    /** How long a reading of all processes serves for warnings. */
    private static final Duration STILL_TRUE = Duration.ofSeconds(5);

    private static final int PAGE = 100;
    private static final String PLATFORM = "platform";
    private static final String RULE_USE = "use of rules";

    private final Logger logger = LogManager.getLogger("daemon");
    private final RuntimeContext context;
    private final JobScheduler scheduler;
    private final WitnessThread witnessing;
    private final CleanupProgress progress = new CleanupProgress();
    private volatile @Nullable Seen seen;
    private Duration rulesCheckedAgain = now().plus(FIRST_RULE_CHECK);

    public CleanupJob(RuntimeContext context, JobScheduler scheduler) {
        this.context = context;
        this.scheduler = scheduler;
        this.witnessing = new WitnessThread(context);
    }

    @Override
    public void start() {
        witnessing.start();
    }

    @Override
    public void close() {
        witnessing.close();
    }

    @Override
    public JobDescription description() {
        return DESCRIPTION;
    }

    @Override
    public Optional<ScheduledJob> use(ServiceSettings settings) {
        witnessing.use(settings);
        return settings.cleanupJob().enabled()
                ? Optional.of(new OrphanCleanupJob(
                        Cleanups.under(settings, context),
                        settings.cleanupJob().schedule(),
                        context.reader(),
                        context.host(),
                        Set.of(RuntimeContext.self()),
                        progress))
                : Optional.empty();
    }

    /**
     * A cleanup on request, in turn with the scheduled ones: what cannot run now is refused, and the refusal is on
     * record.
     *
     * @param untouchable never signalled, with all their ancestors
     */
    public CleanupReport run(
            ServiceSettings settings,
            CleanupRequest request,
            Set<Integer> untouchable,
            StopFlag stop,
            CleanupListener listener) {
        OrphanCleanup cleanup = Cleanups.under(settings, context);
        Attempt<CleanupReport> attempt =
                scheduler.attempt(OrphanCleanup.JOB, Trigger.MANUAL, stop, request.dryRun(), () -> {
                    try (CleanupProgress.Watch watch = progress.watch(listener)) {
                        return cleanup.run(request, untouchable, stop, watch);
                    }
                });
        if (attempt instanceof Attempt.Ran<CleanupReport> ran) {
            return ran.result();
        }
        Refusal refusal = Refusal.of(attempt, OrphanCleanup.JOB, "cleanup");
        return cleanup.refuse(request, refusal.reason(), refusal.message());
    }

    /** How far the run is that is on, by schedule or on request. */
    public CleanupProgress progress() {
        return progress;
    }

    /** How long the next live cleanup must wait; zero if it may begin, and where the settings make all runs dry. */
    public Duration hourLeft(ServiceSettings settings) {
        if (settings.cleanup().dryRun()) {
            return Duration.ZERO;
        }
        ClockReading moment = context.moment();
        return Cleanups.under(settings, context).hourLeft(moment.now(), moment.bootId(), moment.uptime());
    }

    @Override
    public Optional<JobAnswer.Refused> trigger(ServiceSettings settings, boolean force, String actor) {
        CleanupRequest request = CleanupOrder.usual(actor, force).under(settings.cleanup());
        return TriggeredRun.begin(begun -> Refusal.of(run(
                        settings,
                        request,
                        Set.of(RuntimeContext.self()),
                        new StopFlag(),
                        (phase, done, total) -> begun.run())
                .run()));
    }

    /**
     * The newest cleanup on record that was carried out or is running. Refused and skipped calls, and manual dry runs
     * before them, are left out.
     */
    public static Optional<Run> lastCarriedOut(RuntimeContext context) {
        Optional<Run> newest = context.reader().newestRun(OrphanCleanup.JOB, context.host());
        if (newest.isEmpty() || wasCarriedOut(newest.get())) {
            return newest;
        }
        List<Run> page;
        String before = newest.get().id();
        do {
            page = context.reader().runs(new RunQuery(OrphanCleanup.JOB, null, null, null, before, PAGE));
            for (Run run : page) {
                boolean rehearsal = run.dryRun() && run.trigger() == Trigger.MANUAL;
                if (wasCarriedOut(run) && !rehearsal && run.host().equals(context.host())) {
                    return Optional.of(run);
                }
                before = run.id();
            }
        } while (page.size() == PAGE);
        return Optional.empty();
    }

    public static boolean wasCarriedOut(Run run) {
        return run.outcome() != RunOutcome.REFUSED && run.outcome() != RunOutcome.SKIPPED;
    }

    @Override
    public List<String> warnings(ServiceSettings settings) {
        if (!settings.cleanupJob().enabled()) {
            return List.of();
        }
        List<String> all = new ArrayList<>(RunWarnings.of(
                context.reader(),
                OrphanCleanup.JOB,
                context.host(),
                settings.cleanup().alertThreshold()));
        all.addAll(ofProcesses(settings));
        String unwitnessed = witnessing.trouble();
        if (unwitnessed != null) {
            all.add("ownership is not witnessed, so what owners leave behind is spared: " + unwitnessed);
        }
        String damage = context.witness().memory().damage();
        if (damage != null) {
            all.add(damage);
        }
        return all;
    }

    /** A page or a person asks for the status every few seconds; all processes need not be read each time. */
    private List<String> ofProcesses(ServiceSettings settings) {
        Seen last = seen;
        if (last != null
                && last.settings().equals(settings)
                && now().minus(last.at()).compareTo(STILL_TRUE) < 0) {
            return last.warnings();
        }
        Seen fresh = new Seen(settings, now(), Cleanups.warnings(settings, context));
        seen = fresh;
        return fresh.warnings();
    }

    /** Warnings that took a reading of all processes, and when that was. */
    private record Seen(ServiceSettings settings, Duration at, List<String> warnings) {}

    @Override
    public void heartbeat(ServiceSettings settings, Warnings warnings) {
        checkRuleUse(settings, warnings);
        holdPlatform(settings, warnings);
    }

    /** By a clock that nobody sets. */
    private static Duration now() {
        return Duration.ofNanos(System.nanoTime());
    }

    private synchronized void checkRuleUse(ServiceSettings settings, Warnings warnings) {
        if (now().compareTo(rulesCheckedAgain) < 0 || !settings.cleanupJob().enabled()) {
            return;
        }
        try {
            Cleanups.checkRuleUse(settings, context);
            rulesCheckedAgain = now().plus(BETWEEN_RULE_CHECKS);
            warnings.clear(RULE_USE);
        } catch (ProcessTableException | UncheckedIOException e) {
            logger.warn("the use of the match rules could not be checked", e);
            warnings.raise(RULE_USE, "it is not known which match rules name a process: " + Causes.of(e));
        }
    }

    /** As long as another process cleans the same platform for the same user, live runs here are refused. */
    private void holdPlatform(ServiceSettings settings, Warnings warnings) {
        boolean live = settings.cleanupJob().enabled() && !settings.cleanup().dryRun();
        if (!live) {
            context.hour().release();
        }
        Optional<String> trouble = live ? context.hour().hold() : Optional.empty();
        if (trouble.isEmpty()) {
            warnings.clear(PLATFORM);
            return;
        }
        String warning = "live cleanups are refused: " + trouble.get();
        if (!warnings.all().contains(warning)) {
            logger.warn("{}", warning);
        }
        warnings.raise(PLATFORM, warning);
    }
}
