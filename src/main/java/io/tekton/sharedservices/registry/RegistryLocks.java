package io.tekton.sharedservices.registry;

import io.tekton.sharedservices.concurrent.Stopwatch;
import io.tekton.sharedservices.files.TrustObjection;
import io.tekton.sharedservices.json.FileFault;
import io.tekton.sharedservices.posix.Flock;
import io.tekton.sharedservices.registry.RegistryReading.Refused;
import io.tekton.sharedservices.text.PrintableText;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The lock files that are beside the registry files, shared all together or not at all. They are taken in the order of
 * their real paths, so that two programs that want several cannot wait for each other. A folder without a lock file has
 * no lock: none is made.
 */
final class RegistryLocks {
    /** What Tekton's programs lock: the platform registry's writers the first, the wrappers the second. */
    static final List<String> NAMES = List.of(".registration.lock", "registry.lock");

    private final ForeignTrust trust;
    private final Stopwatch stopwatch;

    RegistryLocks(ForeignTrust trust, Stopwatch stopwatch) {
        this.trust = trust;
        this.stopwatch = stopwatch;
    }

    /** Either {@code refused} is null and the locks are held, or none is. */
    record Taken(List<Flock> locks, @Nullable Refused refused) {}

    /** Takes the shared locks of all files, waiting no longer than the bound for all of them together. */
    Taken takeShared(List<RegistryFile> files, Duration bound) {
        return take(files, Flock.Mode.SHARED, bound);
    }

    /** As {@link #takeShared}, in either mode. */
    Taken take(List<RegistryFile> files, Flock.Mode mode, Duration bound) {
        long start = stopwatch.nanos();
        List<Flock> held = new ArrayList<>();
        Refused refused = null;
        for (Path lockFile : lockFiles(files)) {
            refused = distrust(lockFile);
            if (refused != null) {
                break;
            }
            Duration left = bound.minusNanos(stopwatch.nanos() - start);
            Flock.Result result = Flock.take(lockFile, mode, left, stopwatch);
            if (result instanceof Flock.Result.Locked locked) {
                held.add(locked.lock());
            } else if (!(result instanceof Flock.Result.Absent)) {
                refused = refusal(lockFile, result, bound);
                break;
            }
        }
        if (refused != null) {
            release(held);
            return new Taken(List.of(), refused);
        }
        return new Taken(List.copyOf(held), null);
    }

    /** Closes all of them, also where one cannot be closed. */
    static void release(List<Flock> locks) {
        RuntimeException failure = null;
        for (Flock lock : locks) {
            try {
                lock.close();
            } catch (RuntimeException e) {
                if (failure == null) {
                    failure = e;
                } else {
                    failure.addSuppressed(e);
                }
            }
        }
        if (failure != null) {
            throw failure;
        }
    }

    private static Iterable<Path> lockFiles(List<RegistryFile> files) {
        Map<Path, Path> byRealPath = new TreeMap<>();
        for (RegistryFile file : files) {
            for (Path registry : List.of(file.path(), realPath(file.path()))) {
                for (String name : NAMES) {
                    Path lockFile = registry.resolveSibling(name);
                    if (Files.exists(lockFile, LinkOption.NOFOLLOW_LINKS)) {
                        byRealPath.putIfAbsent(realPath(lockFile), lockFile);
                    }
                }
            }
        }
        return byRealPath.values();
    }

    /**
     * The path without links; where there is no such thing the path as it is, and the reading that follows says why.
     */
    private static Path realPath(Path path) {
        try {
            return path.toRealPath();
        } catch (IOException e) {
            return path;
        }
    }

    /**
     * A stranger who owns the lock or the way to it could hold it for ever, or exchange it. Its mode is no matter:
     * anybody who may read it can lock it.
     */
    private @Nullable Refused distrust(Path lockFile) {
        try {
            ForeignTrust.mustBeEmpty(trust.ofFolder(lockFile).stream()
                    .filter(TrustObjection::owner)
                    .toList());
            return null;
        } catch (FileFault fault) {
            return RegistryReading.Refused.of(fault, named(lockFile), lockFile);
        } catch (IOException e) {
            // a file that cannot be read cannot be locked either, and the lock reports why
            return null;
        }
    }

    private static String named(Path lockFile) {
        return "the registry's lock file " + PrintableText.escaped(lockFile.toString());
    }

    private static Refused refusal(Path lockFile, Flock.Result result, Duration bound) {
        String name = named(lockFile);
        if (result instanceof Flock.Result.Failed failed) {
            String message = name + " cannot be locked: " + PrintableText.escaped(failed.error());
            return new Refused(RegistryReading.UNREADABLE, message, lockFile, null, null);
        }
        String message = name + " is held by another program; the wait ended at the time limit (" + bound.toMillis()
                + " ms for all locks together)";
        return new Refused(RegistryReading.LOCKED, message, lockFile, null, null);
    }
}
