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
import java.util.Set;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/**
 * Follows the journal and makes its tables again in memory, run by run. Runs to which nothing more can come are
 * compared with the rows in the database, some at a time. Memory holds those, the runs that are under way, and what
 * belongs to no run.
 */
public final class ChainVerifier implements ChainWalk.Follower {
    private final Handle handle;
    private final RowComparison rows;

    private final RunsUnderWay runs = new RunsUnderWay();
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
            runs.endAll();
        }
        Broken differs = rows.compareRuns(runs.over());
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
            String folded = content.text("run");
            if (!runs.fold(folded)) {
                return new Broken(event.sequence(), "it ends run " + folded + ", which is not under way");
            }
            if (!tables.hasEnded()) {
                return new Broken(event.sequence(), "it repeats run " + event.runId() + ", which has not ended");
            }
        }
        tables.during(event.sequence());
        try {
            new Projector(tables).project(event, content);
        } catch (AuditException e) {
            return new Broken(event.sequence(), Causes.of(e));
        }
        return runs.follow(event.kind(), tables) ? rows.compareRuns(runs.takeOver()) : null;
    }

    private @Nullable ShadowTables tables(AuditEvent event) {
        return RunsUnderWay.isOfRun(event.kind()) ? runs.of(event) : aside;
    }

    /**
     * The runs of a journal that is followed, as it makes them: those to which more may come, and those that are over.
     */
    static final class RunsUnderWay {
        private static final int ROWS_AT_ONCE = 1_000;

        /** By id. */
        private final Map<String, ShadowTables> open = new LinkedHashMap<>();

        /** The same by host and job, in the order in which they began. */
        private final Map<List<@Nullable Object>, List<ShadowTables>> ofJob = new HashMap<>();

        private Map<String, ShadowTables> over = new LinkedHashMap<>();
        private int waiting;

        /** Whether an event of this kind belongs to a run. */
        static boolean isOfRun(EventKind kind) {
            return switch (kind) {
                case RUN_BEGUN,
                        DECIDED,
                        INTENDED,
                        SIGNALLED,
                        ENDED,
                        PLANNED,
                        LEFTOVERS_JUDGED,
                        LEFTOVER_INTENDED,
                        LEFTOVER_SETTLED,
                        RUN_FINISHED,
                        RUN_REPEATED -> true;
                default -> false;
            };
        }

        /** @return null where the run is not under way */
        @Nullable
        ShadowTables of(AuditEvent event) {
            return event.kind() == EventKind.RUN_BEGUN
                    ? open.computeIfAbsent(event.runId(), ShadowTables::new)
                    : open.get(event.runId());
        }

        /** The ids of those to which more may come. */
        Set<String> open() {
            return open.keySet();
        }

        /**
         * The run has no row: it is part of the run before it.
         *
         * @return whether it was under way
         */
        boolean fold(String run) {
            ShadowTables gone = open.remove(run);
            if (gone == null || gone.size() == 0 || gone.hasEnded()) {
                return false;
            }
            siblings(gone).remove(gone);
            over.put(run, new ShadowTables(run));
            waiting++;
            return true;
        }

        /**
         * To be called behind the projection of each event of a run.
         *
         * @return whether so many are over that they should be compared
         */
        boolean follow(EventKind kind, ShadowTables run) {
            switch (kind) {
                case RUN_BEGUN -> siblings(run).add(run);
                case RUN_FINISHED, RUN_REPEATED, ENDED -> close(run);
                default -> {
                    // more comes
                }
            }
            return waiting >= ROWS_AT_ONCE;
        }

        private List<ShadowTables> siblings(ShadowTables run) {
            return ofJob.computeIfAbsent(run.hostAndJob(), key -> new ArrayList<>());
        }

        /**
         * A run is over when it and the next one of its job have ended: only the run right before can be repeated. An
         * intent without a result is settled after its run's end.
         */
        private void close(ShadowTables ended) {
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
        }

        /** The journal ends here. */
        void endAll() {
            over.putAll(open);
        }

        /** Those that are over and were not taken yet. */
        Map<String, ShadowTables> over() {
            return over;
        }

        Map<String, ShadowTables> takeOver() {
            Map<String, ShadowTables> taken = over;
            over = new LinkedHashMap<>();
            waiting = 0;
            return taken;
        }
    }
}
