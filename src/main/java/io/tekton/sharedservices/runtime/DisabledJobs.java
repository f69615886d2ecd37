package io.tekton.sharedservices.runtime;

import io.tekton.sharedservices.api.JobStatus;
import io.tekton.sharedservices.cleanup.OrphanCleanup;
import io.tekton.sharedservices.config.ServiceSettings;
import io.tekton.sharedservices.configsync.ConfigSync;
import io.tekton.sharedservices.journal.Pause;
import io.tekton.sharedservices.journal.Run;
import io.tekton.sharedservices.schedule.JobSettings;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The status of jobs without a scheduler: no daemon runs, or the settings lack what the job needs. */
public final class DisabledJobs {
    private static final String NO_CONFIGURATION =
            "off: neither TEKTON_ROOT nor config-sync.config-file names a configuration to keep in step";

    private DisabledJobs() {}

    /**
     * The jobs of a host on which no daemon runs.
     *
     * @param pauses the pause of each job on record, or null
     * @param lastRuns the last run of each job on record, or null
     */
    public static List<JobStatus> all(
            ServiceSettings settings,
            Function<String, @Nullable Pause> pauses,
            Function<String, @Nullable Run> lastRuns) {
        boolean hasConfiguration = settings.sync().configFile().isPresent();
        return List.of(
                job(OrphanCleanup.JOB, settings.cleanupJob(), null, pauses, lastRuns),
                job(ConfigSync.JOB, settings.syncJob(), hasConfiguration ? null : NO_CONFIGURATION, pauses, lastRuns));
    }

    /** The sync of a daemon whose settings name no configuration. */
    public static JobStatus sync(ServiceSettings settings) {
        return job(ConfigSync.JOB, settings.syncJob(), NO_CONFIGURATION, job -> null, job -> null);
    }

    private static JobStatus job(
            String name,
            JobSettings settings,
            @Nullable String off,
            Function<String, @Nullable Pause> pauses,
            Function<String, @Nullable Run> lastRuns) {
        return new JobStatus(
                name,
                settings.schedule().text(),
                settings.enabled() && off == null,
                JobStatus.Pause.of(pauses.apply(name)),
                lastRuns.apply(name),
                null,
                off);
    }
}
