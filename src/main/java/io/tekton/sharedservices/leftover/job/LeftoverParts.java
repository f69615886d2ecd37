package io.tekton.sharedservices.leftover.job;

import io.tekton.sharedservices.journal.AuditLog;
import io.tekton.sharedservices.journal.leftover.LeftoverLog;
import io.tekton.sharedservices.leftover.quarantine.Failpoints;
import io.tekton.sharedservices.leftover.registry.RegistryPrune;
import io.tekton.sharedservices.leftover.rule.LeftoverSettings;
import io.tekton.sharedservices.process.ProcessTable;
import java.time.Clock;
import org.jspecify.annotations.Nullable;

/**
 * What a run on leftovers works with.
 *
 * @param host its name on record
 * @param proc where the processes are
 * @param prune null where the settings name no wrapped-CI registry, or it is not to be pruned
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
        String proc,
        @Nullable RegistryPrune prune) {}
