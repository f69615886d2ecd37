package io.tekton.sharedservices.metrics;

import io.tekton.sharedservices.cleanup.OrphanCleanup;
import io.tekton.sharedservices.journal.AuditException;
import io.tekton.sharedservices.journal.AuditLog;
import io.tekton.sharedservices.journal.Decision;
import io.tekton.sharedservices.journal.RecordedVerdict;
import io.tekton.sharedservices.journal.Run;
import io.tekton.sharedservices.journal.SyncRecord;
import io.tekton.sharedservices.journal.TerminationEvent;
import io.tekton.sharedservices.journal.TerminationResult;
import io.tekton.sharedservices.journal.Trigger;
import io.tekton.sharedservices.process.ProcessFacts;
import io.tekton.sharedservices.process.ProcessIdentity;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Counts events after they are recorded, and notifies watchers. Changes nothing and adds no failure of its own. */
final class InstrumentedAuditLog implements AuditLog {
    /** A run whose end never came on record is forgotten when so many others were begun. */
    private static final int MOST_OPEN = 16;

    private final AuditLog log;
    private final Metrics tally;
    private final Changes changes;
    private final Map<String, Open> open = new ConcurrentHashMap<>();

    InstrumentedAuditLog(AuditLog log, Metrics tally, Changes changes) {
        this.log = log;
        this.tally = tally;
        this.changes = changes;
    }

    /** What a run in progress has done so far. */
    private static final class Open {
        private final Map<ProcessIdentity, String> signals = new ConcurrentHashMap<>();
        private final Map<ProcessIdentity, ProcessFacts.Use> use = new ConcurrentHashMap<>();
        private final String job;
        private volatile Instant flaggedAt = Instant.MAX;

        Open(String job) {
            this.job = job;
        }
    }

    @Override
    public void begin(Run run) {
        written(() -> log.begin(run));
        if (run.trigger() == Trigger.FLAG) {
            tally.flagClaims.inc();
        }
        if (run.finishedAt() == null) {
            if (open.size() >= MOST_OPEN) {
                open.clear();
            }
            open.put(run.id(), new Open(run.job()));
        } else {
            tally.ended(run);
        }
        changes.happened();
    }

    @Override
    public void decide(String runId, List<RecordedVerdict> verdicts, List<TerminationEvent.Intended> intents) {
        written(() -> log.decide(runId, verdicts, intents));
        Open run = open.get(runId);
        for (RecordedVerdict verdict : verdicts) {
            tally.judged(verdict.rule(), verdict.component(), verdict.decision() == Decision.ORPHAN);
            TerminationResult result = verdict.result();
            if (result != null) {
                tally.terminated(Metrics.NO_SIGNAL, result);
            } else if (run != null && verdict.decision() == Decision.ORPHAN) {
                run.use.put(verdict.identity(), verdict.use());
            }
        }
        changes.happened();
    }

    @Override
    public void plan(String runId, SyncRecord record) {
        written(() -> log.plan(runId, record));
        Open run = open.get(runId);
        Instant flaggedAt = record.flaggedAt();
        if (run != null && flaggedAt != null) {
            run.flaggedAt = flaggedAt;
        }
        changes.happened();
    }

    @Override
    public void append(String runId, List<? extends TerminationEvent> events) {
        written(() -> log.append(runId, events));
        Open run = open.getOrDefault(runId, new Open(OrphanCleanup.JOB));
        for (TerminationEvent event : events) {
            if (event instanceof TerminationEvent.Signalled signalled) {
                run.signals.merge(event.process(), signalled.signal().name(), InstrumentedAuditLog::together);
            } else if (event instanceof TerminationEvent.Ended ended) {
                tally.terminated(run.signals.getOrDefault(event.process(), Metrics.NO_SIGNAL), ended.result());
                ProcessFacts.Use use = run.use.remove(event.process());
                if (use != null && ended.result().isEnded()) {
                    tally.freed(run.job, use);
                }
            }
        }
        changes.happened();
    }

    private static String together(String before, String now) {
        return before.equals(now) ? now : Metrics.BOTH_SIGNALS;
    }

    @Override
    public void finish(Run run) {
        written(() -> log.finish(run));
        finished(run);
    }

    @Override
    public Run finishOrRepeat(Run run) {
        Run[] onRecord = {run};
        written(() -> onRecord[0] = log.finishOrRepeat(run));
        finished(run);
        return onRecord[0];
    }

    private void finished(Run run) {
        tally.ended(run);
        Open ended = open.remove(run.id());
        Instant finishedAt = run.finishedAt();
        if (ended != null && finishedAt != null && ended.flaggedAt.isBefore(finishedAt)) {
            tally.syncLatency.observe(Metrics.seconds(Duration.between(ended.flaggedAt, finishedAt)));
        }
        changes.happened();
    }

    private void written(Runnable write) {
        try {
            write.run();
        } catch (AuditException e) {
            tally.storeErrors.inc();
            throw e;
        }
    }
}
