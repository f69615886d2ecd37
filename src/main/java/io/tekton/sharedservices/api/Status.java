package io.tekton.sharedservices.api;

import io.tekton.sharedservices.store.StoreFacts;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The whole status in one answer.
 *
 * @param registry null where nobody has read it yet
 * @param store null where it cannot be asked, for instance since no daemon runs and another process holds it
 * @param fleet null where this host belongs to none
 * @param warnings sentences for people; empty where all is well
 */
public record Status(
        DaemonStatus daemon,
        List<JobStatus> jobs,
        @Nullable RegistryStatus registry,
        @Nullable StoreFacts store,
        @Nullable FleetStatus fleet,
        List<String> warnings) {
    public Status {
        Objects.requireNonNull(daemon, "daemon");
        jobs = List.copyOf(jobs);
        warnings = List.copyOf(warnings);
    }

    /** Of a host that belongs to no fleet. */
    public Status(
            DaemonStatus daemon,
            List<JobStatus> jobs,
            @Nullable RegistryStatus registry,
            @Nullable StoreFacts store,
            List<String> warnings) {
        this(daemon, jobs, registry, store, null, warnings);
    }

    /** The same, where more is known about the daemon. */
    public Status with(DaemonStatus known) {
        return new Status(known, jobs, registry, store, fleet, warnings);
    }
}
