package io.tekton.sharedservices.process.linux;

import io.tekton.sharedservices.process.PathWalk;
import io.tekton.sharedservices.process.Reading;
import io.tekton.sharedservices.process.SeenPath;
import io.tekton.sharedservices.process.SeenPaths;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/** {@link SeenPaths} by {@code /proc/PID/root} and {@code /proc/PID/cwd}. */
final class LinuxPaths implements SeenPaths {
    private final Path proc;
    private final StallGuard guard;
    private final Missing missing;
    private final Map<String, Reading<SeenPath>> known = new HashMap<>();

    /** What it means that something of a process could not be read. */
    interface Missing {
        <T> Reading<T> of(int pid, String what, Exception why);
    }

    LinuxPaths(Path proc, StallGuard guard, Missing missing) {
        this.proc = proc;
        this.guard = guard;
        this.missing = missing;
    }

    @Override
    public Reading<SeenPath> of(int pid, String path) {
        Path process = proc.resolve(Integer.toString(pid));
        String key;
        try {
            // Processes with the same mounts, the same root and the same start see the same; this is about speed, and
            // proves nothing.
            key = Files.readSymbolicLink(process.resolve("ns/mnt")) + "\0"
                    + Files.readSymbolicLink(process.resolve("root")) + "\0"
                    + (path.startsWith("/") ? "" : Files.readSymbolicLink(process.resolve("cwd"))) + "\0" + path;
        } catch (IOException | RuntimeException e) {
            return missing.of(pid, "its root", e);
        }
        Reading<SeenPath> before = known.get(key);
        if (before != null) {
            return before;
        }
        Reading<SeenPath> read = read(pid, process, path);
        if (!(read instanceof Reading.Gone<SeenPath>)) {
            known.put(key, read);
        }
        return read;
    }

    /** {@inheritDoc} By {@code exe}; where the file has been replaced, as an update does, by its folder. */
    @Override
    public Reading<SeenPath> ofProgram(int pid) {
        try {
            String program = Files.readSymbolicLink(proc.resolve(pid + "/exe")).toString();
            return program.startsWith("/")
                    ? of(pid, program)
                    : new Reading.Unreadable<>("its program is outside its root");
        } catch (IOException | RuntimeException e) {
            return missing.of(pid, "its program", e);
        }
    }

    private Reading<SeenPath> read(int pid, Path process, String path) {
        PathWalk walk = new PathWalk(
                process.resolve("root").toString(), process.resolve("cwd").toString());
        StallGuard.Visited<Reading<SeenPath>> visited = guard.visit(new int[] {pid}, () -> p -> {
            try {
                return new Reading.Present<>(walk.follow(path));
            } catch (IOException | RuntimeException e) {
                return missing.of(p, path, e);
            }
        });
        return visited.results().isEmpty()
                ? new Reading.Unreadable<>(path + ": the file system does not answer")
                : visited.results().get(0);
    }
}
