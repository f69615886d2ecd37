package io.tekton.sharedservices.store.database;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Objects;

/**
 * What opening a store needs to know.
 *
 * @param stateFolder the folder that holds the store; made if it is not there
 * @param patience how long to wait for another process that holds the store; zero means once
 * @param command what this process is doing, shown to a process that has to wait for it, such as {@code cleanup
 *     --dry-run}
 */
public record StoreSettings(Path stateFolder, Duration patience, String command) {
    public static final Duration PATIENCE_OF_A_COMMAND = Duration.ofSeconds(5);
    public static final Duration PATIENCE_OF_A_DAEMON = Duration.ofSeconds(30);

    public StoreSettings {
        Objects.requireNonNull(stateFolder, "stateFolder");
        Objects.requireNonNull(command, "command");
        if (patience.isNegative()) {
            throw new IllegalArgumentException("patience must not be negative, not " + patience);
        }
    }
}
