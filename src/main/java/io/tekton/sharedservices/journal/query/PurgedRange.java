package io.tekton.sharedservices.journal.query;

import io.tekton.sharedservices.journal.EventKind;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Neighbouring events of one host's chain that have been purged, as recorded by a {@link EventKind#PURGED} event. With
 * the hash of the last one, what follows them still verifies.
 *
 * @param first sequence of the first event that is gone
 * @param last sequence of the last one
 * @param hash of the last one, in lower-case hex
 */
public record PurgedRange(long first, long last, String hash) {
    private static final Pattern TEXT = Pattern.compile("(\\d{1,18})-(\\d{1,18}):([0-9a-f]{64})");

    public PurgedRange {
        if (first < 1 || last < first) {
            throw new IllegalArgumentException("no range of events: " + first + "-" + last);
        }
    }

    /** How many events are gone. */
    public long events() {
        return last - first + 1;
    }

    /** Joins events that are about to go into as few ranges as there are: sequence to hash in, in order out. */
    public static List<PurgedRange> of(SortedMap<Long, String> going) {
        List<PurgedRange> ranges = new ArrayList<>();
        PurgedRange open = null;
        for (Map.Entry<Long, String> event : going.entrySet()) {
            long sequence = event.getKey();
            if (open != null && sequence == open.last + 1) {
                open = new PurgedRange(open.first, sequence, event.getValue());
            } else {
                if (open != null) {
                    ranges.add(open);
                }
                open = new PurgedRange(sequence, sequence, event.getValue());
            }
        }
        if (open != null) {
            ranges.add(open);
        }
        return ranges;
    }

    /** One text for all of them: {@code 1-12:HASH 15-15:HASH}. */
    public static String write(List<PurgedRange> ranges) {
        return String.join(
                " ",
                ranges.stream()
                        .map(range -> range.first + "-" + range.last + ":" + range.hash)
                        .toList());
    }

    /**
     * The ranges of a text that {@link #write} made.
     *
     * @throws IllegalArgumentException if it is none
     */
    public static List<PurgedRange> read(String text) {
        List<PurgedRange> ranges = new ArrayList<>();
        for (String part : text.split(" ", -1)) {
            Matcher matcher = TEXT.matcher(part);
            if (!matcher.matches()) {
                throw new IllegalArgumentException("no range of purged events: " + part);
            }
            ranges.add(new PurgedRange(
                    Long.parseLong(matcher.group(1)), Long.parseLong(matcher.group(2)), matcher.group(3)));
        }
        return ranges;
    }
}
