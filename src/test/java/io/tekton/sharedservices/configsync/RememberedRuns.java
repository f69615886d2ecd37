package io.tekton.sharedservices.configsync;

import io.tekton.sharedservices.journal.AuditException;
import io.tekton.sharedservices.journal.AuditLog;
import io.tekton.sharedservices.journal.RecordedVerdict;
import io.tekton.sharedservices.journal.Run;
import io.tekton.sharedservices.journal.SyncRecord;
import io.tekton.sharedservices.journal.Termination;
import io.tekton.sharedservices.journal.TerminationEvent;
import io.tekton.sharedservices.journal.query.AuditReader;
import io.tekton.sharedservices.journal.query.RunQuery;
import io.tekton.sharedservices.journal.query.TerminationQuery;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

/** The record in memory; a test can make any write to it fail. */
public final class RememberedRuns implements AuditLog, AuditReader {
    private final Map<String, Run> runs = new LinkedHashMap<>();
    private final Map<String, List<SyncRecord>> plans = new HashMap<>();
    private Predicate<String> failing = write -> false;

    /** @param failing says of {@code begin}, {@code plan} or {@code finish} whether it fails */
    void failOn(Predicate<String> failing) {
        this.failing = failing;
    }

    private void write(String what) {
        if (failing.test(what)) {
            throw new AuditException("the test lets " + what + " fail");
        }
    }

    @Override
    public synchronized void begin(Run run) {
        write("begin");
        runs.put(run.id(), run);
    }

    @Override
    public synchronized void plan(String runId, SyncRecord plan) {
        write("plan");
        plans.computeIfAbsent(runId, id -> new ArrayList<>()).add(plan);
    }

    @Override
    public synchronized void finish(Run run) {
        write("finish");
        runs.put(run.id(), run);
    }

    /** All runs, oldest first. */
    synchronized List<Run> all() {
        return List.copyOf(runs.values());
    }

    synchronized Run last() {
        return all().get(runs.size() - 1);
    }

    /** All plans of a run, in order. */
    public synchronized List<SyncRecord> plans(String runId) {
        return List.copyOf(plans.getOrDefault(runId, List.of()));
    }

    @Override
    public synchronized Optional<SyncRecord> sync(String runId) {
        List<SyncRecord> found = plans(runId);
        return found.isEmpty() ? Optional.empty() : Optional.of(found.get(found.size() - 1));
    }

    @Override
    public synchronized List<Run> runs(RunQuery query) {
        List<Run> newest = new ArrayList<>(all());
        Collections.reverse(newest);
        return newest.stream().limit(query.limit()).toList();
    }

    @Override
    public synchronized Optional<Run> run(String id) {
        return Optional.ofNullable(runs.get(id));
    }

    @Override
    public List<RecordedVerdict> verdicts(String runId) {
        return List.of();
    }

    @Override
    public List<Termination> terminations(TerminationQuery query) {
        return List.of();
    }

    @Override
    public synchronized Optional<Run> newestRun(String job, String host) {
        return runs.isEmpty() ? Optional.empty() : Optional.of(last());
    }

    @Override
    public Optional<Run> lastRun(String job, String host) {
        throw new UnsupportedOperationException("a sync does not ask");
    }

    @Override
    public Optional<Run> lastLiveRun(String job, String host) {
        throw new UnsupportedOperationException("a sync does not ask");
    }

    @Override
    public Optional<Run> lastScheduledRun(String job, String host) {
        throw new UnsupportedOperationException("a sync does not ask");
    }

    @Override
    public Run beginOfRetries(Run last) {
        throw new UnsupportedOperationException("a sync does not ask");
    }

    @Override
    public boolean mayHaveSignalled(String runId) {
        throw new UnsupportedOperationException("a sync does not ask");
    }

    @Override
    public boolean wasSkippedSince(String job, String host, String runId) {
        throw new UnsupportedOperationException("a sync does not ask");
    }

    @Override
    public List<Run> running(String host) {
        throw new UnsupportedOperationException("a sync does not ask");
    }

    @Override
    public List<Termination> unresolved(String runId) {
        throw new UnsupportedOperationException("a sync does not ask");
    }

    @Override
    public void decide(String runId, List<RecordedVerdict> verdicts, List<TerminationEvent.Intended> intents) {
        throw new UnsupportedOperationException("a sync judges nothing");
    }

    @Override
    public void append(String runId, List<? extends TerminationEvent> events) {
        throw new UnsupportedOperationException("a sync ends nothing");
    }
}
