package io.tekton.sharedservices.fleet.centre;

import io.tekton.sharedservices.journal.RecordedVerdict;
import io.tekton.sharedservices.journal.Run;
import io.tekton.sharedservices.journal.SyncRecord;
import io.tekton.sharedservices.journal.Termination;
import io.tekton.sharedservices.journal.leftover.LeftoverRecord;
import io.tekton.sharedservices.journal.query.History;
import io.tekton.sharedservices.journal.query.ListedRun;
import io.tekton.sharedservices.journal.query.RunQuery;
import io.tekton.sharedservices.journal.query.TerminationQuery;
import io.tekton.sharedservices.store.chain.Rows;
import io.tekton.sharedservices.store.chain.SyncRows;
import io.tekton.sharedservices.store.record.PageQuery;
import io.tekton.sharedservices.store.record.SqlLeftoverLog;
import io.tekton.sharedservices.store.sql.Sql;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The record of one host at the centre; of other hosts' runs it knows nothing. Every method throws
 * {@link CentreException} if the centre cannot be asked. Not thread-safe.
 */
final class HostHistory implements History {
    private final CentreConnection connection;
    private final String host;

    /** @param host its enrolled name */
    HostHistory(CentreConnection connection, String host) {
        this.connection = connection;
        this.host = host;
    }

    @Override
    public List<Run> runs(RunQuery query) {
        return connection.ask("read runs", handle -> PageQuery.runs(handle, query.of(host)));
    }

    @Override
    public List<ListedRun> list(RunQuery query) {
        List<Run> runs = runs(query);
        Map<String, Integer> changes = connection.ask(
                "count changes",
                handle -> SyncRows.numbersOfChanges(
                        handle, runs.stream().map(Run::id).toList()));
        return runs.stream()
                .map(run -> new ListedRun(run, changes.getOrDefault(run.id(), 0)))
                .toList();
    }

    @Override
    public Optional<Run> run(String id) {
        return connection
                .ask(
                        "read a run",
                        handle -> Sql.query("which-run")
                                .on(handle)
                                .bind("id", id)
                                .map(Rows.RUN)
                                .findOne())
                .filter(run -> run.host().equals(host));
    }

    @Override
    public List<RecordedVerdict> verdicts(String runId) {
        return run(runId).isEmpty()
                ? List.of()
                : connection.ask(
                        "read verdicts",
                        handle -> Sql.query("verdicts-of-run")
                                .on(handle)
                                .bind("runId", runId)
                                .map(Rows.VERDICT)
                                .list());
    }

    @Override
    public Optional<SyncRecord> sync(String runId) {
        return run(runId).flatMap(run -> connection.ask("read a plan", handle -> new SyncRows(handle, runId).read()));
    }

    @Override
    public LeftoverRecord leftovers(String runId) {
        return run(runId).isEmpty()
                ? LeftoverRecord.EMPTY
                : connection.ask("read leftovers", handle -> SqlLeftoverLog.of(handle, runId));
    }

    @Override
    public List<Termination> terminations(TerminationQuery query) {
        return connection.ask("read terminations", handle -> PageQuery.terminations(handle, query.of(host)));
    }
}
