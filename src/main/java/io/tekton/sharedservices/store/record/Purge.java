package io.tekton.sharedservices.store.record;

import io.tekton.sharedservices.journal.EventKind;
import io.tekton.sharedservices.journal.Retention;
import io.tekton.sharedservices.journal.RunIds;
import io.tekton.sharedservices.journal.query.PurgedRange;
import io.tekton.sharedservices.store.chain.ChainWriter;
import io.tekton.sharedservices.store.chain.ChainWriter.ChainHead;
import io.tekton.sharedservices.store.chain.EventFacts;
import io.tekton.sharedservices.store.chain.Rows;
import io.tekton.sharedservices.store.chain.SideRecord;
import io.tekton.sharedservices.store.database.Database;
import io.tekton.sharedservices.store.sql.Sql;
import io.tekton.sharedservices.text.HostZone;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.BooleanSupplier;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.Logger;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.PreparedBatch;
import org.jdbi.v3.core.statement.Query;

/**
 * Deletes what retention no longer keeps. A run is deleted with all its rows and events in one durable transaction.
 * Each transaction covers a few runs, so that other writers wait no longer than for any write. It also adds an event to
 * the chain that names the deleted events. A purge that is interrupted anywhere has done whole steps. Used once.
 *
 * <p>It never takes a run that is under way, one with a termination whose result is open, or the newest of its kind.
 */
public final class Purge {
    private static final int RUNS_AT_ONCE = 50;
    private static final int VERDICTS_AT_ONCE = 2_000;
    private static final int ASIDE_AT_ONCE = 200;

    /** What is younger goes for no reason of space. */
    private static final Duration ALWAYS_KEPT = Duration.ofDays(1);

    private static final Set<String> WELL = Set.of("well");
    private static final Set<String> FAILED = Set.of("failed");

    private final Logger logger = LogManager.getLogger("store");
    private final Database database;
    private final String bootId;
    private final Clock clock;
    private final Retention retention;
    private final String actor;
    private final BooleanSupplier goesOn;
    private final String id;
    private final Instant now;
    private long runs;
    private long verdicts;
    private long events;

    /** @param goesOn asked between two steps */
    public Purge(
            Database database, String bootId, Clock clock, Retention retention, String actor, BooleanSupplier goesOn) {
        this.database = database;
        this.bootId = bootId;
        this.clock = clock;
        this.retention = retention;
        this.actor = actor;
        this.goesOn = goesOn;
        this.now = new PurgeTime(database, clock).now();
        this.id = "purge-" + new RunIds(HostZone.ofHost()).next(now);
    }

    private record Going(String id, String host, int verdicts) {}

    /** What went, and what the records that stay take up. */
    public record Result(long runs, long verdicts, long events, long others, long bytes, boolean overSize) {}

    public Result run() {
        byAge(WELL, retention.history());
        byAge(FAILED, retention.failures());
        long bytes = bytes();
        boolean overSize = false;
        if (retention.mostBytes().isPresent()) {
            long most = retention.mostBytes().getAsLong();
            bytes = bySize(WELL, bytes, most);
            bytes = bySize(FAILED, bytes, most);
            overSize = bytes > most && goesOn.getAsBoolean();
        }
        long others = retention
                .audit()
                .filter(age -> goesOn.getAsBoolean())
                .map(age -> asideRecords(now.minus(age)))
                .orElse(0L);
        return new Result(runs, verdicts, events, others, bytes, overSize);
    }

    private void byAge(Set<String> which, Optional<Duration> age) {
        if (age.isEmpty()) {
            return;
        }
        Instant before = now.minus(age.get());
        while (goesOn.getAsBoolean() && step(which, before, "age") > 0) {
            // the next few
        }
    }

    /** Takes about as many runs as are too many, then measures again. */
    private long bySize(Set<String> which, long measured, long most) {
        long bytes = measured;
        while (bytes > most && goesOn.getAsBoolean()) {
            long tooMany = (long) Math.ceil((double) (bytes - most) / bytes * number());
            long gone = 0;
            int step = 1;
            while (gone < tooMany && step > 0 && goesOn.getAsBoolean()) {
                step = step(which, now.minus(ALWAYS_KEPT), "size");
                gone += step;
            }
            if (gone == 0) {
                break;
            }
            bytes = bytes();
        }
        return bytes;
    }

    private long number() {
        return database.read(
                "how much is stored",
                handle -> handle.createQuery(Sql.query("how-much-is-stored").plain())
                        .map((rows, context) -> rows.getLong("runs"))
                        .one());
    }

    private long bytes() {
        return database.read(
                "what the records take up",
                handle -> handle.createQuery(Sql.h2("bytes-of-records").plain())
                        .map((rows, context) -> rows.getLong("bytes"))
                        .one());
    }

    /** What one transaction took away. */
    private record Step(int runs, int verdicts, String host, List<PurgedRange> ranges, ChainHead head) {
        static final Step NONE = new Step(0, 0, "", List.of(), ChainHead.NONE);
    }

    /** @return how many runs went */
    private int step(Set<String> which, Instant before, String why) {
        Step step = database.write("a purge", handle -> take(handle, going(handle, which, before), why));
        if (step.runs() > 0) {
            long gone = step.ranges().stream().mapToLong(PurgedRange::events).sum();
            runs += step.runs();
            verdicts += step.verdicts();
            events += gone;
            logger.info(
                    "{}: deleted {} runs of {} with {} events for their {}; the chain ends at event {}, {};"
                            + " purged events: {}",
                    id,
                    step.runs(),
                    step.host(),
                    gone,
                    why,
                    step.head().sequence(),
                    step.head().hash(),
                    PurgedRange.write(step.ranges()));
        }
        return step.runs();
    }

    private Step take(Handle handle, List<Going> going, String why) {
        if (going.isEmpty()) {
            return Step.NONE;
        }
        String host = going.get(0).host();
        List<String> names = chainNames(handle, going);
        List<PurgedRange> ranges = PurgedRange.of(links(handle, names));
        forget(handle, names);
        delete(handle, "purge-terminations-of-run", going);
        int judged = delete(handle, "purge-verdicts-of-run", going);
        delete(handle, "purge-config-changes-of-run", going);
        delete(handle, "purge-config-sync-of-run", going);
        delete(handle, "purge-run", going);
        ChainWriter chain = ChainWriter.at(handle, host, bootId)
                .add(
                        EventKind.PURGED,
                        id,
                        null,
                        clock.instant(),
                        EventFacts.purged(ranges, going.size(), "for their " + why + ", " + retention.text(), actor));
        chain.write();
        return new Step(going.size(), judged, host, ranges, chain.head());
    }

    private static int delete(Handle handle, String statement, List<Going> going) {
        PreparedBatch batch = handle.prepareBatch(Sql.query(statement).plain());
        going.forEach(run -> batch.add(Map.of("runId", run.id())));
        return Arrays.stream(batch.execute()).sum();
    }

    /** A few runs of one host, the oldest first. */
    private List<Going> going(Handle handle, Set<String> which, Instant before) {
        Set<String> words = new HashSet<>(which);
        words.add(retention.audit().isEmpty() ? "forever" : "audit");
        Map<String, Object> values = new HashMap<>();
        values.put("before", Rows.time(before));
        values.put("limit", RUNS_AT_ONCE);
        retention.audit().ifPresent(age -> values.put("auditBefore", Rows.time(now.minus(age))));
        Query query =
                handle.createQuery(Sql.query("which-runs-may-go").with(words)).bindMap(values);
        List<Going> going = new ArrayList<>();
        int judged = 0;
        for (Going run : query.map((rows, context) ->
                        new Going(rows.getString("id"), rows.getString("host"), rows.getInt("matched")))
                .list()) {
            boolean fits = going.isEmpty()
                    || (run.host().equals(going.get(0).host()) && judged + run.verdicts() <= VERDICTS_AT_ONCE);
            if (!fits) {
                break;
            }
            judged += run.verdicts();
            going.add(run);
        }
        return going;
    }

    /** The run ids under which the chain has their events: their own, and those of the runs that repeated them. */
    private static List<String> chainNames(Handle handle, List<Going> going) {
        List<String> names = new ArrayList<>();
        for (Going run : going) {
            names.add(run.id());
            names.addAll(RunFolding.repetitionsOf(handle, run.id()));
        }
        return names;
    }

    private static SortedMap<Long, String> links(Handle handle, List<String> names) {
        SortedMap<Long, String> links = new TreeMap<>();
        names.forEach(name -> links.putAll(linksOf(handle, name)));
        return links;
    }

    private static void forget(Handle handle, List<String> names) {
        PreparedBatch batch =
                handle.prepareBatch(Sql.query("purge-events-of-run").plain());
        names.forEach(name -> batch.add(Map.of("runId", name)));
        batch.execute();
    }

    private static Map<Long, String> linksOf(Handle handle, String id) {
        Map<Long, String> links = new HashMap<>();
        handle.createQuery(Sql.query("links-of-run").plain())
                .bind("runId", id)
                .map((rows, context) -> Map.entry(rows.getLong("sequence"), rows.getString("hash")))
                .forEach(link -> links.put(link.getKey(), link.getValue()));
        return links;
    }

    /** What belongs to no run: changed settings, interventions, trigger repairs. */
    private long asideRecords(Instant before) {
        long gone = 0;
        List<String> hosts = database.read(
                "the hosts on record",
                handle -> handle.createQuery(Sql.query("hosts-on-record").plain())
                        .mapTo(String.class)
                        .list());
        for (String host : hosts) {
            for (SideRecord table : SideRecord.THAT_AGE) {
                int step = 1;
                while (step > 0 && goesOn.getAsBoolean()) {
                    step = database.write(
                            "a purge of what belongs to no run", handle -> takeAside(handle, host, table, before));
                    gone += step;
                }
            }
        }
        return gone;
    }

    private int takeAside(Handle handle, String host, SideRecord table, Instant before) {
        List<SideRecord.Row> going = table.before(handle, host, before, ASIDE_AT_ONCE);
        if (going.isEmpty()) {
            return 0;
        }
        List<String> names = going.stream().map(SideRecord.Row::id).toList();
        SortedMap<Long, String> links = links(handle, names);
        forget(handle, names);
        PreparedBatch rows = handle.prepareBatch(Sql.query(table.purge()).plain());
        going.forEach(row -> rows.add(Map.of("sequence", row.sequence())));
        rows.execute();
        List<PurgedRange> ranges = PurgedRange.of(links);
        ChainWriter.at(handle, host, bootId)
                .add(
                        EventKind.PURGED,
                        id,
                        null,
                        clock.instant(),
                        EventFacts.purged(ranges, 0, "for their age, " + retention.text(), actor))
                .write();
        events += links.size();
        return going.size();
    }
}
