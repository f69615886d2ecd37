package io.tekton.sharedservices.store.chain;

import io.tekton.sharedservices.journal.AuditEvent;
import io.tekton.sharedservices.journal.AuditException;
import io.tekton.sharedservices.journal.EventKind;
import io.tekton.sharedservices.journal.query.ChainCheck.Broken;
import io.tekton.sharedservices.store.chain.ChainVerifier.RunsUnderWay;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/**
 * Makes the rows of one host again in memory, from its journals at the centre, and compares them with the tables there,
 * some runs at a time, as {@link ChainVerifier} does it with a store. An event that makes no row here made none there.
 *
 * <p>A run that was under way where another journal branches off is in both, so it can have the end that either says:
 * it is not compared. Used once, within one consistent view.
 */
public final class CentreVerifier {
    private final Handle handle;
    private final String host;
    private final @Nullable Instant expired;
    private final ShadowTables aside = new ShadowTables(RowComparison.OF_NO_RUN);
    private final Set<String> inBoth = new HashSet<>();

    /**
     * @param host the enrolled name
     * @param expired before that, events have left the centre; null where none has
     */
    public CentreVerifier(Handle handle, String host, @Nullable Instant expired) {
        this.handle = handle;
        this.host = host;
        this.expired = expired;
    }

    /** The events of a journal in their order, some at a time: empty at the end. */
    @FunctionalInterface
    public interface Events {
        List<AuditEvent> after(long sequence);
    }

    /**
     * Compares the runs of one journal. Those that others branch off come before them.
     *
     * @param lineage the number of the chain, and of those that it branches off, the nearest first
     * @param base its first event is the next one
     * @param branches where other journals branch off it
     * @return the first event whose rows differ; null where none does
     */
    public @Nullable Broken verify(List<Long> lineage, long base, Set<Long> branches, Events events) {
        RowComparison rows = new RowComparison(handle, host, expired);
        RunsUnderWay runs = new RunsUnderWay();
        long sequence = base;
        Broken broken = null;
        for (List<AuditEvent> some = events.after(base); !some.isEmpty(); some = events.after(sequence)) {
            for (AuditEvent event : some) {
                sequence = event.sequence();
                if (follow(event, lineage, runs)) {
                    broken = compare(rows, runs.takeOver());
                }
                if (branches.contains(sequence)) {
                    inBoth.addAll(runs.open());
                }
            }
        }
        runs.endAll();
        Broken last = compare(rows, runs.takeOver());
        return last == null ? broken : last;
    }

    private @Nullable Broken compare(RowComparison rows, Map<String, ShadowTables> over) {
        Map<String, ShadowTables> alone = new LinkedHashMap<>(over);
        alone.keySet().removeAll(inBoth);
        return rows.compareRuns(alone);
    }

    private boolean follow(AuditEvent event, List<Long> lineage, RunsUnderWay runs) {
        if (event.kind() == EventKind.PURGED) {
            // what a host purged stays here
            return false;
        }
        boolean ofRun = RunsUnderWay.isOfRun(event.kind());
        ShadowTables made = ofRun ? runs.of(event) : aside;
        try {
            Content content = Content.read(event.facts());
            if (made == null) {
                // of a run that began in another journal, or whose beginning has left the centre
                if (event.kind() == EventKind.RUN_REPEATED) {
                    inBoth.add(content.text("run"));
                }
                return false;
            }
            if (event.kind() == EventKind.RUN_REPEATED) {
                runs.fold(content.text("run"));
            }
            made.during(event.sequence());
            new Projector(new CentreTables(
                            made, host, lineage, run -> !made.rows(Table.RUN).isEmpty()))
                    .project(event, content);
            return ofRun && runs.follow(event.kind(), made);
        } catch (AuditException | IllegalArgumentException | DateTimeException e) {
            // as the projection, which has it on record
            return false;
        }
    }

    /**
     * Compares what belongs to no run; to be called behind all journals of the host.
     *
     * @param end the sequence that rows of no event are reported with
     */
    public @Nullable Broken verifyOthers(long end) {
        return new RowComparison(handle, host, expired).compareThoseOfNoRun(aside, end);
    }
}
