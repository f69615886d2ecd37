package io.tekton.sharedservices;

import io.tekton.sharedservices.api.JobStatus;
import io.tekton.sharedservices.audit.History;
import io.tekton.sharedservices.audit.Run;
import io.tekton.sharedservices.audit.RunQuery;
import io.tekton.sharedservices.cleanup.OrphanCleanup;
import io.tekton.sharedservices.configsync.ConfigSync;
import io.tekton.sharedservices.daemon.ServiceSettings;
import io.tekton.sharedservices.schedule.JobSettings;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** How jobs stand that no scheduler has: since no daemon runs, or since the settings lack what one needs. */
final class JobsOff {
    private static final String NO_CONFIGURATION =
            "off: neither TEKTON_ROOT nor config-sync.config-file names a configuration to keep in step";

    private JobsOff() {}

    /** The jobs of a host on which no daemon runs. */
    static List<JobStatus> all(ServiceSettings settings, History history) {
        boolean hasConfiguration = settings.sync().configFile().isPresent();
        return List.of(
                job(OrphanCleanup.JOB, settings.cleanupJob(), null, newest(OrphanCleanup.JOB, history)),
                job(
                        ConfigSync.JOB,
                        settings.syncJob(),
                        hasConfiguration ? null : NO_CONFIGURATION,
                        newest(ConfigSync.JOB, history)));
    }

    /** The sync of a daemon whose settings name no configuration. */
    static JobStatus sync(ServiceSettings settings) {
        return job(ConfigSync.JOB, settings.syncJob(), NO_CONFIGURATION, null);
    }

    private static JobStatus job(String name, JobSettings settings, @Nullable String off, @Nullable Run last) {
        return new JobStatus(
                name, settings.schedule().text(), settings.enabled() && off == null, null, last, null, off);
    }

    private static @Nullable Run newest(String job, History history) {
        return history.runs(new RunQuery(job, null, null, null, null, 1)).stream()
                .findFirst()
                .orElse(null);
    }
}
