package io.tekton.sharedservices.leftover.job;

import io.tekton.sharedservices.journal.AuditLog;
import io.tekton.sharedservices.journal.leftover.LeftoverLog;
import io.tekton.sharedservices.leftover.quarantine.Failpoints;
import io.tekton.sharedservices.leftover.rule.LeftoverSettings;
import io.tekton.sharedservices.process.ProcessTable;
import java.time.Clock;

/**
 * What a run on leftovers works with.
 *
 * @param host its name on record
 * @param proc where the processes are
 */
record LeftoverParts(
        LeftoverSettings settings,
        String host,
        ProcessTable table,
        AuditLog audit,
        LeftoverLog log,
        Clock clock,
        DiskSpace space,
        Failpoints steps,
        String proc) {}
