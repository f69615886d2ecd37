package io.tekton.sharedservices.launch;

import io.tekton.sharedservices.api.DaemonStatus;
import io.tekton.sharedservices.api.RegistryStatus;
import io.tekton.sharedservices.api.Status;
import io.tekton.sharedservices.config.ServiceSettings;
import io.tekton.sharedservices.journal.Pause;
import io.tekton.sharedservices.journal.Run;
import io.tekton.sharedservices.registry.RegistryMemory;
import io.tekton.sharedservices.registry.RegistryReader;
import io.tekton.sharedservices.runtime.DisabledJobs;
import io.tekton.sharedservices.runtime.ServiceRuntime;
import io.tekton.sharedservices.store.StoreFacts;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The status without a daemon, from settings, registries and store. Nothing is planned then. */
record IdleStatus(DaemonStatus daemon, ServiceSettings settings) {
    Status withStore(ServiceRuntime parts) {
        return status(
                job -> parts.pausedJobs().of(job).orElse(null),
                job -> parts.reader().lastRun(job, parts.host()).orElse(null),
                parts.memory(),
                parts.store().facts(),
                parts.cleanupWarnings(settings));
    }

    /** @param noMemory of registries, since nothing was read yet */
    Status withoutStore(RegistryMemory noMemory) {
        return status(job -> null, job -> null, noMemory, null, List.of());
    }

    private Status status(
            Function<String, @Nullable Pause> pauses,
            Function<String, @Nullable Run> lastRuns,
            RegistryMemory memory,
            @Nullable StoreFacts store,
            List<String> more) {
        List<String> warnings = new ArrayList<>(settings.doubts());
        warnings.addAll(more);
        return new Status(
                daemon,
                DisabledJobs.all(settings, pauses, lastRuns),
                RegistryStatus.of(new RegistryReader(settings.registry(), memory).read()),
                store,
                warnings);
    }
}
