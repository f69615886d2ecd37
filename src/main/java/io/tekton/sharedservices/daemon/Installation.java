package io.tekton.sharedservices.daemon;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a service manager must know to run the daemon for one user and one set of paths.
 *
 * @param program the start script
 * @param javaHome the JDK to run with; null lets the start script find one
 * @param writable folders that the service writes into, itself or its platform's configuration
 * @param grace the longest time that a stop may take for processes that were signalled already
 * @param anyUser whether it may end other users' processes: then it needs the right to
 */
public record Installation(
        String user,
        Path home,
        Path program,
        Path configFile,
        Path stateFolder,
        @Nullable Path tektonRoot,
        @Nullable Path javaHome,
        List<Path> writable,
        Duration grace,
        boolean anyUser) {
    public Installation {
        writable = List.copyOf(writable);
    }

    /** How long a stop may take: what is signalled is watched to the end of its grace and recorded. */
    Duration stopTimeout() {
        return grace.plusSeconds(20);
    }
}
