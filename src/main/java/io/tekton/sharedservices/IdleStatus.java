package io.tekton.sharedservices;

import io.tekton.sharedservices.api.DaemonStatus;
import io.tekton.sharedservices.api.JobStatus;
import io.tekton.sharedservices.api.RegistryStatus;
import io.tekton.sharedservices.api.Status;
import io.tekton.sharedservices.audit.Pause;
import io.tekton.sharedservices.audit.Run;
import io.tekton.sharedservices.cleanup.OrphanCleanup;
import io.tekton.sharedservices.daemon.ServiceSettings;
import io.tekton.sharedservices.registry.RegistryMemory;
import io.tekton.sharedservices.registry.RegistryReader;
import io.tekton.sharedservices.store.StoreFacts;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** How things stand where no daemon runs: as far as settings, registries and store tell. Nothing is planned then. */
record IdleStatus(DaemonStatus daemon, ServiceSettings settings) {
    Status withStore(LocalParts parts) {
        return status(
                parts.store().pausedJobs(parts.host()).of(OrphanCleanup.JOB).orElse(null),
                parts.reader().lastRun(OrphanCleanup.JOB, parts.host()).orElse(null),
                parts.memory(),
                parts.store().facts());
    }

    /** @param noMemory of registries, since nothing was read yet */
    Status withoutStore(RegistryMemory noMemory) {
        return status(null, null, noMemory, null);
    }

    private Status status(
            @Nullable Pause pause, @Nullable Run last, RegistryMemory memory, @Nullable StoreFacts store) {
        JobStatus job = new JobStatus(
                OrphanCleanup.JOB,
                settings.cleanupJob().schedule().text(),
                settings.cleanupJob().enabled(),
                JobStatus.Pause.of(pause),
                last,
                null,
                null);
        return new Status(
                daemon,
                List.of(job),
                RegistryStatus.of(new RegistryReader(settings.registry(), memory).read()),
                store,
                settings.doubts());
    }
}
