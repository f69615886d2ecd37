package io.tekton.sharedservices.configsync.job;

import io.tekton.sharedservices.concurrent.StopFlag;
import io.tekton.sharedservices.configsync.ConfigSync;
import io.tekton.sharedservices.configsync.SyncReport;
import io.tekton.sharedservices.configsync.SyncRequest;
import io.tekton.sharedservices.configsync.file.ConfigSyncSettings;
import io.tekton.sharedservices.journal.Run;
import io.tekton.sharedservices.journal.RunOutcome;
import io.tekton.sharedservices.journal.Trigger;
import io.tekton.sharedservices.schedule.ScheduledJob;
import io.tekton.sharedservices.schedule.due.ClockReading;
import io.tekton.sharedservices.schedule.due.NextRun;
import io.tekton.sharedservices.schedule.due.Schedule;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * The configuration sync by schedule and by flag. A check that finds neither a flag nor a deviation is counted and
 * leaves no run.
 *
 * <p>Unlike a cleanup it is due by the last check of this process, not by the record, which has few of the checks. A
 * start is a check.
 */
public final class ConfigSyncJob implements ScheduledJob {
    private final SyncWork work;
    private final ConfigSyncSettings settings;
    private final Schedule schedule;
    private final SyncJobState memory;
    private final Supplier<ClockReading> moments;

    public ConfigSyncJob(
            SyncWork work,
            ConfigSyncSettings settings,
            Schedule schedule,
            SyncJobState memory,
            Supplier<ClockReading> moments) {
        this.work = work;
        this.settings = settings;
        this.schedule = schedule;
        this.memory = memory;
        this.moments = moments;
    }

    @Override
    public String name() {
        return ConfigSync.JOB;
    }

    @Override
    public Schedule schedule() {
        return schedule;
    }

    @Override
    public NextRun due(ClockReading moment) {
        return NextRun.afterTick(schedule, memory.lastTick(), moment);
    }

    @Override
    public Optional<Run> run(Trigger trigger, String actor, StopFlag stop) {
        try {
            return called(trigger, actor, stop);
        } finally {
            // when it ends, since a run that takes longer than the interval would be due again at once
            memory.tick(moments.get());
        }
    }

    private Optional<Run> called(Trigger trigger, String actor, StopFlag stop) {
        boolean dry = settings.dryRun();
        if (trigger == Trigger.MANUAL) {
            return Optional.of(run(new SyncRequest(trigger, actor, dry, true), stop));
        }
        if (work.isCalledFor()) {
            SyncRequest request = new SyncRequest(trigger, actor, dry, false);
            return dry ? rehearse(request, stop) : Optional.of(run(request, stop));
        }
        ConfigDeviation found = work.drift().orElse(null);
        boolean repairs = !dry && settings.drift() == ConfigSyncSettings.Drift.REPAIR;
        if (found != null && found.isDrift() && repairs) {
            return repair(trigger, stop);
        }
        memory.inLineSince(moments.get());
        memory.outOfLine(found, dry);
        return Optional.empty();
    }

    /**
     * At once, unless saves and repairs overtake each other: then the schedule's next turn does it, so that the last
     * save is repaired too.
     */
    private Optional<Run> repair(Trigger trigger, StopFlag stop) {
        boolean atOnce =
                memory.mayRepairAtOnce(moments.get(), settings.configFile().orElse(null));
        if (trigger == Trigger.FLAG && !atOnce) {
            return Optional.empty();
        }
        memory.repairing(moments.get());
        return Optional.of(run(SyncRequest.afterDrift(), stop));
    }

    /** A dry run leaves the flag raised, and is made once for each raising. */
    private Optional<Run> rehearse(SyncRequest request, StopFlag stop) {
        Object flag = work.flag();
        if (memory.isRehearsed(flag)) {
            return Optional.empty();
        }
        Run run = run(request, stop);
        if (run.outcome() == RunOutcome.SUCCEEDED) {
            memory.rehearsed(flag);
        }
        return Optional.of(run);
    }

    private Run run(SyncRequest request, StopFlag stop) {
        SyncReport report = work.run(request, stop);
        memory.ended(report);
        return report.run();
    }
}
