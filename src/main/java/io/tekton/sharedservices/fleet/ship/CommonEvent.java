package io.tekton.sharedservices.fleet.ship;

import io.tekton.sharedservices.fleet.centre.HostFunctions;
import io.tekton.sharedservices.journal.AuditEvent;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Finds the last event of this journal that the centre has, in whatever chain: a restored store goes on behind it. */
final class CommonEvent {
    private static final int PROBES = 40;

    private final Journal journal;
    private final HostFunctions centre;

    CommonEvent(Journal journal, HostFunctions centre) {
        this.journal = journal;
        this.centre = centre;
    }

    /** @return empty where the centre has none */
    Optional<AuditEvent> find(String installation, long head) {
        // in steps that double, since it is most often near the end
        List<Long> places = new ArrayList<>();
        for (long step = 0; step < head; step = step == 0 ? 1 : step * 2) {
            places.add(head - step);
        }
        places.add(1L);
        long found = centre.known(installation, at(places));
        if (found == 0) {
            return Optional.empty();
        }
        long above = places.stream()
                .filter(place -> place > found)
                .min(Long::compare)
                .orElse(found + 1);
        return Optional.of(between(installation, found, above));
    }

    /** @param known the centre has it; @param unknown the centre has it not */
    private AuditEvent between(String installation, long known, long unknown) {
        long low = known;
        long high = unknown;
        while (high - low > 1) {
            long step = Math.max(1, (high - low) / PROBES);
            List<Long> places = new ArrayList<>();
            for (long place = low; place < high; place += step) {
                places.add(place);
            }
            long found = centre.known(installation, at(places));
            long next = Math.max(found, low);
            if (step == 1 && next == low) {
                break;
            }
            high = Math.min(high, next + step);
            low = next;
            if (step == 1) {
                break;
            }
        }
        return at(List.of(low)).get(0);
    }

    /** The events at these places, or the next ones that are left. */
    private List<AuditEvent> at(List<Long> places) {
        return places.stream()
                .flatMap(place -> journal.eventsAfter(place - 1, 1).stream())
                .distinct()
                .toList();
    }
}
