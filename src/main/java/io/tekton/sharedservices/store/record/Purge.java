package io.tekton.sharedservices.store.record;

import io.tekton.sharedservices.journal.EventKind;
import io.tekton.sharedservices.journal.Retention;
import io.tekton.sharedservices.journal.RunIds;
import io.tekton.sharedservices.journal.query.PurgedRange;
import io.tekton.sharedservices.store.chain.ChainHead;
import io.tekton.sharedservices.store.chain.ChainWriter;
import io.tekton.sharedservices.store.chain.Content;
import io.tekton.sharedservices.store.chain.Contents;
import io.tekton.sharedservices.store.chain.Rows;
import io.tekton.sharedservices.store.chain.Table;
import io.tekton.sharedservices.store.database.Database;
import io.tekton.sharedservices.store.database.H2;
import io.tekton.sharedservices.store.sql.Sql;
import io.tekton.sharedservices.text.HostZone;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.function.UnaryOperator;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.Logger;
import org.jdbi.v3.core.Handle;
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
    private final Hold hold;
    private final String actor;
    private final BooleanSupplier goesOn;
    private final String id;
    private final Instant now;
    private long runs;
    private long verdicts;
    private long events;

    /**
     * @param hold what is kept for longer, since it is not shipped
     * @param goesOn asked between two steps
     */
    public Purge(
            Database database,
            String bootId,
            Clock clock,
            Retention retention,
            Hold hold,
            String actor,
            BooleanSupplier goesOn) {
        this.database = database;
        this.bootId = bootId;
        this.clock = clock;
        this.retention = retention;
        this.hold = hold;
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
                handle -> Sql.query("how-much-is-stored")
                        .on(handle)
                        .map((rows, context) -> rows.getLong("runs"))
                        .one());
    }

    private long bytes() {
        return database.read("what the records take up", H2::bytesOfRecords);
    }

    /** What one transaction took away. */
    private record Step(int runs, int verdicts, String host, List<PurgedRange> ranges, ChainHead head) {}

    /** @return how many runs went */
    private int step(Set<String> which, Instant before, String why) {
        Optional<Step> taken = database.write("a purge", handle -> take(handle, going(handle, which, before), why));
        taken.ifPresent(step -> {
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
        });
        return taken.map(Step::runs).orElse(0);
    }

    private Optional<Step> take(Handle handle, List<Going> going, String why) {
        if (going.isEmpty()) {
            return Optional.empty();
        }
        String host = going.get(0).host();
        int judged = going.stream().mapToInt(run -> verdicts(handle, run.id())).sum();
        List<PurgedRange> ranges = PurgedEvents.forget(handle, chainNames(handle, going));
        ChainHead head = put(
                handle,
                host,
                ranges,
                "for their " + why,
                content -> content.with("runs", going.stream().map(Going::id).toList()));
        return Optional.of(new Step(going.size(), judged, host, ranges, head));
    }

    /** What the journal says about a purge makes the rows go, too. */
    private ChainHead put(
            Handle handle, String host, List<PurgedRange> ranges, String why, UnaryOperator<Content> rows) {
        ChainWriter chain = ChainWriter.at(handle, host, bootId);
        Content content = Contents.purged(
                ranges, why + ", " + retention.text(), actor, chain.head().lastVerdict());
        chain.add(EventKind.PURGED, id, null, clock.instant(), rows.apply(content))
                .write();
        return chain.head();
    }

    private static int verdicts(Handle handle, String runId) {
        return Sql.query("how-many-verdicts-has-run")
                .on(handle)
                .bind("runId", runId)
                .mapTo(Integer.class)
                .one();
    }

    /** A few runs of one host, the oldest first. */
    private List<Going> going(Handle handle, Set<String> which, Instant before) {
        Set<String> words = new HashSet<>(which);
        words.add(retention.audit().isEmpty() ? "forever" : "audit");
        Map<String, Object> values = new HashMap<>();
        values.put("before", Rows.time(before));
        values.put("limit", RUNS_AT_ONCE);
        hold.bind(values, before);
        retention.audit().ifPresent(age -> values.put("auditBefore", Rows.time(now.minus(age))));
        Query query = Sql.query("which-runs-may-go").on(handle, words).bindMap(values);
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

    /** What belongs to no run: changed settings, interventions, trigger repairs, settings that were in force. */
    private long asideRecords(Instant before) {
        long gone = 0;
        for (Table table : Table.THAT_AGE) {
            int step = 1;
            while (step > 0 && goesOn.getAsBoolean()) {
                step = database.write("a purge of what belongs to no run", handle -> takeAside(handle, table, before));
                gone += step;
            }
        }
        return gone;
    }

    private int takeAside(Handle handle, Table table, Instant before) {
        record Aside(long sequence, String host) {}
        List<Aside> going = Sql.query("which-others-may-go")
                .on(handle, Set.of(table.sql()))
                .bind("before", Rows.time(before))
                .bind("limit", ASIDE_AT_ONCE)
                .map((rows, context) -> new Aside(rows.getLong("sequence"), rows.getString("host")))
                .filter(row -> hold.allows(PurgedEvents.linksOf(handle, table.subject(row.sequence()))))
                .list();
        if (going.isEmpty()) {
            return 0;
        }
        List<PurgedRange> ranges = PurgedEvents.forget(
                handle, going.stream().map(row -> table.subject(row.sequence())).toList());
        List<Long> rows = going.stream().map(Aside::sequence).toList();
        put(handle, going.get(0).host(), ranges, "for their age", content -> content.with(table.sql(), rows));
        events += ranges.stream().mapToLong(PurgedRange::events).sum();
        return going.size();
    }
}
