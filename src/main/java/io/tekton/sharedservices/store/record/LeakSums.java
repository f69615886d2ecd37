package io.tekton.sharedservices.store.record;

import io.tekton.sharedservices.journal.query.Leak;
import io.tekton.sharedservices.store.chain.Rows;
import io.tekton.sharedservices.store.sql.Sql;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/**
 * Who leaks, where days that are over are added up once: a year of 100,000 terminations takes H2 a quarter of a second.
 * What was added up is used again as long as the index shows the same terminations. Thread-safe.
 */
final class LeakSums {
    /** The ranges of a page, and those of yesterday. */
    private static final int MOST = 16;

    private final Map<Time, Known> known = new ConcurrentHashMap<>();

    private record Time(Instant since, Instant until) {}

    /** What was added up: of the same number of terminations, and the same newest one, the sums are the same. */
    private record Added(long terminations, long newest) {}

    private record Known(Added of, List<Leak> leaks) {}

    /** What live runs decided to end in this time, by its origin; in no order. */
    List<Leak> read(Handle handle, Instant since, Instant until) {
        Instant today = time(handle, "when-was-newest-termination-requested")
                .map(newest -> newest.truncatedTo(ChronoUnit.DAYS))
                .orElse(since);
        if (!today.isAfter(since) || !today.isBefore(until) || hasOpen(handle, today)) {
            return Trends.leaks(handle, since, until);
        }
        return sum(past(handle, new Time(since, today)), Trends.leaks(handle, today, until));
    }

    private static Optional<Instant> time(Handle handle, String query) {
        return Sql.query(query)
                .on(handle)
                .map((rows, context) -> Optional.ofNullable(rows.getObject(1, OffsetDateTime.class)))
                .one()
                .map(OffsetDateTime::toInstant);
    }

    /** A result that comes later changes the sums, and not the number of terminations. */
    private static boolean hasOpen(Handle handle, Instant until) {
        return time(handle, "when-was-first-open-termination-requested")
                .filter(open -> open.isBefore(until))
                .isPresent();
    }

    private List<Leak> past(Handle handle, Time time) {
        Added now = Sql.query("which-terminations-are-added-up")
                .on(handle)
                .bind("since", Rows.time(time.since()))
                .bind("until", Rows.time(time.until()))
                .map((rows, context) -> new Added(rows.getLong("terminations"), rows.getLong("newest")))
                .one();
        Known before = known.get(time);
        if (before != null && before.of().equals(now)) {
            return before.leaks();
        }
        if (known.size() >= MOST) {
            known.clear();
        }
        List<Leak> leaks = Trends.leaks(handle, time.since(), time.until());
        known.put(time, new Known(now, leaks));
        return leaks;
    }

    private static List<Leak> sum(List<Leak> some, List<Leak> others) {
        Map<List<@Nullable String>, Leak> sums = new LinkedHashMap<>();
        for (List<Leak> leaks : List.of(some, others)) {
            for (Leak leak : leaks) {
                sums.merge(
                        Arrays.asList(leak.component(), leak.user(), leak.program(), leak.rule(), leak.owner()),
                        leak,
                        (one, other) -> new Leak(
                                one.component(),
                                one.user(),
                                one.program(),
                                one.rule(),
                                one.owner(),
                                one.terminations() + other.terminations(),
                                one.ended() + other.ended(),
                                one.memoryBytes() + other.memoryBytes()));
            }
        }
        return new ArrayList<>(sums.values());
    }
}
