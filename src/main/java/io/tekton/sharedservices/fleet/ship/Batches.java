package io.tekton.sharedservices.fleet.ship;

import io.tekton.sharedservices.fleet.centre.HostFunctions.Link;
import io.tekton.sharedservices.journal.AuditEvent;
import io.tekton.sharedservices.journal.query.PurgedRange;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Cuts a journal into batches of a bounded size, with the gaps that purges left. */
final class Batches {
    /** A batch has so many characters of facts at most, or one event. */
    static final int CHARACTERS = 256 * 1024;

    private static final int EVENTS = 200;
    private static final int BESIDE_FACTS = 500;

    private final Journal journal;

    Batches(Journal journal) {
        this.journal = journal;
    }

    /**
     * What follows an event.
     *
     * @return empty where nothing does
     * @throws MissingEventException if an event is missing that no purge names
     */
    List<Link> after(long sequence) {
        List<Link> links = new ArrayList<>();
        long expected = sequence + 1;
        int characters = 0;
        Map<Long, PurgedRange> gaps = Map.of();
        for (AuditEvent event : journal.eventsAfter(sequence, EVENTS)) {
            if (event.sequence() != expected) {
                gaps = gaps.isEmpty() ? gaps() : gaps;
                expected = cross(gaps, expected, event.sequence(), links);
            }
            characters += BESIDE_FACTS + event.facts().length();
            if (characters > CHARACTERS && !links.isEmpty()) {
                break;
            }
            links.add(new Link.Event(event));
            expected++;
        }
        return links;
    }

    private static long cross(Map<Long, PurgedRange> gaps, long from, long until, List<Link> links) {
        long expected = from;
        while (expected < until) {
            PurgedRange gap = gaps.get(expected);
            if (gap == null || gap.last() >= until) {
                throw new MissingEventException(expected);
            }
            links.add(new Link.Gap(gap));
            expected = gap.last() + 1;
        }
        return expected;
    }

    private Map<Long, PurgedRange> gaps() {
        Map<Long, PurgedRange> gaps = new HashMap<>();
        journal.purgedRanges().forEach(range -> gaps.put(range.first(), range));
        return gaps;
    }

    /** The journal itself is broken. */
    static final class MissingEventException extends RuntimeException {
        private static final long serialVersionUID = 1L;

        MissingEventException(long sequence) {
            super("event " + sequence + " is missing in this host's journal, and no purge names it;"
                    + " \"audit verify\" says more");
        }
    }
}
