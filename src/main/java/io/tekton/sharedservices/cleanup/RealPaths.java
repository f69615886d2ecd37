package io.tekton.sharedservices.cleanup;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * Paths that other processes name, with symbolic links followed. They may lie on a file system that does not answer (a dead network mount, FUSE), and whoever
 * looks there sleeps in the kernel and cannot be woken: so the look is another thread's, which is left behind when it takes too long. A path whose
 * look still hangs is not looked at again. Thread-safe.
 */
final class RealPaths {
    private final Duration bound;
    private final ConcurrentMap<Path, Thread> hanging = new ConcurrentHashMap<>();

    /** @param bound how long one look may take */
    RealPaths(Duration bound) {
        this.bound = bound;
    }

    /** The path with links followed as far as it exists; empty where the file system does not answer. */
    Optional<Path> of(Path path) {
        Thread before = hanging.get(path);
        if (before != null && before.isAlive()) {
            return Optional.empty();
        }
        AtomicReference<@Nullable Path> found = new AtomicReference<>();
        Thread look = new Thread(() -> found.set(resolved(path)), "path-reader");
        look.setDaemon(true);
        look.start();
        boolean interrupted = joined(look);
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
        if (look.isAlive()) {
            hanging.put(path, look);
            return Optional.empty();
        }
        hanging.remove(path);
        return Optional.ofNullable(found.get());
    }

    /** Whether it was interrupted meanwhile; the time is short, so it is waited out. */
    private boolean joined(Thread look) {
        boolean interrupted = false;
        long deadline = System.nanoTime() + bound.toNanos();
        while (look.isAlive() && System.nanoTime() - deadline < 0) {
            try {
                look.join(Math.max(1, (deadline - System.nanoTime()) / 1_000_000));
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        return interrupted;
    }

    private static Path resolved(Path path) {
        Path known = path.toAbsolutePath().normalize();
        Path rest = Path.of("");
        for (Path at = known; at != null; at = at.getParent()) {
            try {
                return at.toRealPath().resolve(rest).normalize();
            } catch (IOException e) {
                // It does not exist or may not be looked at: its parent may.
                Path name = at.getFileName();
                rest = name == null ? rest : name.resolve(rest);
            }
        }
        return known;
    }
}
