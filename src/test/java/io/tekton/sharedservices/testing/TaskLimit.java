package io.tekton.sharedservices.testing;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * A limit of tasks as a unit of systemd has it ({@code TasksMax}): a control group of its own, version 1 or 2
 * ({@code cgroups(7)}). Needs root.
 */
public final class TaskLimit implements AutoCloseable {
    private final Path group;

    private TaskLimit(Path group) {
        this.group = group;
    }

    /** Empty where this host gives none. */
    public static Optional<TaskLimit> of(int tasks) {
        for (String parent : new String[] {"/sys/fs/cgroup/pids", "/sys/fs/cgroup"}) {
            Path group = Path.of(
                    parent, "shared-services-test-" + ProcessHandle.current().pid());
            try {
                Files.createDirectory(group);
            } catch (IOException e) {
                continue;
            }
            TaskLimit limit = new TaskLimit(group);
            try {
                Files.writeString(group.resolve("pids.max"), tasks + "\n");
                return Optional.of(limit);
            } catch (IOException e) {
                limit.close();
            }
        }
        return Optional.empty();
    }

    /** What a shell does to be in it. */
    public String entry() {
        return "echo $$ >'" + group.resolve("cgroup.procs") + "'";
    }

    /** How often a task was refused. */
    public long refused() throws IOException {
        return Long.parseLong(
                Files.readString(group.resolve("pids.events")).strip().replaceFirst("^max ", ""));
    }

    /** All that was in it must have ended. */
    @Override
    public void close() {
        try {
            Files.deleteIfExists(group);
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }
}
