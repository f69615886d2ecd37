package io.tekton.sharedservices.store.record;

import io.tekton.sharedservices.journal.Decision;
import io.tekton.sharedservices.journal.RecordedVerdict;
import io.tekton.sharedservices.journal.Run;
import io.tekton.sharedservices.journal.RunCounts;
import io.tekton.sharedservices.journal.RunOutcome;
import io.tekton.sharedservices.journal.Termination;
import io.tekton.sharedservices.journal.TerminationEvent.Ended;
import io.tekton.sharedservices.journal.TerminationResult;
import io.tekton.sharedservices.process.ProcessIdentity;
import io.tekton.sharedservices.store.chain.ChainWriter;
import io.tekton.sharedservices.store.chain.Rows;
import io.tekton.sharedservices.store.database.Database;
import io.tekton.sharedservices.store.sql.Sql;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.jdbi.v3.core.Handle;

/** Closes the records that a crash left open: it checks processes and never signals them. */
final class CrashRecovery {
    private final Database database;
    private final String bootId;
    private final Clock clock;

    CrashRecovery(Database database, String bootId, Clock clock) {
        this.database = database;
        this.bootId = bootId;
        this.clock = clock;
    }

    private record Open(List<Run> runs, List<Termination> terminations) {}

    List<Run> settle(String host, Function<ProcessIdentity, String> seenNow) {
        Open open = database.read("what a crash left of host " + host, handle -> open(handle, host));
        if (open.runs().isEmpty() && open.terminations().isEmpty()) {
            return List.of();
        }
        Instant now = clock.instant();
        Map<String, List<Ended>> ends = new LinkedHashMap<>();
        for (Termination termination : open.terminations()) {
            ProcessIdentity process = termination.verdict().identity();
            ends.computeIfAbsent(termination.runId(), id -> new ArrayList<>())
                    .add(new Ended(process, now, TerminationResult.UNCERTAIN, null, seenNow.apply(process)));
        }
        return database.write("the settlement of host " + host, handle -> {
            ChainWriter chain = ChainWriter.at(handle, host, bootId);
            ends.forEach((runId, events) -> new TerminationWriter(handle, run(handle, runId), chain).happen(events));
            chain.write(); // the verdicts read below have these ends
            List<Run> settled = new ArrayList<>();
            for (Run run : open.runs()) {
                new TerminationWriter(handle, run, chain).happen(unintended(verdicts(handle, run), now));
                Run abandoned = run.ended(
                        now,
                        RunOutcome.ABANDONED,
                        "crashed",
                        "the process that ran it ended before the run did",
                        counts(run, verdicts(handle, run)));
                SqlAuditLog.abandon(handle, abandoned, now, chain);
                settled.add(abandoned);
            }
            chain.write();
            return List.copyOf(settled);
        });
    }

    /** Orphans that no signal was intended for yet, as those are that end after others: they had none. */
    private static List<Ended> unintended(List<RecordedVerdict> verdicts, Instant now) {
        return verdicts.stream()
                .filter(verdict -> verdict.decision() == Decision.ORPHAN && verdict.result() == null)
                .map(verdict -> new Ended(
                        verdict.identity(),
                        now,
                        TerminationResult.NOT_SIGNALLED,
                        null,
                        "the process that ran the cleanup ended before a signal was intended"))
                .toList();
    }

    private static Open open(Handle handle, String host) {
        return new Open(
                Sql.query("running-runs")
                        .on(handle)
                        .bind("host", host)
                        .map(Rows.RUN)
                        .list(),
                Sql.query("terminations-as-judged")
                        .on(handle, Set.of("host", "unresolved"))
                        .bind("host", host)
                        .map(Rows.TERMINATION)
                        .list());
    }

    private static Run run(Handle handle, String id) {
        return Sql.query("which-run").on(handle).bind("id", id).map(Rows.RUN).one();
    }

    private static List<RecordedVerdict> verdicts(Handle handle, Run run) {
        return Sql.query("verdicts-of-run")
                .on(handle)
                .bind("runId", run.id())
                .map(Rows.VERDICT)
                .list();
    }

    /** How many were scanned died with the process, unless the run had said so before; the rest is on record. */
    private static RunCounts counts(Run run, List<RecordedVerdict> verdicts) {
        int orphans = (int) verdicts.stream()
                .filter(verdict -> verdict.decision() == Decision.ORPHAN)
                .count();
        return new RunCounts(
                Math.max(run.counts().scanned(), verdicts.size()),
                verdicts.size(),
                orphans,
                verdicts.size() - orphans,
                with(verdicts, TerminationResult.TERMINATED),
                with(verdicts, TerminationResult.KILLED),
                with(verdicts, TerminationResult.SURVIVED) + with(verdicts, TerminationResult.DENIED));
    }

    private static int with(List<RecordedVerdict> verdicts, TerminationResult result) {
        return (int)
                verdicts.stream().filter(verdict -> verdict.result() == result).count();
    }
}
