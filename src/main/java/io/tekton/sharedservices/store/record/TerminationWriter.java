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
import io.tekton.sharedservices.process.ProcessIdentity;
import io.tekton.sharedservices.store.chain.ChainWriter;
import io.tekton.sharedservices.store.chain.Content;
import io.tekton.sharedservices.store.chain.Contents;
import io.tekton.sharedservices.store.chain.Rows;
import io.tekton.sharedservices.store.sql.Sql;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/** Verdicts and what follows from them, added to the journal within one transaction. */
final class TerminationWriter {
    private final Handle handle;
    private final Run run;
    private final ChainWriter chain;

    TerminationWriter(Handle handle, Run run, ChainWriter chain) {
        this.handle = handle;
        this.run = run;
        this.chain = chain;
    }

    private record Judged(RecordedVerdict verdict, long number) {}

    void decide(List<RecordedVerdict> verdicts, List<Intended> intents, Instant now) {
        long before = count("how-many-verdicts-has-run", Map.of("runId", run.id()));
        if (before > 0) {
            throw new AuditException("run " + run.id() + " has decided already: " + before + " verdicts");
        }
        long number = chain.number(verdicts.size());
        for (Content some : Contents.decided(run.dryRun(), verdicts, number)) {
            chain.add(EventKind.DECIDED, run.id(), null, now, some);
        }
        Map<ProcessIdentity, Judged> judged = new HashMap<>();
        for (RecordedVerdict verdict : verdicts) {
            judged.put(verdict.identity(), new Judged(verdict, number++));
        }
        intents.forEach(intent -> intend(intent, judged.get(intent.process())));
    }

    private void intend(Intended intent, @Nullable Judged judged) {
        if (judged == null) {
            throw new AuditException(
                    "run " + run.id() + " intends a signal to " + intent.process() + " without a verdict on record");
        }
        RecordedVerdict verdict = judged.verdict();
        if (verdict.decision() != Decision.ORPHAN || verdict.result() != null) {
            throw new AuditException("run " + run.id() + " intends a signal to " + intent.process() + ", which is "
                    + verdict.decision() + " on record, with the result " + verdict.result());
        }
        add(EventKind.INTENDED, intent, Contents.firstIntent(verdict, judged.number(), intent.signal()));
    }

    void happen(List<? extends TerminationEvent> events) {
        Set<ProcessIdentity> intended = new HashSet<>();
        for (TerminationEvent event : events) {
            if (event instanceof Intended intent) {
                if (intended.add(intent.process()) && !isTermination(intent.process())) {
                    intend(intent, onRecord(intent.process()));
                } else {
                    add(EventKind.INTENDED, intent, Contents.signal(intent.signal()));
                }
            } else if (event instanceof Signalled signalled) {
                add(EventKind.SIGNALLED, signalled, Contents.signal(signalled.signal()));
            } else if (event instanceof Ended ended) {
                add(EventKind.ENDED, ended, Contents.ended(ended));
            }
        }
    }

    private void add(EventKind kind, TerminationEvent event, Content content) {
        chain.add(kind, run.id(), event.process(), event.at(), content);
    }

    private boolean isTermination(ProcessIdentity process) {
        return count("is-process-in-termination", Rows.of(run.id(), process)) > 0;
    }

    private @Nullable Judged onRecord(ProcessIdentity process) {
        return Sql.query("verdict-of-process")
                .on(handle)
                .bindMap(Rows.of(run.id(), process))
                .map((rows, context) -> new Judged(Rows.VERDICT.map(rows, context), rows.getLong("sequence")))
                .findOne()
                .orElse(null);
    }

    private long count(String query, Map<String, ? extends @Nullable Object> values) {
        return Sql.query(query).on(handle).bindMap(values).mapTo(Long.class).one();
    }
}
