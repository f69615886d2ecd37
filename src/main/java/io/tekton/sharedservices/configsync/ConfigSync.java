package io.tekton.sharedservices.configsync;

import io.tekton.sharedservices.cleanup.PendingWrites;
import io.tekton.sharedservices.concurrent.StopFlag;
import io.tekton.sharedservices.concurrent.Stopwatch;
import io.tekton.sharedservices.configsync.file.Backups;
import io.tekton.sharedservices.configsync.file.ConfigFile;
import io.tekton.sharedservices.configsync.file.ConfigSyncSettings;
import io.tekton.sharedservices.configsync.file.Failpoints;
import io.tekton.sharedservices.configsync.file.FileExchanger;
import io.tekton.sharedservices.configsync.file.LastSyncedConfig;
import io.tekton.sharedservices.configsync.file.Swap;
import io.tekton.sharedservices.configsync.file.SyncPlaces;
import io.tekton.sharedservices.configsync.file.UndoMark;
import io.tekton.sharedservices.configsync.file.UpdateFlag;
import io.tekton.sharedservices.configsync.file.Writers;
import io.tekton.sharedservices.journal.AuditException;
import io.tekton.sharedservices.journal.AuditLog;
import io.tekton.sharedservices.journal.Run;
import io.tekton.sharedservices.journal.RunCounts;
import io.tekton.sharedservices.journal.RunIds;
import io.tekton.sharedservices.journal.RunOutcome;
import io.tekton.sharedservices.journal.Trigger;
import io.tekton.sharedservices.journal.query.AuditReader;
import io.tekton.sharedservices.posix.FileExchange;
import io.tekton.sharedservices.posix.OpenWriters;
import io.tekton.sharedservices.redaction.Redaction;
import io.tekton.sharedservices.registry.PlatformRegistry;
import io.tekton.sharedservices.registry.RegistrySettings;
import io.tekton.sharedservices.text.Causes;
import io.tekton.sharedservices.text.HostZone;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * The configuration sync of one host. Only this class joins flag, registry, configuration and audit, and only it writes
 * the configuration. One run at a time: a second caller waits for the first.
 *
 * <p>A run claims the flag, reads the registry, plans, records run and plan, writes, records the outcome, and removes
 * the claim, in this order. A crash between any two leads to another sync, never to none.
 */
public final class ConfigSync {
    /** The job's name on record. */
    public static final String JOB = "config-sync";

    private final ConfigSyncSettings settings;
    private final SyncParts parts;
    private final UndoMark mark;
    private final Drift drift;
    private final FirstSync first;
    private final Supplier<BootTime> boot;
    private final RunIds ids = new RunIds(HostZone.ofHost());

    /**
     * @param redaction what masks secrets in all that is put on record
     * @param witness what is known of the registry's processes
     * @param zone in which {@code last_sync} is written
     */
    public ConfigSync(
            String host,
            ConfigSyncSettings settings,
            Redaction redaction,
            SyncPlaces places,
            AuditLog audit,
            AuditReader history,
            PendingWrites unwritten,
            RegistrationWitness witness,
            Supplier<BootTime> boot,
            Clock clock,
            ZoneId zone) {
        this(
                host,
                settings,
                redaction,
                places,
                audit,
                history,
                unwritten,
                witness,
                boot,
                clock,
                zone,
                FileExchange::exchange,
                OpenWriters::of,
                Failpoints.unwatched());
    }

    /** For tests, which check each step, or have no exchange or no lease. */
    ConfigSync(
            String host,
            ConfigSyncSettings settings,
            Redaction redaction,
            SyncPlaces places,
            AuditLog audit,
            AuditReader history,
            PendingWrites unwritten,
            RegistrationWitness witness,
            Supplier<BootTime> boot,
            Clock clock,
            ZoneId zone,
            FileExchanger exchanging,
            Writers writers,
            Failpoints steps) {
        Backups backups = new Backups(places.backups());
        Stopwatch stopwatch = Stopwatch.system();
        this.settings = settings;
        this.boot = boot;
        this.mark = new UndoMark(places.backups());
        this.parts = new SyncParts(
                host,
                new UpdateFlag(places.flag(), clock),
                new PlatformRegistry(
                        places.registry(), RegistrySettings.DEFAULT_READ_BOUND, places.trustedUids(), stopwatch),
                new ConfigFile(
                        places.config(),
                        backups,
                        new Swap(exchanging, writers, steps),
                        stopwatch,
                        steps,
                        settings.replace(),
                        clock),
                backups,
                new LastSyncedConfig(backups),
                audit,
                history,
                unwritten,
                new DuplicateRunFilter(history),
                witness,
                new HeldSync(places.registry(), () -> time(boot.get(), clock)),
                steps,
                redaction,
                new SyncLog(),
                clock,
                zone);
        this.drift = new Drift(parts, mark, places.registry());
        this.first = new FirstSync(places, clock);
    }

    public ConfigSyncSettings settings() {
        return settings;
    }

    /**
     * Whether a run has something to do: a flag is raised, a failed run left a claim, or somebody saved into a file
     * that a sync had replaced. Cheap; throws nothing.
     */
    public boolean isCalledFor() {
        return parts.flag().isRaised()
                || parts.config().lateSaves().isThere(parts.config().target());
    }

    /** What programs wrote into a file that a sync had replaced and that is no configuration, in words. */
    public List<String> unfinishedSaves() {
        try {
            return parts.config().lateSaves().unfinished(parts.config().target());
        } catch (IOException e) {
            return List.of("the files beside the CI configuration cannot be read: " + Causes.of(e));
        }
    }

    /** What keeps the flag from being raised at all, in words; empty where nothing does. */
    public Optional<String> flagObstacle() {
        return parts.flag().obstacle();
    }

    /**
     * Runs one sync. All that can go wrong in it ends up in the report: nothing is thrown for a run that failed. One by
     * schedule or flag that ends as the newest run on record did is not recorded again; its report then has that run. A
     * run that finds no flag and was not forced does not fail either: it is SKIPPED.
     *
     * @param stop checked between steps; once the file is exchanged, the run goes on to its end, which takes no time
     */
    public synchronized SyncReport run(SyncRequest request, StopFlag stop) {
        parts.unwritten().write();
        Run run = begun(request.trigger(), request.actor(), request.dryRun() || settings.dryRun());
        if (!run.dryRun()) {
            first.sentence(request.force()).ifPresent(parts.log()::first);
        }
        try {
            return new SyncRun(parts, stop, run, new FlagSync(parts, run.id(), run.dryRun(), request)).execute();
        } finally {
            drift.forget();
        }
    }

    /**
     * Restores a backup, with its own record: the requested version, or the newest that differs from the configuration
     * and has components. It remains until the next flag, {@linkplain #drift() although it deviates}; another undo
     * reverts it.
     */
    public synchronized SyncReport undo(UndoRequest request, StopFlag stop) {
        parts.unwritten().write();
        Run run = begun(Trigger.MANUAL, request.actor(), request.dryRun());
        try {
            return new SyncRun(parts, stop, run, new UndoSync(parts, mark, request)).execute();
        } finally {
            drift.forget();
        }
    }

    /** Puts a run on record that cannot begin, for a reason of the caller's, such as a job that is paused. */
    public SyncReport refuse(SyncRequest request, String reason, String message) {
        Run run = begun(request.trigger(), request.actor(), request.dryRun() || settings.dryRun());
        Run refused = run.ended(run.startedAt(), RunOutcome.REFUSED, reason, message, RunCounts.NONE);
        try {
            parts.audit().begin(refused);
            parts.log().ended(refused, 0);
            return new SyncReport(refused, null, List.of(), true);
        } catch (AuditException e) {
            parts.log().failure(refused, "a refused run could not be put on record", e);
            return new SyncReport(refused, null, List.of(), false);
        }
    }

    /**
     * How the configuration deviates from the registry, and whether a person's save caused it; called at each check.
     * Cheap where neither file has changed since it was last asked. {@link Deviation.Kind#NONE} if nothing deviates, if
     * that is unknown, if a flag is raised (its sync follows), and after an undo. A drift is to be answered with
     * {@link SyncRequest#afterDrift()}, or with a warning, as {@link ConfigSyncSettings#drift()} says; anything else is
     * to be reported and left alone.
     */
    public synchronized Deviation drift() {
        return drift.check();
    }

    /** Whether what held the last run back has changed: the registry, or a process that it lost. Cheap. */
    public boolean isWorthAnotherTry() {
        return parts.hold().hasMoved(parts.witness()::lives);
    }

    /** The time since boot, or since the epoch if the host does not report the former. */
    private static Duration time(BootTime now, Clock clock) {
        return now.uptime().isZero() ? Duration.ofMillis(clock.millis()) : now.uptime();
    }

    /** How many runs ended as the one on record before them and were not recorded again, since this process began. */
    public long unrecordedRepeats() {
        return parts.repeats().count();
    }

    private Run begun(Trigger trigger, String actor, boolean dryRun) {
        Instant now = parts.now();
        BootTime since = boot.get();
        return Run.begun(ids.next(now), JOB, parts.host(), since.bootId(), since.uptime(), trigger, actor, dryRun, now);
    }
}
