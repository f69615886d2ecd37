package io.tekton.sharedservices.web.dashboard;

import io.tekton.sharedservices.journal.AuditLog;
import io.tekton.sharedservices.journal.Decision;
import io.tekton.sharedservices.journal.RecordedVerdict;
import io.tekton.sharedservices.journal.Run;
import io.tekton.sharedservices.journal.RunCounts;
import io.tekton.sharedservices.journal.RunIds;
import io.tekton.sharedservices.journal.RunOutcome;
import io.tekton.sharedservices.journal.TerminationEvent;
import io.tekton.sharedservices.journal.TerminationResult;
import io.tekton.sharedservices.journal.TerminationSignal;
import io.tekton.sharedservices.journal.Trigger;
import io.tekton.sharedservices.process.HostName;
import io.tekton.sharedservices.process.ProcessIdentity;
import io.tekton.sharedservices.process.linux.LinuxProcessTable;
import io.tekton.sharedservices.store.Store;
import io.tekton.sharedservices.text.HostZone;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;

/**
 * Some weeks of cleanups in a store, written as a daemon writes them, the last one two hours old. The same ones at each
 * call. A run since this host's boot is of that boot: one of another boot would say that the clock was set back since.
 */
final class SeededHistory {
    static final String HOSTILE =
            "python3 shared/ai/x.py --component </script><img src=x onerror=alert(1)> <script>alert(2)</script> "
                    + "\\u0007\\u202e " + "A".repeat(8_000);

    private static final String BOOT = "00000000-seeded-boot";
    private static final List<String> COMPONENTS =
            List.of("apollo", "numa", "sophia", "hermes", "ergon", "metis", "noesis", "athena", "telos", "engram");

    private static final Map<String, String> SETTINGS = Map.of(
            "orphan-cleanup.schedule", "every 6h",
            "orphan-cleanup.min-age", "2h",
            "orphan-cleanup.grace", "10s",
            "orphan-cleanup.confirm-after", "1m",
            "orphan-cleanup.max-terminations", "50",
            "orphan-cleanup.dry-run", "false",
            "registry.when-missing", "refuse",
            "history.keep", "90d");

    private final Store store;
    private final Instant end;
    private final Instant booted;
    private final String boot;
    private final RunIds ids = new RunIds(HostZone.ofHost());
    private final Random random = new Random(42);
    private int pid = 20_000;

    SeededHistory(Store store, Instant now) {
        this.store = store;
        this.end = now.minus(Duration.ofHours(2)).truncatedTo(ChronoUnit.MILLIS);
        LinuxProcessTable table = LinuxProcessTable.open(Set.of(), Clock.systemUTC());
        this.booted = now.minus(table.uptime());
        this.boot = table.bootId();
    }

    private AuditLog log(Instant at) {
        return store.auditLog(bootAt(at), Clock.fixed(at, ZoneOffset.UTC));
    }

    private String bootAt(Instant at) {
        return at.isBefore(booted) ? BOOT : boot;
    }

    /** One long dry run of long ago, then a run every six hours for the last weeks. */
    void write(int inTheDryRun, int days) {
        Instant old = end.minus(Duration.ofDays(200));
        List<RecordedVerdict> many = new ArrayList<>();
        for (int i = 0; i < inTheDryRun; i++) {
            many.add(orphan(old, i).withResult(TerminationResult.WOULD_TERMINATE, null));
        }
        store.settingsInForce(HostName.read(), bootAt(old)).remember(old, SETTINGS);
        Run dry = begun(old, Trigger.MANUAL, true);
        log(old).begin(dry);
        log(old).decide(dry.id(), many, List.of());
        log(old).finish(dry.ended(old.plusSeconds(9), RunOutcome.SUCCEEDED, null, null, counts(many, 0, 0)));
        for (int i = days * 4; i >= 0; i--) {
            Instant at = end.minus(Duration.ofHours(6L * i));
            boolean refused = i == 3 || i % 61 == 20;
            Trigger trigger = i == 2 || i % 37 == 5 ? Trigger.CATCH_UP : Trigger.SCHEDULE;
            if (refused) {
                refused(at, trigger);
            } else {
                cleaned(at, trigger, random.nextInt(5) == 0 ? 3 + random.nextInt(5) : random.nextInt(3), i == 1);
            }
        }
    }

    /** Live runs, one every two hours, that each ended so many orphans. */
    void writeMany(int runs, int orphansOfEach) {
        for (int i = runs; i >= 1; i--) {
            cleaned(end.minus(Duration.ofHours(2L * i)), Trigger.SCHEDULE, orphansOfEach, false);
        }
    }

    private Run begun(Instant at, Trigger trigger, boolean dry) {
        return new Run(
                ids.next(at),
                "orphan-cleanup",
                HostName.read(),
                bootAt(at),
                at.isBefore(booted) ? -1 : Duration.between(booted, at).toMillis(),
                trigger,
                trigger == Trigger.MANUAL ? "op@command-line" : "scheduler",
                dry,
                at,
                null,
                RunOutcome.RUNNING,
                null,
                null,
                RunCounts.NONE);
    }

    private void refused(Instant at, Trigger trigger) {
        Run run = begun(at, trigger, false);
        log(at).begin(run.ended(
                at.plusMillis(40),
                RunOutcome.REFUSED,
                "registry-unreadable",
                "the registry .tekton/ai_registry/platform_ai_registry.json ends in the middle of an object: line "
                        + "14, column 3",
                RunCounts.NONE));
    }

    private void cleaned(Instant at, Trigger trigger, int orphans, boolean hostile) {
        Run run = begun(at, trigger, false);
        AuditLog log = log(at.plusSeconds(60));
        log.begin(run);
        List<RecordedVerdict> verdicts = new ArrayList<>();
        List<TerminationEvent.Intended> intents = new ArrayList<>();
        List<TerminationEvent> events = new ArrayList<>();
        int killed = 0;
        for (int i = 0; i < 4 + random.nextInt(8); i++) {
            verdicts.add(spared(at));
        }
        for (int i = 0; i < orphans + (hostile ? 1 : 0); i++) {
            RecordedVerdict orphan = hostile && i == 0 ? hostile(at) : orphan(at, random.nextInt(1_000));
            verdicts.add(orphan);
            boolean stubborn = random.nextInt(4) == 0;
            killed += stubborn ? 1 : 0;
            ending(orphan.identity(), at.plusSeconds(60), stubborn, intents, events);
        }
        log.decide(run.id(), verdicts, intents);
        log.append(run.id(), events);
        int all = intents.size();
        log.finish(run.ended(
                at.plusSeconds(60).plusMillis(killed > 0 ? 10_200 : 140),
                RunOutcome.SUCCEEDED,
                null,
                null,
                counts(verdicts, all - killed, killed)));
    }

    private static void ending(
            ProcessIdentity process,
            Instant at,
            boolean stubborn,
            List<TerminationEvent.Intended> intents,
            List<TerminationEvent> events) {
        intents.add(new TerminationEvent.Intended(process, at, TerminationSignal.TERM));
        events.add(new TerminationEvent.Signalled(process, at.plusMillis(3), TerminationSignal.TERM));
        if (stubborn) {
            events.add(new TerminationEvent.Intended(process, at.plusMillis(10_003), TerminationSignal.KILL));
            events.add(new TerminationEvent.Signalled(process, at.plusMillis(10_005), TerminationSignal.KILL));
        }
        events.add(new TerminationEvent.Ended(
                process,
                at.plusMillis(stubborn ? 10_009 : 17),
                stubborn ? TerminationResult.KILLED : TerminationResult.TERMINATED,
                stubborn ? 10_006L : 14L,
                null));
    }

    private static RunCounts counts(List<RecordedVerdict> verdicts, int terminated, int killed) {
        int orphans = (int) verdicts.stream()
                .filter(verdict -> verdict.decision() == Decision.ORPHAN)
                .count();
        return new RunCounts(
                412 + verdicts.size(), verdicts.size(), orphans, verdicts.size() - orphans, terminated, killed, 0);
    }

    private RecordedVerdict orphan(Instant at, int salt) {
        String component = COMPONENTS.get(salt % COMPONENTS.size());
        return verdict(
                at,
                component,
                "python3 -m shared.ai.generic_specialist --port " + (45_000 + salt % 40) + " --component " + component
                        + " --ai-id " + component + "-ai",
                Decision.ORPHAN,
                "unregistered",
                "no registry knows its pid " + pid + " or its name " + component
                        + "-ai; none of its ancestors is registered: 1 systemd; no registered process descends "
                        + "from it; it is 2h 40m old, and 2h is the minimum");
    }

    private RecordedVerdict hostile(Instant at) {
        return verdict(
                at,
                "<script>alert(3)</script>",
                HOSTILE,
                Decision.ORPHAN,
                "unregistered",
                "no registry knows its name <b onmouseover=alert(4)>x</b>");
    }

    private RecordedVerdict spared(Instant at) {
        String component = COMPONENTS.get(random.nextInt(COMPONENTS.size()));
        return verdict(
                at,
                component,
                "python3 -m shared.ai.generic_specialist --component " + component,
                Decision.SPARED,
                "registered",
                "'" + component + "-ai' is registered with its pid " + (pid + 1));
    }

    private RecordedVerdict verdict(
            Instant at, String component, String command, Decision decision, String rule, String explanation) {
        pid++;
        return new RecordedVerdict(
                new ProcessIdentity(BOOT, pid, 1_000_000L + pid),
                at.minusSeconds(9_600),
                1,
                "tekton",
                component,
                command,
                "1 systemd",
                9_600,
                "specialist-module",
                decision,
                rule,
                explanation,
                null,
                null);
    }
}
