package io.tekton.sharedservices.store.record;

import io.tekton.sharedservices.journal.AuditException;
import io.tekton.sharedservices.journal.Decision;
import io.tekton.sharedservices.journal.EventKind;
import io.tekton.sharedservices.journal.RecordedVerdict;
import io.tekton.sharedservices.journal.Run;
import io.tekton.sharedservices.journal.TerminationEvent;
import io.tekton.sharedservices.journal.TerminationEvent.Ended;
import io.tekton.sharedservices.journal.TerminationEvent.Intended;
import io.tekton.sharedservices.journal.TerminationEvent.Signalled;
import io.tekton.sharedservices.journal.TerminationResult;
import io.tekton.sharedservices.journal.TerminationSignal;
import io.tekton.sharedservices.process.ProcessIdentity;
import io.tekton.sharedservices.store.chain.ChainWriter;
import io.tekton.sharedservices.store.chain.EventFacts;
import io.tekton.sharedservices.store.chain.Rows;
import io.tekton.sharedservices.store.sql.Sql;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.PreparedBatch;
import org.jspecify.annotations.Nullable;

/** Verdicts and what follows from them, written to the tables and to the chain within one transaction. */
final class TerminationWriter {
    private final Handle handle;
    private final Run run;
    private final ChainWriter chain;

    TerminationWriter(Handle handle, Run run, ChainWriter chain) {
        this.handle = handle;
        this.run = run;
        this.chain = chain;
    }

    void judge(List<RecordedVerdict> verdicts) {
        long before = handle.createQuery(Sql.query("how-many-verdicts-has-run").plain())
                .bind("runId", run.id())
                .mapTo(Long.class)
                .one();
        if (before > 0) {
            throw new AuditException("run " + run.id() + " has decided already: " + before + " verdicts");
        }
        execute(
                "add-verdict",
                verdicts.stream().map(verdict -> Rows.of(run, verdict)).toList());
    }

    void wouldTerminate(List<RecordedVerdict> verdicts, Instant now) {
        List<Map<String, @Nullable Object>> rows = new ArrayList<>();
        for (RecordedVerdict verdict : verdicts) {
            if (verdict.result() == TerminationResult.WOULD_TERMINATE) {
                rows.add(requested(verdict, now));
            }
        }
        execute("add-dry-termination", rows);
    }

    /** @param judged finds the verdict on record, or null */
    void intend(List<Intended> intents, Function<ProcessIdentity, @Nullable RecordedVerdict> judged) {
        List<Map<String, @Nullable Object>> rows = new ArrayList<>();
        for (Intended intent : intents) {
            RecordedVerdict verdict = judged.apply(intent.process());
            if (verdict == null) {
                throw new AuditException("run " + run.id() + " intends a signal to " + intent.process()
                        + " without a verdict on record");
            }
            if (verdict.decision() != Decision.ORPHAN || verdict.result() != null) {
                throw new AuditException("run " + run.id() + " intends a signal to " + intent.process() + ", which is "
                        + verdict.decision() + " on record, with the result " + verdict.result());
            }
            rows.add(requested(verdict, intent.at()));
            chain.add(
                    EventKind.INTENDED,
                    run.id(),
                    intent.process(),
                    intent.at(),
                    EventFacts.firstIntent(verdict, intent.signal()));
        }
        execute("add-termination", rows);
    }

    void happen(List<? extends TerminationEvent> events) {
        Set<ProcessIdentity> intended = new HashSet<>();
        List<Map<String, @Nullable Object>> signals = new ArrayList<>();
        List<Map<String, @Nullable Object>> ends = new ArrayList<>();
        for (TerminationEvent event : events) {
            if (event instanceof Intended intent) {
                if (intended.add(intent.process()) && !isTermination(intent.process())) {
                    intend(List.of(intent), this::onRecord);
                } else {
                    chain.add(
                            EventKind.INTENDED,
                            run.id(),
                            intent.process(),
                            intent.at(),
                            EventFacts.signal(intent.signal()));
                }
            } else if (event instanceof Signalled signalled) {
                signals.add(row(signalled));
                chain.add(
                        EventKind.SIGNALLED,
                        run.id(),
                        signalled.process(),
                        signalled.at(),
                        EventFacts.signal(signalled.signal()));
            } else if (event instanceof Ended ended) {
                ends.add(row(ended));
                chain.add(EventKind.ENDED, run.id(), ended.process(), ended.at(), EventFacts.ended(ended));
            }
        }
        mustAllHit("note-signal", signals, "had a signal without an intent on record");
        end(ends);
    }

    private void end(List<Map<String, @Nullable Object>> ends) {
        int[] changed = execute("end-termination", ends);
        List<Map<String, @Nullable Object>> others = new ArrayList<>();
        for (int i = 0; i < changed.length; i++) {
            if (changed[i] == 0) {
                Map<String, @Nullable Object> row = ends.get(i);
                row.remove("finishedAt");
                row.remove("detail");
                others.add(row);
            }
        }
        mustAllHit("end-unsignalled-orphan", others, "ended twice, or was no orphan on record");
    }

    private Map<String, @Nullable Object> requested(RecordedVerdict verdict, Instant at) {
        Map<String, @Nullable Object> row = Rows.of(run.id(), verdict.identity());
        row.put("componentKey", Rows.componentKey(verdict.component()));
        row.put("requestedAt", Rows.time(at));
        return row;
    }

    private Map<String, @Nullable Object> row(Signalled signalled) {
        Map<String, @Nullable Object> row = Rows.of(run.id(), signalled.process());
        row.put("isTerm", signalled.signal() == TerminationSignal.TERM);
        row.put("isKill", signalled.signal() == TerminationSignal.KILL);
        return row;
    }

    private Map<String, @Nullable Object> row(Ended ended) {
        Map<String, @Nullable Object> row = Rows.of(run.id(), ended.process());
        row.put("finishedAt", Rows.time(ended.at()));
        row.put("result", ended.result().name());
        row.put("waitMillis", ended.waitMillis());
        row.put("detail", ended.detail());
        return row;
    }

    private boolean isTermination(ProcessIdentity process) {
        return handle.createQuery(Sql.query("is-process-in-termination").plain())
                        .bindMap(Rows.of(run.id(), process))
                        .mapTo(Long.class)
                        .one()
                > 0;
    }

    private @Nullable RecordedVerdict onRecord(ProcessIdentity process) {
        return handle.createQuery(Sql.query("verdict-of-process").plain())
                .bindMap(Rows.of(run.id(), process))
                .map(Rows.VERDICT)
                .findOne()
                .orElse(null);
    }

    private void mustAllHit(String statement, List<Map<String, @Nullable Object>> rows, String otherwise) {
        int[] changed = execute(statement, rows);
        for (int i = 0; i < changed.length; i++) {
            if (changed[i] != 1) {
                throw new AuditException(
                        "in run " + run.id() + ", pid " + rows.get(i).get("pid") + " " + otherwise);
            }
        }
    }

    private int[] execute(String statement, List<Map<String, @Nullable Object>> rows) {
        if (rows.isEmpty()) {
            return new int[0];
        }
        PreparedBatch batch = handle.prepareBatch(Sql.query(statement).plain());
        rows.forEach(batch::add);
        return batch.execute();
    }
}
