package io.tekton.sharedservices.store.record;

import io.tekton.sharedservices.journal.AuditException;
import io.tekton.sharedservices.journal.EventKind;
import io.tekton.sharedservices.journal.Run;
import io.tekton.sharedservices.journal.RunOutcome;
import io.tekton.sharedservices.journal.leftover.LeftoverAction;
import io.tekton.sharedservices.journal.leftover.LeftoverCodecs;
import io.tekton.sharedservices.journal.leftover.LeftoverLog;
import io.tekton.sharedservices.journal.leftover.LeftoverRecord;
import io.tekton.sharedservices.journal.leftover.RecordedLeftover;
import io.tekton.sharedservices.store.chain.ChainWriter;
import io.tekton.sharedservices.store.chain.LeftoverContents;
import io.tekton.sharedservices.store.chain.Rows;
import io.tekton.sharedservices.store.database.Database;
import io.tekton.sharedservices.store.sql.Sql;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.function.Function;
import org.jdbi.v3.core.Handle;

/** The record of leftovers in tables; each method is one transaction, synced to the disk. Thread-safe. */
public final class SqlLeftoverLog implements LeftoverLog {
    private final Database database;
    private final String host;
    private final String bootId;
    private final Clock clock;

    public SqlLeftoverLog(Database database, String host, String bootId, Clock clock) {
        this.database = database;
        this.host = host;
        this.bootId = bootId;
        this.clock = clock;
    }

    @Override
    public void judge(String runId, List<RecordedLeftover> judged) {
        Instant now = clock.instant();
        database.write("the leftovers of run " + runId, handle -> {
            requireRunning(handle, runId);
            ChainWriter chain = ChainWriter.at(handle, host, bootId);
            LeftoverContents.judged(judged)
                    .forEach(some -> chain.add(EventKind.LEFTOVERS_JUDGED, runId, null, now, some));
            chain.write();
            return judged.size();
        });
    }

    @Override
    public void intend(List<LeftoverAction> actions) {
        if (actions.isEmpty()) {
            return;
        }
        database.write("what is about to be done with leftovers", handle -> {
            ChainWriter chain = ChainWriter.at(handle, host, bootId);
            for (LeftoverAction action : actions) {
                requireRunning(handle, action.runId());
                chain.add(
                        EventKind.LEFTOVER_INTENDED,
                        action.runId(),
                        null,
                        action.intendedAt(),
                        LeftoverContents.intended(action));
            }
            chain.write();
            return actions.size();
        });
    }

    @Override
    public void settle(List<LeftoverAction> actions) {
        if (actions.isEmpty()) {
            return;
        }
        database.write("what came of leftovers", handle -> {
            ChainWriter chain = ChainWriter.at(handle, host, bootId);
            for (LeftoverAction action : actions) {
                requireRunning(handle, action.runId());
                chain.add(
                        EventKind.LEFTOVER_SETTLED,
                        action.runId(),
                        null,
                        Objects.requireNonNull(action.settledAt(), "settledAt"),
                        LeftoverContents.settled(action));
            }
            chain.write();
            return actions.size();
        });
    }

    private static void requireRunning(Handle handle, String runId) {
        Run run = Sql.query("which-run")
                .on(handle)
                .bind("id", runId)
                .map(Rows.RUN)
                .findOne()
                .orElseThrow(() -> new AuditException("run " + runId + " is not on record"));
        if (run.outcome() != RunOutcome.RUNNING) {
            throw new AuditException("run " + runId + " has ended (" + run.outcome() + "): nothing can be added to it");
        }
    }

    @Override
    public List<LeftoverAction> kept() {
        return database.read("the quarantine", handle -> actions(handle, Set.of("kept"), "host", host));
    }

    @Override
    public void settleOpen(Function<LeftoverAction, LeftoverAction> seenNow) {
        List<LeftoverAction> open = database.read(
                "what a crash left of leftovers", handle -> actions(handle, Set.of("open"), "host", host));
        settle(open.stream().map(seenNow).toList());
    }

    @Override
    public LeftoverRecord of(String runId) {
        return of(database, runId);
    }

    static LeftoverRecord of(Database database, String runId) {
        return database.read("the leftovers of run " + runId, handle -> of(handle, runId));
    }

    /** What is on record of one run, within one transaction. */
    public static LeftoverRecord of(Handle handle, String runId) {
        List<RecordedLeftover> leftovers = Sql.query("leftovers-of-run")
                .on(handle)
                .bind("runId", runId)
                .map(Rows.as("leftover", LeftoverCodecs.LEFTOVER))
                .list();
        return new LeftoverRecord(leftovers, actions(handle, Set.of("run"), "runId", runId));
    }

    private static List<LeftoverAction> actions(Handle handle, Set<String> which, String name, String value) {
        return Sql.query("leftover-actions")
                .on(handle, which)
                .bind(name, value)
                .map(Rows.as("action with a leftover", LeftoverCodecs.ACTION))
                .list();
    }
}
