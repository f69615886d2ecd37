package io.tekton.sharedservices.configsync;

import io.tekton.sharedservices.files.FileStamp;
import io.tekton.sharedservices.process.ProcessIdentity;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A sync that a registry which cannot be true holds back. At first it waits, since a platform that starts refills its
 * registry entry by entry; after {@link #PATIENCE} it is refused. Either way it is worth another try once the registry
 * changes or a process ends. Thread-safe.
 */
final class HeldSync {
    static final Duration PATIENCE = Duration.ofMinutes(10);

    private final Path registry;
    private final Supplier<Duration> time;
    private @Nullable Duration since;
    private Optional<FileStamp> seen = Optional.empty();
    private Set<ProcessIdentity> processes = Set.of();

    /** @param time that only runs forward */
    HeldSync(Path registry, Supplier<Duration> time) {
        this.registry = registry;
        this.time = time;
    }

    /** The registry file as it is now; to be called before it is read. */
    Optional<FileStamp> registryStamp() {
        return FileStamp.of(registry);
    }

    /**
     * A sync is held back now.
     *
     * @param processes those that live though the registry lost them
     * @param before the registry file before it was read
     * @return whether it still waits; false when it is to be refused
     */
    synchronized boolean isWaiting(Set<ProcessIdentity> processes, Optional<FileStamp> before) {
        Duration now = time.get();
        Duration begun = since;
        if (begun == null || now.compareTo(begun) < 0) {
            begun = now;
        }
        since = begun;
        seen = before;
        this.processes = Set.copyOf(processes);
        return now.minus(begun).compareTo(PATIENCE) < 0;
    }

    /** Nothing is held back any more. */
    synchronized void end() {
        since = null;
    }

    /** Whether the registry has changed or a process has ended since a sync was last held back; false where none is. */
    synchronized boolean hasMoved(Predicate<ProcessIdentity> lives) {
        return since != null
                && (!seen.equals(registryStamp()) || !processes.stream().allMatch(lives));
    }
}
