package io.tekton.sharedservices.endtoend;

import io.tekton.sharedservices.journal.AuditException;
import io.tekton.sharedservices.journal.AuditLog;
import io.tekton.sharedservices.journal.RecordedVerdict;
import io.tekton.sharedservices.journal.Run;
import io.tekton.sharedservices.journal.SyncRecord;
import io.tekton.sharedservices.journal.TerminationEvent;
import io.tekton.sharedservices.journal.TerminationSignal;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** An audit that does something at a chosen moment, or fails from a chosen write on. */
final class AuditSpy implements AuditLog {
    /** The writes of a run. */
    enum Write {
        BEGIN,
        DECIDE,
        /** What was signalled, and the outcome of it. */
        APPEND,
        KILL_INTENTS,
        FINISH
    }

    private final AuditLog log;
    private final Set<Write> failing = new TreeSet<>();
    private final Set<Write> failingOnce = new TreeSet<>();
    private @Nullable Runnable afterDecide;
    private @Nullable Runnable afterKillIntents;

    AuditSpy(AuditLog log) {
        this.log = log;
    }

    AuditSpy afterDecide(Runnable action) {
        afterDecide = action;
        return this;
    }

    AuditSpy afterKillIntents(Runnable action) {
        afterKillIntents = action;
        return this;
    }

    /** These writes fail, before anything of them is written. */
    AuditSpy failing(Write... writes) {
        failing.addAll(List.of(writes));
        return this;
    }

    /** This write fails the first time. */
    AuditSpy failingOnce(Write write) {
        failingOnce.add(write);
        return this;
    }

    @Override
    public void begin(Run run) {
        failIf(Write.BEGIN);
        log.begin(run);
    }

    @Override
    public void decide(String runId, List<RecordedVerdict> verdicts, List<TerminationEvent.Intended> intents) {
        failIf(Write.DECIDE);
        log.decide(runId, verdicts, intents);
        if (afterDecide != null) {
            afterDecide.run();
        }
    }

    @Override
    public void plan(String runId, SyncRecord plan) {
        log.plan(runId, plan);
    }

    @Override
    public void append(String runId, List<? extends TerminationEvent> events) {
        boolean kill = events.stream()
                .anyMatch(event -> event instanceof TerminationEvent.Intended intended
                        && intended.signal() == TerminationSignal.KILL);
        failIf(kill ? Write.KILL_INTENTS : Write.APPEND);
        log.append(runId, events);
        if (kill && afterKillIntents != null) {
            afterKillIntents.run();
        }
    }

    @Override
    public void finish(Run run) {
        failIf(Write.FINISH);
        log.finish(run);
    }

    private void failIf(Write write) {
        if (failing.contains(write) || failingOnce.remove(write)) {
            throw new AuditException("no room for " + write);
        }
    }
}
