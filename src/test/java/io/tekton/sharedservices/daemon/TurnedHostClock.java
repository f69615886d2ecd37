package io.tekton.sharedservices.daemon;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The wall clock of a whole process, turned while it runs: libfaketime is loaded before everything else in it, and asks
 * a file at each read. Time that only runs forward (waits, {@code System.nanoTime}, the time since boot) is the host's,
 * as where somebody sets the clock of a host.
 */
public final class TurnedHostClock {
    private final Path file;
    private Duration offset = Duration.ZERO;

    /** @param environment of the processes whose clock this is, which must not be started before */
    public TurnedHostClock(Path folder, Map<String, String> environment) throws IOException {
        file = folder.resolve("clock");
        environment.put("LD_PRELOAD", library().orElseThrow().toString());
        environment.put("FAKETIME_TIMESTAMP_FILE", file.toString());
        environment.put("FAKETIME_CACHE_DURATION", "1");
        environment.put("FAKETIME_DONT_FAKE_MONOTONIC", "1");
        // else it makes every wait of a JVM take too long with a glibc that it does not trust
        environment.put("FAKETIME_FORCE_MONOTONIC_FIX", "0");
        environment.put("NO_FAKE_STAT", "1");
        turn(Duration.ZERO);
    }

    /** Where the library is that turns clocks (Debian: libfaketime); empty if it is not installed. */
    public static Optional<Path> library() throws IOException {
        Path libraries = Path.of("/usr/lib");
        if (!Files.isDirectory(libraries)) {
            return Optional.empty();
        }
        try (Stream<Path> folders = Files.list(libraries)) {
            return Stream.concat(Stream.of(libraries), folders)
                    .map(folder -> folder.resolve("faketime/libfaketimeMT.so.1"))
                    .filter(Files::exists)
                    .findFirst();
        }
    }

    /** From now on it shows the host's time plus this much. */
    public void turn(Duration newOffset) throws IOException {
        Path next = Files.writeString(
                file.resolveSibling("clock.next"), (newOffset.isNegative() ? "" : "+") + newOffset.toSeconds() + "\n");
        Files.move(next, file, StandardCopyOption.ATOMIC_MOVE);
        offset = newOffset;
    }

    /** The time that it shows now. */
    Instant now() {
        return Instant.now().plus(offset);
    }
}
