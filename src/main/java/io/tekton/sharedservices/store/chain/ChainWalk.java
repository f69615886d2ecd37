package io.tekton.sharedservices.store.chain;

import io.tekton.sharedservices.journal.AuditEvent;
import io.tekton.sharedservices.journal.AuditException;
import io.tekton.sharedservices.journal.EventKind;
import io.tekton.sharedservices.journal.query.ChainCheck;
import io.tekton.sharedservices.journal.query.ChainCheck.Broken;
import io.tekton.sharedservices.journal.query.ChainCheck.Intact;
import io.tekton.sharedservices.journal.query.PurgedRange;
import io.tekton.sharedservices.store.sql.Sql;
import io.tekton.sharedservices.text.Causes;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/**
 * Follows the journal within one consistent view, from its first event to its head. Where events are missing, it goes
 * on if a later event names just that gap as purged, and the hash before it. Used once.
 */
final class ChainWalk {
    private static final int PAGE = 500;

    private final Handle handle;
    private final Follower follower;

    /** Gaps that purges have put on record, by their first event, which the walk has not come to yet. */
    private final SortedMap<Long, PurgedRange> gaps = new TreeMap<>();

    /** Where the journal must have come to by the file beside the store; null where that says nothing. */
    private final @Nullable ChainHead end;

    private int pageSize = PAGE;
    private long sequence;
    private String previous = AuditEvent.GENESIS;
    private @Nullable AuditEvent last;
    private long lastVerdict;
    private long purged;
    private long from;

    /** What goes along, event by event. */
    interface Follower {
        /**
         * @return what is wrong with the event in its place
         * @throws IllegalArgumentException if the content is none of such an event
         */
        @Nullable
        Broken accept(AuditEvent event, Content content);
    }

    ChainWalk(Handle handle, @Nullable ChainHead end, Follower follower) {
        this.handle = handle;
        this.end = end;
        this.follower = follower;
    }

    ChainCheck walk() {
        try {
            return walkReadable();
        } catch (AuditException e) {
            if (pageSize > 1) {
                // again from where we are, one by one, to the very event that cannot be read
                pageSize = 1;
                return walk();
            }
            return new Broken(sequence + 1, Causes.of(e));
        }
    }

    private ChainCheck walkReadable() {
        Broken broken = sequence == 0 ? readGaps() : null;
        for (List<AuditEvent> page = page(); broken == null && !page.isEmpty(); page = page()) {
            for (AuditEvent event : page) {
                broken = follow(event);
                if (broken != null) {
                    return broken;
                }
            }
        }
        if (broken == null) {
            broken = compareEnds();
        }
        return broken == null ? new Intact(sequence, previous, purged, from) : broken;
    }

    /** What is taken here on trust is proven when the walk comes to the event that says it. */
    private @Nullable Broken readGaps() {
        gaps.clear();
        for (AuditEvent purge :
                handle.createQuery(Sql.query("purges").plain()).map(Rows.EVENT).list()) {
            try {
                for (PurgedRange range :
                        PurgedRange.read(Content.read(purge.facts()).text("ranges"))) {
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
                .bindMap(Map.of("sequence", sequence, "limit", pageSize))
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
        AuditEvent before = last;
        if (before != null
                && (!event.installation().equals(before.installation())
                        || (event.kind() != EventKind.EPOCH_BEGUN
                                && !event.epoch().equals(before.epoch())))) {
            return new Broken(event.sequence(), "it is of another installation or epoch than the event before it");
        }
        last = event;
        sequence = event.sequence();
        previous = event.hash();
        from = from == 0 ? sequence : from;
        if (end != null && end.sequence() == sequence && !end.hash().equals(previous)) {
            return new Broken(
                    sequence, "event " + sequence + " differs from the one that the file store.head has on record");
        }
        try {
            Content content = Content.read(event.facts());
            countVerdicts(event, content);
            return follower.accept(event, content);
        } catch (IllegalArgumentException e) {
            return new Broken(sequence, "it does not say what it must: " + Causes.of(e));
        }
    }

    private void countVerdicts(AuditEvent event, Content content) {
        if (event.kind() == EventKind.DECIDED) {
            lastVerdict = Math.max(
                    lastVerdict,
                    content.number("first") + content.objects("verdicts").size() - 1);
        } else if (event.kind() == EventKind.PURGED) {
            lastVerdict = Math.max(lastVerdict, content.number("lastVerdict"));
        }
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
        List<ChainHead> heads = ChainHead.all(handle, Set.of());
        if (heads.size() != 1) {
            return new Broken(
                    sequence + 1,
                    "the chain ends at event " + sequence + ", and has " + heads.size() + " heads, not one");
        }
        ChainHead head = heads.get(0);
        AuditEvent newest = last;
        ChainHead found = new ChainHead(
                newest == null ? head.installation() : newest.installation(),
                newest == null ? head.epoch() : newest.epoch(),
                sequence,
                previous,
                lastVerdict);
        if (!found.equals(head)) {
            return new Broken(sequence + 1, "the chain ends with " + found + ", its head says " + head);
        }
        ChainHead written = end;
        return written == null
                        || (written.installation().equals(head.installation())
                                && written.epoch().equals(head.epoch()))
                ? null
                : new Broken(
                        sequence + 1,
                        "the file store.head is of the installation " + written.installation() + ", epoch "
                                + written.epoch() + ", the store is another");
    }
}
