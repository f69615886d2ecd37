package io.tekton.sharedservices.runtime;

import io.tekton.sharedservices.api.JobStatus;
import io.tekton.sharedservices.config.ServiceSettings;
import io.tekton.sharedservices.journal.Pause;
import io.tekton.sharedservices.journal.Run;
import io.tekton.sharedservices.schedule.JobSettings;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * What is known of a job without a store.
 *
 * @param name on record and for people, such as {@code orphan-cleanup}; its settings begin with it
 * @param section its section of the settings
 * @param dryRun whether its runs decide and do nothing
 * @param lack the sentence that says what the settings lack for it; null where it can run
 */
public record JobDescription(
        String name,
        Function<ServiceSettings, JobSettings> section,
        Predicate<ServiceSettings> dryRun,
        Function<ServiceSettings, @Nullable String> lack) {
    /**
     * The status without a scheduler: no daemon runs, or the settings lack what the job needs.
     *
     * @param pause null for none
     * @param lastRun null for none
     */
    public JobStatus idle(ServiceSettings settings, @Nullable Pause pause, @Nullable Run lastRun) {
        JobSettings own = section.apply(settings);
        String off = lack.apply(settings);
        return new JobStatus(
                name,
                own.schedule().text(),
                own.enabled() && off == null,
                JobStatus.Pause.of(pause),
                lastRun,
                null,
                off);
    }
}
