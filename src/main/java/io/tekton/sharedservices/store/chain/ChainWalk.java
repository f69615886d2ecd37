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
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.ForkJoinTask;
import java.util.stream.IntStream;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/**
 * Follows the journal within one consistent view, from its first event to its head. Where events are missing, it goes
 * on if a later event names just that gap as purged, and the hash before it. Used once.
 */
final class ChainWalk {
    /** Two pages are in the memory at once, read; see {@link Contents} for the longest event. */
    private static final int PAGE = 100;

    private final Handle handle;
    private final Follower follower;

    /** What purges have on record, by the first event of each gap; read when the first gap is met. */
    private @Nullable Map<Long, PurgedRange> gaps;

    /** Gaps that the walk went across, and whose purge it has not come to yet. */
    private final Map<Long, PurgedRange> crossed = new TreeMap<>();

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

    /** Follows a page while the next one is hashed and read by the other processors. */
    private ChainCheck walkReadable() {
        Page page = page(sequence, previous);
        while (!page.events().isEmpty()) {
            AuditEvent newest = page.events().get(page.events().size() - 1);
            // one by one, to the event that cannot be read, each is followed before the next one is read
            Page ahead = pageSize == 1 ? null : page(newest.sequence(), newest.hash());
            for (Link link : page.links().join()) {
                Broken broken = follow(link);
                if (broken != null) {
                    return broken;
                }
            }
            page = ahead == null ? page(sequence, previous) : ahead;
        }
        Broken broken = compareEnds();
        return broken == null ? new Intact(sequence, previous, purged, from) : broken;
    }

    /** What is taken here on trust is proven when the walk comes to the event that records the purge. */
    private @Nullable Broken crossGaps() {
        if (gaps == null) {
            gaps = new HashMap<>();
            for (AuditEvent purge : Sql.query("purges").on(handle).map(Rows.EVENT)) {
                try {
                    ranges(Content.read(purge.facts())).forEach(range -> gaps.put(range.first(), range));
                } catch (IllegalArgumentException e) {
                    return new Broken(purge.sequence(), "it does not say what was purged: " + Causes.of(e));
                }
            }
        }
        for (PurgedRange gap = gaps.get(sequence + 1); gap != null; gap = gaps.get(sequence + 1)) {
            crossed.put(gap.first(), gap);
            sequence = gap.last();
            previous = gap.hash();
            purged += gap.events();
        }
        return null;
    }

    private static List<PurgedRange> ranges(Content purge) {
        return PurgedRange.read(purge.text("ranges"));
    }

    /** An event, and what costs the most of following it, so that other processors can do it. */
    private record Link(
            AuditEvent event,
            String predecessor,
            String hash,
            @Nullable Content content) {
        static Link of(AuditEvent event, String predecessor) {
            Content content = null;
            try {
                content = Content.read(event.facts());
            } catch (IllegalArgumentException e) {
                // reported when the walk comes here, unless it ends before
            }
            return new Link(event, predecessor, event.hashAfter(predecessor), content);
        }
    }

    private record Page(List<AuditEvent> events, ForkJoinTask<List<Link>> links) {}

    private Page page(long after, String hash) {
        List<AuditEvent> events = Sql.query("events-after")
                .on(handle)
                .bindMap(Map.of("sequence", after, "limit", pageSize))
                .map(Rows.EVENT)
                .list();
        return new Page(
                events,
                ForkJoinPool.commonPool()
                        .submit(() -> IntStream.range(0, events.size())
                                .parallel()
                                .mapToObj(i -> Link.of(
                                        events.get(i),
                                        i == 0 ? hash : events.get(i - 1).hash()))
                                .toList()));
    }

    private @Nullable Broken follow(Link link) {
        AuditEvent event = link.event();
        Broken unreadable = event.sequence() == sequence + 1 ? null : crossGaps();
        if (unreadable != null) {
            return unreadable;
        }
        if (event.sequence() != sequence + 1) {
            return new Broken(sequence + 1, "event " + (sequence + 1) + " is missing; the next is " + event.sequence());
        }
        String expected = link.predecessor().equals(previous) ? link.hash() : event.hashAfter(previous);
        if (!event.hash().equals(expected)) {
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
            Content content = link.content() == null ? Content.read(event.facts()) : link.content();
            Broken broken = account(event, content);
            return broken == null ? follower.accept(event, content) : broken;
        } catch (IllegalArgumentException e) {
            return new Broken(sequence, "it does not say what it must: " + Causes.of(e));
        }
    }

    /** Keeps the numbers of verdicts, and the gaps that a purge explains. */
    private @Nullable Broken account(AuditEvent event, Content content) {
        if (event.kind() == EventKind.DECIDED) {
            lastVerdict = Math.max(
                    lastVerdict,
                    content.number("first") + content.objects("verdicts").size() - 1);
        } else if (event.kind() == EventKind.PURGED) {
            lastVerdict = Math.max(lastVerdict, content.number("lastVerdict"));
            for (PurgedRange range : ranges(content)) {
                if (!crossed.remove(range.first(), range)) {
                    return new Broken(
                            range.first(), "event " + range.first() + " is named as purged, but still exists");
                }
            }
        }
        return null;
    }

    private @Nullable Broken compareEnds() {
        for (long gap : crossed.keySet()) {
            return new Broken(gap, "event " + gap + " is missing, and no purge that the chain leads to names it");
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
