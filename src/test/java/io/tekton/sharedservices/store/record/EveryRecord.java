package io.tekton.sharedservices.store.record;

import static io.tekton.sharedservices.journal.TerminationSignal.KILL;
import static io.tekton.sharedservices.journal.TerminationSignal.TERM;
import static io.tekton.sharedservices.store.Records.BOOT;
import static io.tekton.sharedservices.store.Records.HOST;
import static io.tekton.sharedservices.store.Records.START;
import static org.assertj.core.api.Assertions.assertThat;

import io.tekton.sharedservices.journal.ConfigChange;
import io.tekton.sharedservices.journal.Intervention;
import io.tekton.sharedservices.journal.Pause;
import io.tekton.sharedservices.journal.RecordedSettingChange;
import io.tekton.sharedservices.journal.Retention;
import io.tekton.sharedservices.journal.Run;
import io.tekton.sharedservices.journal.RunCounts;
import io.tekton.sharedservices.journal.RunOutcome;
import io.tekton.sharedservices.journal.SyncRecord;
import io.tekton.sharedservices.journal.TerminationResult;
import io.tekton.sharedservices.journal.Trigger;
import io.tekton.sharedservices.journal.TriggerRepair;
import io.tekton.sharedservices.journal.leftover.LeftoverAction;
import io.tekton.sharedservices.journal.leftover.RecordedLeftover;
import io.tekton.sharedservices.store.Records;
import io.tekton.sharedservices.store.Store;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/** A store with records of every kind, some purged, some under way. */
public final class EveryRecord {
    private static final Duration DAY = Duration.ofDays(1);

    private EveryRecord() {}

    private static SyncRecord plan(Instant flaggedAt) {
        return new SyncRecord(
                flaggedAt,
                "/srv/tekton/config.json",
                List.of(
                        new ConfigChange("apollo", "port", "1", "2"),
                        new ConfigChange("numa", "metadata.pid", null, "17")),
                "-1\n+2\n");
    }

    /** Runs of every kind, after a purge of those of the first days; the last one is under way. */
    public static Store in(Path folder) {
        Store store = Records.open(folder);
        Clock clock = Clock.fixed(START.plus(Duration.ofDays(30)), ZoneOffset.UTC);
        SqlAuditLog log = store.auditLog(BOOT, clock);
        for (int day = 1; day <= 30; day++) {
            Run run = Records.run("run-%03d".formatted(day), day % 5 == 0, START.plus(DAY.multipliedBy(day)));
            if (day % 7 == 0) {
                log.begin(run.ended(
                        run.startedAt(), RunOutcome.REFUSED, "registry-missing", "It is missing.", RunCounts.NONE));
                continue;
            }
            log.begin(run);
            if (day % 8 == 0) {
                log.plan(run.id(), plan(run.startedAt()));
            } else if (run.dryRun()) {
                log.decide(
                        run.id(),
                        List.of(
                                Records.orphan(12).withResult(TerminationResult.WOULD_TERMINATE, null),
                                Records.spared(13)),
                        List.of());
            } else if (day % 3 == 0) {
                log.decide(
                        run.id(),
                        List.of(Records.orphan(12), Records.orphan(14), Records.spared(13)),
                        List.of(Records.intended(12, TERM), Records.intended(14, TERM)));
                log.append(run.id(), List.of(Records.signalled(12, TERM), Records.signalled(14, TERM)));
                log.append(
                        run.id(), List.of(Records.intended(14, KILL), Records.ended(12, TerminationResult.TERMINATED)));
                log.append(run.id(), List.of(Records.signalled(14, KILL), Records.ended(14, TerminationResult.KILLED)));
            } else {
                log.decide(run.id(), List.of(Records.spared(13), Records.spared(15)), List.of());
                leftovers(store.leftoverLog(HOST, BOOT, clock), run);
            }
            if (day < 30) {
                log.finish(Records.finished(run, new RunCounts(5, 2, 1, 1, 1, 0, 0)));
            }
        }
        repeated(log);
        aside(store);
        Retention policy = new Retention(
                Optional.of(DAY.multipliedBy(20)),
                Optional.of(DAY.multipliedBy(25)),
                Optional.of(DAY.multipliedBy(25)),
                OptionalLong.empty());
        PurgeReport gone = store.purge(policy, BOOT, "test", clock, () -> true);
        assertThat(gone.runs()).isPositive();
        assertThat(gone.others()).isPositive();
        return store;
    }

    /** What came of one is not on record where the run is under way. */
    private static void leftovers(SqlLeftoverLog log, Run run) {
        log.judge(
                run.id(),
                List.of(
                        new RecordedLeftover(
                                "/srv/tekton/run/apollo.sock",
                                "socket",
                                "sockets",
                                1L << 40 | 7,
                                4711,
                                4096,
                                1,
                                run.startedAt().minusSeconds(60),
                                17,
                                RecordedLeftover.Verdict.LEFTOVER,
                                "owner-gone",
                                "nobody listens on it"),
                        new RecordedLeftover(
                                "/srv/tekton/run/\"numa\"",
                                "folder",
                                "folders",
                                0,
                                0,
                                0,
                                0,
                                null,
                                null,
                                RecordedLeftover.Verdict.SPARED,
                                "too-young",
                                "it is 5s old")));
        LeftoverAction moved = new LeftoverAction(
                run.id(),
                1,
                LeftoverAction.Kind.QUARANTINE,
                "/srv/tekton/run/apollo.sock",
                "quarantine/" + run.id() + "/1",
                "socket",
                "sockets",
                1L << 40 | 7,
                4711,
                4096,
                1,
                null,
                run.startedAt(),
                null,
                null,
                null);
        LeftoverAction pruned = new LeftoverAction(
                run.id(),
                2,
                LeftoverAction.Kind.PRUNE,
                "/srv/tekton/registry.json",
                "apollo",
                "entry",
                "entries",
                1,
                2,
                300,
                1,
                "{\"pid\":17}",
                run.startedAt(),
                null,
                null,
                null);
        log.intend(List.of(moved, pruned));
        log.settle(List.of(
                moved.settled(run.startedAt().plusSeconds(1), LeftoverAction.Result.DONE, null),
                pruned.settled(run.startedAt().plusSeconds(1), LeftoverAction.Result.NOT_DONE, "it was changed")));
        LeftoverAction deleted = moved.next(
                run.id(), 3, LeftoverAction.Kind.DELETE, run.startedAt().plusSeconds(2));
        log.intend(List.of(deleted));
        if (!run.id().equals("run-022")) {
            log.settle(List.of(deleted.settled(run.startedAt().plusSeconds(3), LeftoverAction.Result.DONE, null)));
        }
    }

    /** Runs by schedule that all end alike, two rows of them. */
    private static void repeated(SqlAuditLog log) {
        for (int hour = 1; hour <= 8; hour++) {
            Run made = Records.run("run-1%02d".formatted(hour), false, START.plus(DAY.multipliedBy(29)));
            Run run = new Run(
                    made.id(),
                    made.job(),
                    HOST,
                    BOOT,
                    made.bootMillis() + hour,
                    Trigger.SCHEDULE,
                    "scheduler",
                    false,
                    made.startedAt().plus(Duration.ofHours(hour)),
                    null,
                    RunOutcome.RUNNING,
                    null,
                    null,
                    RunCounts.NONE);
            log.begin(run);
            log.finishOrRepeat(run.ended(
                    run.startedAt(),
                    RunOutcome.REFUSED,
                    hour < 5 ? "registry-missing" : "registry-locked",
                    "A sentence.",
                    RunCounts.NONE));
        }
    }

    /** What belongs to no run. */
    private static void aside(Store store) {
        for (int day = 1; day <= 30; day += 3) {
            Instant at = START.plus(DAY.multipliedBy(day));
            store.settingChanges(HOST, BOOT)
                    .add(List.of(
                            new RecordedSettingChange(at, "op", "file", "log.level", null, "debug"),
                            new RecordedSettingChange(at, "op", "reload", "grace", "5s", day + "s")));
            store.settingsInForce(HOST, BOOT).remember(at, Map.of("grace", day + "s"));
            SqlInterventions interventions = store.interventions(HOST, BOOT);
            long asked =
                    interventions.begin(at, "op@command-line", Intervention.Action.TRIGGER, "orphan-cleanup", null);
            if (day % 2 == 0) {
                interventions.end(asked, at.plusSeconds(1), Intervention.Outcome.REFUSED, "within the hour");
            }
            store.triggerRepairs(HOST, BOOT).add(new TriggerRepair("config-sync", at, "was stuck"));
        }
        SqlPausedJobs pauses = store.pausedJobs(HOST, BOOT);
        for (String job : List.of("config-sync", "config-sync", "orphan-cleanup", "another")) {
            pauses.pause(new Pause(job, HOST, "maintenance", "op@command-line", START.plusSeconds(7)));
        }
        pauses.resume("another", START.plusSeconds(70));
        store.registryMemory(HOST, BOOT, Clock.fixed(START, ZoneOffset.UTC))
                .remember(List.of(Path.of("/srv/tekton/a.json"), Path.of("/srv/tekton/b.json")));
    }
}
