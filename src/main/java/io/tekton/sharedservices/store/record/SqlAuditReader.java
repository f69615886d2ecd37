package io.tekton.sharedservices.store.record;

import io.tekton.sharedservices.journal.AuditEvent;
import io.tekton.sharedservices.journal.AuditException;
import io.tekton.sharedservices.journal.RecordedVerdict;
import io.tekton.sharedservices.journal.Run;
import io.tekton.sharedservices.journal.SyncRecord;
import io.tekton.sharedservices.journal.Termination;
import io.tekton.sharedservices.journal.leftover.LeftoverRecord;
import io.tekton.sharedservices.journal.query.AuditReader;
import io.tekton.sharedservices.journal.query.ChainCheck;
import io.tekton.sharedservices.journal.query.Leak;
import io.tekton.sharedservices.journal.query.ListedRun;
import io.tekton.sharedservices.journal.query.PurgedRange;
import io.tekton.sharedservices.journal.query.RuleUse;
import io.tekton.sharedservices.journal.query.RunQuery;
import io.tekton.sharedservices.journal.query.TerminationQuery;
import io.tekton.sharedservices.journal.query.TrendQuery;
import io.tekton.sharedservices.journal.query.TrendStep;
import io.tekton.sharedservices.process.ProcessIdentity;
import io.tekton.sharedservices.store.chain.ChainHead;
import io.tekton.sharedservices.store.chain.ChainVerifier;
import io.tekton.sharedservices.store.chain.Content;
import io.tekton.sharedservices.store.chain.Rows;
import io.tekton.sharedservices.store.chain.SyncRows;
import io.tekton.sharedservices.store.database.Database;
import io.tekton.sharedservices.store.sql.Sql;
import io.tekton.sharedservices.store.sql.StoreException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Reads the audit from tables; every method throws {@link io.tekton.sharedservices.journal.AuditException} if it
 * cannot. Thread-safe.
 */
public final class SqlAuditReader implements AuditReader {
    private final Database database;
    private final LeakSums leaks = new LeakSums();

    public SqlAuditReader(Database database) {
        this.database = database;
    }

    @Override
    public List<Run> runs(RunQuery query) {
        return database.read("runs", handle -> PageQuery.runs(handle, query));
    }

    @Override
    public List<ListedRun> list(RunQuery query) {
        return database.read("runs", handle -> {
            List<Run> runs = PageQuery.runs(handle, query);
            Map<String, Integer> changes =
                    SyncRows.numbersOfChanges(handle, runs.stream().map(Run::id).toList());
            return runs.stream()
                    .map(run -> new ListedRun(run, changes.getOrDefault(run.id(), 0)))
                    .toList();
        });
    }

    @Override
    public Optional<Run> run(String id) {
        return database.read(
                "run " + id,
                handle -> Sql.query("which-run")
                        .on(handle)
                        .bind("id", id)
                        .map(Rows.RUN)
                        .findOne());
    }

    @Override
    public Optional<Run> newestRun(String job, String host) {
        return newest("newest-run", job, host);
    }

    @Override
    public Optional<Run> lastLiveRun(String job, String host) {
        return newest("last-live-run", job, host).map(Run::asLastRepeated);
    }

    @Override
    public Optional<Run> lastScheduledRun(String job, String host) {
        return newest("last-scheduled-run", job, host).map(Run::asLastRepeated);
    }

    @Override
    public Run beginOfRetries(Run last) {
        return database.read(
                "the runs before " + last.id(),
                handle -> Sql.query("begin-of-retries")
                        .on(handle)
                        .bindMap(Map.of("job", last.job(), "host", last.host(), "id", last.id()))
                        .map(Rows.RUN)
                        .findOne()
                        .orElse(last));
    }

    @Override
    public boolean mayHaveSignalled(String runId) {
        return database.read("the signals of run " + runId, handle -> RunFolding.mayHaveSignalled(handle, runId));
    }

    @Override
    public Optional<Run> lastRun(String job, String host) {
        return newest("last-run", job, host);
    }

    private Optional<Run> newest(String which, String job, String host) {
        return database.read(
                "the " + which.replace('-', ' ') + " of " + job,
                handle -> Sql.query(which)
                        .on(handle)
                        .bind("job", job)
                        .bind("host", host)
                        .map(Rows.RUN)
                        .findOne());
    }

    @Override
    public boolean wasSkippedSince(String job, String host, @Nullable String runId) {
        return database.read(
                "whether a run of " + job + " was skipped",
                handle -> Sql.query("was-run-skipped-since")
                                .on(handle, runId == null ? Set.of() : Set.of("since"))
                                .bind("job", job)
                                .bind("host", host)
                                .bind("runId", runId)
                                .mapTo(Long.class)
                                .one()
                        > 0);
    }

    @Override
    public List<Run> running(String host) {
        return database.read(
                "the running runs",
                handle -> Sql.query("running-runs")
                        .on(handle)
                        .bind("host", host)
                        .map(Rows.RUN)
                        .list());
    }

    @Override
    public List<RecordedVerdict> verdicts(String runId) {
        return database.read(
                "the verdicts of run " + runId,
                handle -> Sql.query("verdicts-of-run")
                        .on(handle)
                        .bind("runId", runId)
                        .map(Rows.VERDICT)
                        .list());
    }

    @Override
    public Optional<SyncRecord> sync(String runId) {
        return database.read("the plan of run " + runId, handle -> new SyncRows(handle, runId).read());
    }

    @Override
    public LeftoverRecord leftovers(String runId) {
        return SqlLeftoverLog.of(database, runId);
    }

    @Override
    public List<Termination> terminations(TerminationQuery query) {
        return database.read("terminations", handle -> PageQuery.terminations(handle, query));
    }

    /** One termination; empty where there is none of that sequence. */
    public Optional<Termination> termination(long sequence) {
        return database.read(
                "termination " + sequence,
                handle -> Sql.query("which-termination")
                        .on(handle)
                        .bind("sequence", sequence)
                        .map(Rows.TERMINATION)
                        .findOne());
    }

    /** The links of the chain about one process in one run, oldest first. */
    public List<AuditEvent> eventsOf(String runId, ProcessIdentity process) {
        return database.read(
                "events of " + process,
                handle -> Sql.query("events-of-process")
                        .on(handle)
                        .bindMap(Rows.of(runId, process))
                        .map(Rows.EVENT)
                        .list());
    }

    /** The steps in which there was a run, oldest first. */
    public List<TrendStep> trend(TrendQuery query) {
        return database.read("the trend of " + query.job(), handle -> Trends.of(handle, query));
    }

    /**
     * What live runs decided to end, by its origin, in no order.
     *
     * @param since at or after, by request
     * @param until before, by request
     */
    public List<Leak> leaks(Instant since, Instant until) {
        return database.read("who leaks", handle -> leaks.read(handle, since, until));
    }

    /** What each match rule named in the runs of a job that began at this time or later; in no order. */
    public List<RuleUse> rulesNamed(String job, Instant since) {
        return named("what-rules-named", "match", "match_rule", job, since);
    }

    /**
     * The explanations that may name a protect rule or an owner, in such runs; in no order.
     *
     * @return with the explanation in place of a rule's name
     */
    public List<RuleUse> explanationsNamingRules(String job, Instant since) {
        return named("which-explanations-name-rules", "explanation", "explanation", job, since);
    }

    private List<RuleUse> named(String query, String kind, String column, String job, Instant since) {
        return database.read(
                "what rules named",
                handle -> Sql.query(query)
                        .on(handle)
                        .bind("job", job)
                        .bind("since", Rows.time(since))
                        .map((rows, context) -> new RuleUse(
                                kind,
                                rows.getString(column),
                                rows.getLong("named"),
                                rows.getLong("orphans"),
                                Rows.instant(rows, "last_at"),
                                rows.getString("last_run")))
                        .list());
    }

    @Override
    public List<Termination> unresolved(String runId) {
        return database.read(
                "open terminations of run " + runId,
                handle -> Sql.query("terminations-as-judged")
                        .on(handle, Set.of("run", "unresolved"))
                        .bind("runId", runId)
                        .map(Rows.TERMINATION)
                        .list());
    }

    /** The events that follow this one, oldest first. */
    public List<AuditEvent> eventsAfter(long sequence, int limit) {
        return database.read(
                "events",
                handle -> Sql.query("events-after")
                        .on(handle)
                        .bindMap(Map.of("sequence", sequence, "limit", limit))
                        .map(Rows.EVENT)
                        .list());
    }

    /** Where the journal ends now. */
    public ChainHead head() {
        return database.head();
    }

    /** Every range of events that was purged, as later events name them; in no order. */
    public List<PurgedRange> purgedRanges() {
        return database.read(
                "what was purged",
                handle -> Sql.query("purges").on(handle).map(Rows.EVENT).stream()
                        .flatMap(purge ->
                                PurgedRange.read(Content.read(purge.facts()).text("ranges")).stream())
                        .toList());
    }

    /**
     * Follows the journal from its first event to its head and makes the tables from it again, to compare every column
     * of every row. Covered: every column of every event, gaps, the head; every row and column of every table that is
     * made from the journal. Not covered: a journal that was rewritten as a whole, and an end that was removed together
     * with the head and the file beside the store (the log keeps heads against that).
     */
    public ChainCheck verifyChain() {
        // before the view is taken: what is committed meanwhile is past this end
        ChainHead end = end();
        return database.read("the journal", handle -> new ChainVerifier(handle).verify(end));
    }

    private @Nullable ChainHead end() {
        try {
            return database.ends().read();
        } catch (StoreException e) {
            throw new AuditException(String.valueOf(e.getMessage()), e);
        }
    }
}
