package io.tekton.sharedservices.api.json;

import io.tekton.sharedservices.api.DaemonStatus;
import io.tekton.sharedservices.api.FleetStatus;
import io.tekton.sharedservices.api.JobStatus;
import io.tekton.sharedservices.api.KeeperStatus;
import io.tekton.sharedservices.api.RegistryStatus;
import io.tekton.sharedservices.api.Status;
import io.tekton.sharedservices.journal.codec.RunCodecs;
import io.tekton.sharedservices.json.RecordCodec;
import io.tekton.sharedservices.store.StoreFacts;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** The status, as the contract's JSON. */
public final class StatusCodecs {
    /** Whether a job is paused. */
    public record PauseFields(
            boolean paused,
            @Nullable Instant pausedSince,
            @Nullable String pausedBy,
            @Nullable String pauseReason) {
        static PauseFields of(JobStatus.@Nullable Pause pause) {
            return pause == null
                    ? new PauseFields(false, null, null, null)
                    : new PauseFields(true, pause.since(), pause.actor(), pause.reason());
        }

        JobStatus.@Nullable Pause pause() {
            if (!paused) {
                return null;
            }
            if (pausedSince == null || pausedBy == null) {
                throw new IllegalArgumentException("a paused job must have pausedSince and pausedBy");
            }
            return new JobStatus.Pause(pausedSince, pausedBy, pauseReason);
        }
    }

    public static final RecordCodec<JobStatus> JOB = RecordCodec.of(JobStatus.class)
            .as("pause", PauseFields.class, PauseFields::of, PauseFields::pause)
            .part("pause", RecordCodec.of(PauseFields.class).optional("pausedSince", "pausedBy", "pauseReason"))
            .object("lastRun", RunCodecs.RUN)
            .object("lastRepair", RecordCodec.of(JobStatus.Repair.class))
            .optional("lastRun", "nextRunAt", "detail", "lastRepair")
            .partWith(
                    "ticks",
                    "ticks",
                    RecordCodec.of(JobStatus.Ticks.class)
                            .named("count", "ticks")
                            .named("lastAt", "lastTickAt")
                            .optional("lastAt"));

    /** What there is to know about the store. */
    public static final RecordCodec<StoreFacts> STORE = RecordCodec.of(StoreFacts.class)
            .as("file", String.class, Path::toString, Path::of)
            .optional("oldestRun");

    public static final RecordCodec<Status> STATUS = RecordCodec.of(Status.class)
            .object(
                    "daemon",
                    RecordCodec.of(DaemonStatus.class)
                            .as("state", String.class, DaemonStatus.State::word, StatusCodecs::state)
                            .optional("pid", "startedAt", "version", "url", "detail"))
            .list("jobs", JOB)
            .object(
                    "registry",
                    RecordCodec.of(RegistryStatus.class)
                            .each("files", Path::toString, Path::of)
                            .each("absent", Path::toString, Path::of)
                            .optional("reason", "message"))
            .object("store", STORE)
            .object(
                    "fleet",
                    RecordCodec.of(FleetStatus.class)
                            .object("keeper", RecordCodec.of(KeeperStatus.class).optional("watchedAt", "problem"))
                            .optional("host", "contactAt", "unshippedSince", "clockAheadMillis", "keeper", "problem"))
            .optional("registry", "store", "fleet");

    private StatusCodecs() {}

    private static DaemonStatus.State state(String word) {
        return Arrays.stream(DaemonStatus.State.values())
                .filter(known -> known.word().equals(word))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("the daemon's state '" + word + "' is not known"));
    }
}
