package io.tekton.sharedservices.cleanup;

import io.tekton.sharedservices.cleanup.verdict.JudgementContext;
import io.tekton.sharedservices.concurrent.StopFlag;
import io.tekton.sharedservices.journal.AuditLog;
import io.tekton.sharedservices.journal.Run;
import io.tekton.sharedservices.process.ProcessTable;
import io.tekton.sharedservices.registry.RegistryReader;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/**
 * What one run works with, from its first scan to its last record.
 *
 * @param unwritten takes what cannot be put on record at once
 * @param request what this run was asked for; it overrides the settings
 * @param run as it went on record when it began
 */
record RunContext(
        ProcessTable table,
        CandidateScanner observer,
        RegistryReader registry,
        RegistryBelief belief,
        AuditLog audit,
        PendingWrites unwritten,
        CleanupLog log,
        Clock clock,
        CleanupListener listener,
        StopFlag stop,
        CleanupSettings settings,
        CleanupRequest request,
        Run run) {
    /** How this run weighs a reading of the registry. */
    RegistryBelief.Manner manner() {
        return RegistryBelief.Manner.of(request);
    }

    /** What a candidate's own service means in this run. */
    JudgementContext.Services services() {
        return new JudgementContext.Services(request.inService(), belief.trustsEmpty() || request.acceptRegistry());
    }

    /** In whole milliseconds, as records are. */
    Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MILLIS);
    }
}
