package io.tekton.sharedservices.journal.codec;

import io.tekton.sharedservices.journal.AuditEvent;
import io.tekton.sharedservices.journal.RecordedVerdict;
import io.tekton.sharedservices.journal.Termination;
import io.tekton.sharedservices.journal.TerminationSignal;
import io.tekton.sharedservices.json.RecordCodec;
import io.tekton.sharedservices.process.ProcessIdentity;
import java.time.Instant;

/** Verdicts, and what came of them. */
public final class VerdictCodecs {
    public static final RecordCodec<ProcessIdentity> PROCESS =
            RecordCodec.of(ProcessIdentity.class).first("pid");

    public static final RecordCodec<RecordedVerdict> VERDICT = RecordCodec.of(RecordedVerdict.class)
            .part("identity", PROCESS)
            .named("decision", "verdict")
            .optional("user", "component", "result", "waitMillis", "owner")
            .as("use", UseFields.class, UseFields::of, UseFields::use)
            .part("use", UseFields.CODEC);

    public static final RecordCodec<Termination> TERMINATION = RecordCodec.of(Termination.class)
            .part("verdict", VERDICT)
            .first("verdict")
            .optional("finishedAt", "detail")
            .each("signals", TerminationSignal::name, TerminationSignal::valueOf);

    /** Its time is a text to the full precision, since the hash covers it. */
    public static final RecordCodec<AuditEvent> EVENT = RecordCodec.of(AuditEvent.class)
            .object("process", RecordCodec.of(ProcessIdentity.class))
            .optional("process")
            .as("at", String.class, Instant::toString, Instant::parse);

    private VerdictCodecs() {}
}
