package io.tekton.sharedservices.store.record;

import io.tekton.sharedservices.journal.AuditException;
import io.tekton.sharedservices.journal.AuditLog;
import io.tekton.sharedservices.journal.EventKind;
import io.tekton.sharedservices.journal.RecordedVerdict;
import io.tekton.sharedservices.journal.Run;
import io.tekton.sharedservices.journal.RunOutcome;
import io.tekton.sharedservices.journal.SyncRecord;
import io.tekton.sharedservices.journal.TerminationEvent;
import io.tekton.sharedservices.journal.TerminationResult;
import io.tekton.sharedservices.process.ProcessIdentity;
import io.tekton.sharedservices.store.chain.ChainHead;
import io.tekton.sharedservices.store.chain.ChainWriter;
import io.tekton.sharedservices.store.chain.Contents;
import io.tekton.sharedservices.store.chain.Rows;
import io.tekton.sharedservices.store.database.Database;
import io.tekton.sharedservices.store.sql.Sql;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import org.apache.logging.log4j.Level;
import org.apache.logging.log4j.LogManager;
import org.jdbi.v3.core.Handle;

/** The audit in tables; each method is one transaction, synced to the disk. Thread-safe. */
public final class SqlAuditLog implements AuditLog {
    private final Database database;
    private final String bootId;
    private final Clock clock;

    public SqlAuditLog(Database database, String bootId, Clock clock) {
        this.database = database;
        this.bootId = Objects.requireNonNull(bootId, "bootId");
        this.clock = Objects.requireNonNull(clock, "clock");
    }

    @Override
    public void begin(Run run) {
        ChainHead head = database.write("the beginning of run " + run.id(), handle -> {
            ChainWriter chain = ChainWriter.at(handle, run.host(), bootId)
                    .add(EventKind.RUN_BEGUN, run.id(), null, run.startedAt(), Contents.begun(run));
            Instant finishedAt = run.finishedAt();
            if (finishedAt != null) {
                chain.add(EventKind.RUN_FINISHED, run.id(), null, finishedAt, Contents.finished(run));
            }
            chain.write();
            return chain.head();
        });
        if (run.finishedAt() != null) {
            logHead(run, head);
        }
    }

    /**
     * {@inheritDoc} A run decides once. In a dry run every verdict that carries
     * {@link TerminationResult#WOULD_TERMINATE} becomes a termination, requested now.
     */
    @Override
    public void decide(String runId, List<RecordedVerdict> verdicts, List<TerminationEvent.Intended> intents) {
        Instant now = clock.instant();
        database.write("the verdicts of run " + runId, handle -> {
            Run run = running(handle, runId);
            if (run.dryRun() && !intents.isEmpty()) {
                throw new AuditException("run " + runId + " is a dry run and must not intend a signal");
            }
            ChainWriter chain = ChainWriter.at(handle, run.host(), bootId);
            new TerminationWriter(handle, run, chain).decide(verdicts, intents, now);
            chain.write();
            return run;
        });
    }

    @Override
    public void plan(String runId, SyncRecord plan) {
        Instant now = clock.instant();
        database.write("the plan of run " + runId, handle -> {
            Run run = running(handle, runId);
            ChainWriter.at(handle, run.host(), bootId)
                    .add(EventKind.PLANNED, runId, null, now, Contents.planned(plan))
                    .write();
            return run;
        });
    }

    @Override
    public void append(String runId, List<? extends TerminationEvent> events) {
        if (events.isEmpty()) {
            return;
        }
        database.write("events of run " + runId, handle -> {
            Run run = running(handle, runId);
            ChainWriter chain = ChainWriter.at(handle, run.host(), bootId);
            new TerminationWriter(handle, run, chain).happen(events);
            chain.write();
            return run;
        });
    }

    @Override
    public void finish(Run run) {
        Instant finishedAt = ended(run);
        logHead(run, database.write("the end of run " + run.id(), handle -> {
            ChainWriter chain = ChainWriter.at(handle, run.host(), bootId);
            end(handle, run, finishedAt, chain);
            return chain.head();
        }));
    }

    @Override
    public Run finishOrRepeat(Run run) {
        record Done(Run onRecord, ChainHead head) {}
        Instant finishedAt = ended(run);
        Done done = database.write("the end of run " + run.id(), handle -> {
            ChainWriter chain = ChainWriter.at(handle, run.host(), bootId);
            Optional<Run> repeated = RunFolding.fold(handle, chain, run, finishedAt);
            if (repeated.isEmpty()) {
                end(handle, run, finishedAt, chain);
            }
            return new Done(repeated.orElse(run), chain.head());
        });
        logHead(done.onRecord(), done.head());
        return done.onRecord();
    }

    private static Instant ended(Run run) {
        Instant finishedAt = run.finishedAt();
        if (finishedAt == null) {
            throw new IllegalArgumentException("run " + run.id() + " has not ended: " + run.outcome());
        }
        return finishedAt;
    }

    /**
     * Into the log, which lies outside of the store: who cuts the chain's end off, or writes it anew, cannot reach
     * there by SQL.
     */
    private static void logHead(Run run, ChainHead head) {
        LogManager.getLogger("audit")
                .log(
                        run.repeats() == 0 ? Level.INFO : Level.DEBUG,
                        "run {} is on record; the chain of {} ends at event {}, {}",
                        run.id(),
                        run.host(),
                        head.sequence(),
                        head.hash());
    }

    private static void end(Handle handle, Run run, Instant finishedAt, ChainWriter chain) {
        RunFolding.requireRunning(handle, run);
        chain.add(EventKind.RUN_FINISHED, run.id(), null, finishedAt, Contents.finished(run))
                .write();
    }

    /**
     * Settles what a crash left: runs of this host that are RUNNING on record become ABANDONED with reason
     * {@code crashed}, and every intent without a result becomes UNCERTAIN. To be called before this process begins a
     * run. Doing it again does nothing.
     *
     * @param seenNow what is seen of that process now, a sentence for people; it is asked before anything is written
     * @return the runs in their new state
     * @throws AuditException if it could not be written durably: then nothing is settled
     */
    public List<Run> settleAbandoned(String host, Function<ProcessIdentity, String> seenNow) {
        return new CrashRecovery(database, bootId, clock).settle(host, seenNow);
    }

    static void abandon(Handle handle, Run abandoned, Instant now, ChainWriter chain) {
        end(handle, abandoned, now, chain);
    }

    private static Run running(Handle handle, String runId) {
        Run run = Sql.query("which-run")
                .on(handle)
                .bind("id", runId)
                .map(Rows.RUN)
                .findOne()
                .orElseThrow(() -> new AuditException("run " + runId + " is not on record"));
        if (run.outcome() != RunOutcome.RUNNING) {
            throw new AuditException("run " + runId + " has ended (" + run.outcome() + "): nothing can be added to it");
        }
        return run;
    }
}
