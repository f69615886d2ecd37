package io.tekton.sharedservices.store.chain;

import io.tekton.sharedservices.journal.AuditEvent;
import io.tekton.sharedservices.journal.AuditException;
import io.tekton.sharedservices.journal.EventKind;
import io.tekton.sharedservices.journal.query.ChainCheck;
import io.tekton.sharedservices.journal.query.ChainCheck.Broken;
import io.tekton.sharedservices.journal.query.ChainCheck.Intact;
import io.tekton.sharedservices.journal.query.PurgedRange;
import io.tekton.sharedservices.store.chain.ChainWriter.ChainHead;
import io.tekton.sharedservices.store.sql.Sql;
import io.tekton.sharedservices.text.Causes;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/**
 * Follows one host's chain within one consistent view. Where events are missing, the chain goes on if a later event of
 * it names just that gap as purged, and the hash before it. Used once.
 */
public final class ChainVerifier {
    private static final int PAGE = 1_000;

    private final Handle handle;
    private final String host;
    /** Runs whose rows are not compared yet. */
    private final Map<String, RunStory> stories = new LinkedHashMap<>();

    /** Gaps that purges have put on record, by their first event, which the walk has not come to yet. */
    private final SortedMap<Long, PurgedRange> gaps = new TreeMap<>();

    private final SideStory aside = new SideStory();
    private final RepeatStory repeats = new RepeatStory();

    /** Where the chain must have come to by the file beside the store; null where that says nothing. */
    private final @Nullable ChainHead end;

    private int pageSize = PAGE;
    private long sequence;
    private String previous = AuditEvent.GENESIS;
    private final Set<String> runs = new LinkedHashSet<>();
    private long purged;
    private long from;

    public ChainVerifier(Handle handle, String host, @Nullable ChainHead end) {
        this.handle = handle;
        this.host = host;
        this.end = end;
    }

    public ChainCheck verify() {
        try {
            return verifyReadable();
        } catch (AuditException e) {
            if (pageSize > 1) {
                // again from where we are, one by one, to the very event that cannot be read
                pageSize = 1;
                return verify();
            }
            return new Broken(sequence + 1, Causes.of(e));
        }
    }

    private ChainCheck verifyReadable() {
        Broken claims = sequence == 0 ? readGaps() : null;
        if (claims != null) {
            return claims;
        }
        for (List<AuditEvent> page = page(); !page.isEmpty(); page = page()) {
            for (AuditEvent event : page) {
                Broken broken = follow(event);
                if (broken != null) {
                    return broken;
                }
            }
        }
        Broken ends = compareEnds();
        if (ends != null) {
            return ends;
        }
        for (RunStory story : stories.values()) {
            Broken broken = story.compare(handle);
            if (broken != null) {
                return broken;
            }
        }
        Broken beside = aside.compare(handle, host, sequence + 1);
        return beside == null ? new Intact(sequence, previous, purged, from) : beside;
    }

    /** What is taken here on trust is proven when the walk comes to the event that says it. */
    private @Nullable Broken readGaps() {
        gaps.clear();
        for (AuditEvent purge : handle.createQuery(Sql.query("purges").plain())
                .bind("host", host)
                .map(Rows.EVENT)
                .list()) {
            try {
                for (PurgedRange range : EventFacts.purgedRanges(purge.facts())) {
                    if (range.last() >= purge.sequence() || gaps.put(range.first(), range) != null) {
                        return new Broken(purge.sequence(), "it names events as purged that it cannot have purged");
                    }
                }
            } catch (IllegalArgumentException e) {
                return new Broken(purge.sequence(), "it does not say what was purged: " + Causes.of(e));
            }
        }
        return null;
    }

    private void skipGaps() {
        for (PurgedRange gap = gaps.remove(sequence + 1); gap != null; gap = gaps.remove(sequence + 1)) {
            sequence = gap.last();
            previous = gap.hash();
            purged += gap.events();
        }
    }

    private List<AuditEvent> page() {
        return handle.createQuery(Sql.query("events-after").plain())
                .bindMap(Map.of("host", host, "sequence", sequence, "limit", pageSize))
                .map(Rows.EVENT)
                .list();
    }

    private @Nullable Broken follow(AuditEvent event) {
        skipGaps();
        if (event.sequence() != sequence + 1) {
            return new Broken(sequence + 1, "event " + (sequence + 1) + " is missing; the next is " + event.sequence());
        }
        if (!event.hash().equals(event.hashAfter(previous))) {
            return new Broken(
                    event.sequence(),
                    "event " + event.sequence() + " (" + event.kind() + " of run " + event.runId()
                            + ") does not fit its hash and its predecessor's");
        }
        sequence = event.sequence();
        previous = event.hash();
        from = from == 0 ? sequence : from;
        if (end != null && end.sequence() == sequence && !end.hash().equals(previous)) {
            return new Broken(
                    sequence, "event " + sequence + " differs from the one that the file store.head has on record");
        }
        return accept(event);
    }

    private @Nullable Broken accept(AuditEvent event) {
        if (event.kind() == EventKind.PURGED) {
            return null;
        }
        if (SideStory.isAbout(event)) {
            return aside.accept(event);
        }
        if (event.kind() == EventKind.RUN_BEGUN) {
            if (!runs.add(event.runId())) {
                return new Broken(event.sequence(), "run " + event.runId() + " begins a second time");
            }
            stories.put(event.runId(), new RunStory(event));
            return null;
        }
        if (event.kind() == EventKind.RUN_REPEATED) {
            return fold(event);
        }
        RunStory story = stories.get(event.runId());
        if (story == null) {
            return new Broken(event.sequence(), "it belongs to run " + event.runId() + ", which is not under way");
        }
        story.accept(event);
        if (!story.isOver()) {
            return null;
        }
        stories.remove(event.runId());
        return story.compare(handle);
    }

    /** The run that it names has no row: it is part of the run that the event belongs to. */
    private @Nullable Broken fold(AuditEvent event) {
        String folded = RepeatStory.folded(event);
        if (stories.remove(folded) == null || !runs.remove(folded)) {
            return new Broken(event.sequence(), "it ends run " + folded + ", which is not under way");
        }
        if (!runs.contains(event.runId()) || stories.containsKey(event.runId())) {
            return new Broken(event.sequence(), "it repeats run " + event.runId() + ", which has not ended");
        }
        return repeats.accept(event);
    }

    private @Nullable Broken compareEnds() {
        if (!gaps.isEmpty()) {
            return new Broken(gaps.firstKey(), "event " + gaps.firstKey() + " is named as purged, but still exists");
        }
        if (end != null && end.sequence() > sequence) {
            return new Broken(
                    sequence + 1,
                    "the chain ends at event " + sequence + ", and event " + end.sequence()
                            + " is on record in the file store.head: the store was truncated");
        }
        ChainHead head = ChainWriter.head(handle, host, Set.of());
        ChainHead last = new ChainHead(sequence, previous);
        if (!last.equals(head == null ? ChainHead.NONE : head)) {
            return new Broken(
                    sequence + 1,
                    "the chain ends at event " + sequence + ", its head says "
                            + (head == null ? "that there is none" : "event " + head.sequence() + ", " + head.hash()));
        }
        List<String> rows = handle.createQuery(
                        Sql.query("runs-recorded-on-host").plain())
                .bind("host", host)
                .mapTo(String.class)
                .list();
        if (rows.size() != runs.size()) {
            return new Broken(sequence + 1, rows.size() + " runs are in the table, " + runs.size() + " in the chain");
        }
        return rows.equals(List.copyOf(runs))
                ? repeats.compare(handle, host, sequence + 1)
                : new Broken(sequence + 1, "the table has the runs in another order than they were recorded in");
    }
}
