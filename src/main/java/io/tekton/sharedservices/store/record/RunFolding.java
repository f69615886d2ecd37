package io.tekton.sharedservices.store.record;

import io.tekton.sharedservices.journal.AuditException;
import io.tekton.sharedservices.journal.EventKind;
import io.tekton.sharedservices.journal.Repetition;
import io.tekton.sharedservices.journal.Run;
import io.tekton.sharedservices.journal.RunOutcome;
import io.tekton.sharedservices.journal.query.Retries;
import io.tekton.sharedservices.store.chain.ChainWriter;
import io.tekton.sharedservices.store.chain.Content;
import io.tekton.sharedservices.store.chain.Contents;
import io.tekton.sharedservices.store.chain.Rows;
import io.tekton.sharedservices.store.sql.Sql;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/**
 * A scheduled run that ends as the run before it did only increases the count on the row of that run. The chain keeps
 * the start and the end of each: its {@link EventKind#RUN_REPEATED} belongs to the recorded run and names the repeated
 * one.
 */
final class RunFolding {
    private RunFolding() {}

    /**
     * Folds a run into the one before it, within the transaction that would end it.
     *
     * @param run ended, and RUNNING on record
     * @return the run before it, repeated once more; empty if this one is a record of its own
     */
    static Optional<Run> fold(Handle handle, ChainWriter chain, Run run, Instant finishedAt) {
        Run repeated = before(handle, run)
                .filter(before -> Retries.isSame(before, run))
                .filter(before -> isTriedAgain(handle, before) && isTriedAgain(handle, run))
                .filter(before -> !hasIntents(handle, run.id()))
                .map(before -> before.repeatedBy(run))
                .orElse(null);
        if (repeated == null) {
            return Optional.empty();
        }
        Repetition repetition = Objects.requireNonNull(repeated.repetition());
        requireRunning(handle, run);
        chain.add(EventKind.RUN_REPEATED, repeated.id(), null, finishedAt, Contents.repeated(run, repetition))
                .write();
        return Optional.of(repeated);
    }

    static boolean mayHaveSignalled(Handle handle, String runId) {
        return count(handle, "may-run-have-signalled", runId) > 0;
    }

    /** The other runs that a run's row records; the chain contains the start of each. */
    static List<String> repetitionsOf(Handle handle, String runId) {
        List<String> runs = new ArrayList<>();
        Sql.query("repetitions-of-run")
                .on(handle)
                .bind("runId", runId)
                .mapTo(String.class)
                .forEach(facts -> runs.add(Content.read(facts).text("run")));
        return runs;
    }

    private static Optional<Run> before(Handle handle, Run run) {
        return Sql.query("run-before")
                .on(handle)
                .bindMap(Map.of("job", run.job(), "host", run.host(), "id", run.id()))
                .map(Rows.RUN)
                .findOne();
    }

    private static boolean isTriedAgain(Handle handle, Run run) {
        return Retries.isDueAfter(run, mayHaveSignalled(handle, run.id()));
    }

    /** Such a record is never given up, even if nothing came of it. */
    private static boolean hasIntents(Handle handle, String runId) {
        return count(handle, "has-run-intents", runId) > 0;
    }

    static void requireRunning(Handle handle, Run run) {
        boolean running = Sql.query("which-run")
                .on(handle)
                .bind("id", run.id())
                .map(Rows.RUN)
                .findOne()
                .filter(known -> known.outcome() == RunOutcome.RUNNING)
                .isPresent();
        if (!running) {
            throw new AuditException("run " + run.id() + " is not running on record and cannot end");
        }
    }

    private static long count(Handle handle, String query, String runId) {
        return Sql.query(query)
                .on(handle)
                .bind("runId", runId)
                .mapTo(Long.class)
                .one();
    }
}
