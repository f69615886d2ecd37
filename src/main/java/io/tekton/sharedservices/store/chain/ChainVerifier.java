package io.tekton.sharedservices.store.chain;

import io.tekton.sharedservices.journal.AuditEvent;
import io.tekton.sharedservices.journal.AuditException;
import io.tekton.sharedservices.journal.EventKind;
import io.tekton.sharedservices.journal.RunOutcome;
import io.tekton.sharedservices.journal.query.ChainCheck;
import io.tekton.sharedservices.journal.query.ChainCheck.Broken;
import io.tekton.sharedservices.journal.query.ChainCheck.Intact;
import io.tekton.sharedservices.store.sql.Sql;
import io.tekton.sharedservices.text.Causes;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/**
 * Follows the journal and makes its tables again in memory, run by run; the rows of a run are compared with those in
 * the database when its last event has come. Memory holds the runs that are under way, and what belongs to no run.
 */
public final class ChainVerifier implements ChainWalk.Follower {
    private final Handle handle;
    private final RowComparison rows;

    /** Runs whose rows are not compared yet. */
    private final Map<String, ShadowTables> runs = new LinkedHashMap<>();

    private final ShadowTables aside = new ShadowTables();

    /** The sequence of the last repetition of each run that was repeated. */
    private final Map<String, Long> repetitions = new HashMap<>();

    public ChainVerifier(Handle handle) {
        this.handle = handle;
        this.rows = new RowComparison(handle);
    }

    /** @param end where the journal must have come to at least; null where nothing says so */
    public ChainCheck verify(@Nullable ChainHead end) {
        Broken missing = rows.findMissingTable();
        if (missing != null) {
            return missing;
        }
        handle.createQuery(Sql.query("last-repetitions").plain())
                .map((row, context) -> Map.entry(row.getString("run_id"), row.getLong("last")))
                .forEach(last -> repetitions.put(last.getKey(), last.getValue()));
        ChainCheck check = new ChainWalk(handle, end, this).walk();
        if (!(check instanceof Intact intact)) {
            return check;
        }
        for (Map.Entry<String, ShadowTables> run : runs.entrySet()) {
            Broken broken = rows.compareRun(run.getKey(), run.getValue());
            if (broken != null) {
                return broken;
            }
        }
        Broken broken = rows.compareOthers(aside, intact.events() + 1);
        return broken == null ? check : broken;
    }

    @Override
    public @Nullable Broken accept(AuditEvent event, Content content) {
        ShadowTables tables = tables(event);
        if (tables == null) {
            return new Broken(event.sequence(), "it belongs to run " + event.runId() + ", which is not under way");
        }
        if (event.kind() == EventKind.RUN_REPEATED) {
            Broken broken = fold(event, content.text("run"), tables);
            if (broken != null) {
                return broken;
            }
        }
        tables.during(event.sequence());
        try {
            new Projector(tables).project(event, content);
        } catch (AuditException e) {
            return new Broken(event.sequence(), Causes.of(e));
        }
        if (tables == aside || !isOver(event, tables)) {
            return null;
        }
        runs.remove(event.runId());
        return rows.compareRun(event.runId(), tables);
    }

    private @Nullable ShadowTables tables(AuditEvent event) {
        return switch (event.kind()) {
            case RUN_BEGUN -> runs.computeIfAbsent(event.runId(), run -> new ShadowTables());
            case DECIDED, INTENDED, SIGNALLED, ENDED, PLANNED, RUN_FINISHED, RUN_REPEATED -> runs.get(event.runId());
            default -> aside;
        };
    }

    /** The run that it names has no row: it is part of the run that the event belongs to. */
    private @Nullable Broken fold(AuditEvent event, String folded, ShadowTables recorded) {
        ShadowTables gone = runs.remove(folded);
        if (gone == null || hasEnded(gone)) {
            return new Broken(event.sequence(), "it ends run " + folded + ", which is not under way");
        }
        return hasEnded(recorded)
                ? null
                : new Broken(event.sequence(), "it repeats run " + event.runId() + ", which has not ended");
    }

    private static boolean hasEnded(ShadowTables run) {
        return run.rows(Table.RUN).values().stream()
                .noneMatch(row -> RunOutcome.RUNNING.name().equals(row.values.get("outcome")));
    }

    /** Whether nothing more can come: an intent without a result is settled after its run's end. */
    private boolean isOver(AuditEvent event, ShadowTables run) {
        return hasEnded(run)
                && repetitions.getOrDefault(event.runId(), 0L) <= event.sequence()
                && run.rows(Table.TERMINATION).values().stream().noneMatch(row -> row.values.get("result") == null);
    }
}
