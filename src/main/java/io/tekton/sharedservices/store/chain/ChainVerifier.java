package io.tekton.sharedservices.store.chain;

import io.tekton.sharedservices.journal.AuditEvent;
import io.tekton.sharedservices.journal.AuditException;
import io.tekton.sharedservices.journal.EventKind;
import io.tekton.sharedservices.journal.query.ChainCheck;
import io.tekton.sharedservices.journal.query.ChainCheck.Broken;
import io.tekton.sharedservices.journal.query.ChainCheck.Intact;
import io.tekton.sharedservices.text.Causes;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/**
 * Follows the journal and makes its tables again in memory, run by run. Runs to which nothing more can come are
 * compared with the rows in the database, some at a time. Memory holds those, the runs that are under way, and what
 * belongs to no run.
 */
public final class ChainVerifier implements ChainWalk.Follower {
    private static final int ROWS_AT_ONCE = 1_000;

    private final Handle handle;
    private final RowComparison rows;

    /** Runs to which more may come, by id. */
    private final Map<String, ShadowTables> open = new LinkedHashMap<>();

    /** The same by host and job, in the order in which they began. */
    private final Map<List<@Nullable Object>, List<ShadowTables>> ofJob = new HashMap<>();

    /** Runs that can be compared. */
    private final Map<String, ShadowTables> over = new LinkedHashMap<>();

    private int waiting;

    private final ShadowTables aside = new ShadowTables(RowComparison.OF_NO_RUN);

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
        ChainCheck check = new ChainWalk(handle, end, this).walk();
        if (check instanceof Intact) {
            over.putAll(open);
        }
        Broken differs = rows.compareRuns(over);
        if (check instanceof Broken broken) {
            return differs == null || broken.sequence() <= differs.sequence() ? broken : differs;
        }
        if (differs == null && check instanceof Intact intact) {
            differs = rows.compareOthers(aside, intact.events() + 1);
        }
        return differs == null ? check : differs;
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
        return switch (event.kind()) {
            case RUN_BEGUN -> begin(tables);
            case RUN_FINISHED, RUN_REPEATED, ENDED -> close(tables);
            default -> null;
        };
    }

    private @Nullable ShadowTables tables(AuditEvent event) {
        return switch (event.kind()) {
            case RUN_BEGUN -> open.computeIfAbsent(event.runId(), ShadowTables::new);
            case DECIDED,
                    INTENDED,
                    SIGNALLED,
                    ENDED,
                    PLANNED,
                    LEFTOVERS_JUDGED,
                    LEFTOVER_INTENDED,
                    LEFTOVER_SETTLED,
                    RUN_FINISHED,
                    RUN_REPEATED -> open.get(event.runId());
            default -> aside;
        };
    }

    private @Nullable Broken begin(ShadowTables run) {
        siblings(run).add(run);
        return null;
    }

    private List<ShadowTables> siblings(ShadowTables run) {
        return ofJob.computeIfAbsent(run.hostAndJob(), key -> new ArrayList<>());
    }

    /** The run that it names has no row: it is part of the run that the event belongs to. */
    private @Nullable Broken fold(AuditEvent event, String folded, ShadowTables recorded) {
        ShadowTables gone = open.remove(folded);
        if (gone == null || gone.hasEnded()) {
            return new Broken(event.sequence(), "it ends run " + folded + ", which is not under way");
        }
        siblings(gone).remove(gone);
        return recorded.hasEnded()
                ? null
                : new Broken(event.sequence(), "it repeats run " + event.runId() + ", which has not ended");
    }

    /**
     * A run is over when it and the next one of its job have ended: only the run right before can be repeated. An
     * intent without a result is settled after its run's end.
     */
    private @Nullable Broken close(ShadowTables ended) {
        List<ShadowTables> runs = siblings(ended);
        for (int i = runs.size() - 2; i >= 0; i--) {
            ShadowTables run = runs.get(i);
            if (run.hasEnded() && !run.hasOpenIntents() && runs.get(i + 1).hasEnded()) {
                runs.remove(i);
                open.remove(run.run());
                over.put(run.run(), run);
                waiting += run.size();
            }
        }
        if (waiting < ROWS_AT_ONCE) {
            return null;
        }
        Broken broken = rows.compareRuns(over);
        over.clear();
        waiting = 0;
        return broken;
    }
}
