package io.tekton.sharedservices.daemon;

import io.tekton.sharedservices.cleanup.CommandText;
import io.tekton.sharedservices.cleanup.Redaction;
import io.tekton.sharedservices.process.ProcessSnapshot;
import io.tekton.sharedservices.process.ProcessTable;
import io.tekton.sharedservices.process.Reading;
import io.tekton.sharedservices.registry.LockHolders;
import io.tekton.sharedservices.registry.RegistryMemory;
import io.tekton.sharedservices.registry.RegistryReader;
import io.tekton.sharedservices.registry.RegistryReading;
import io.tekton.sharedservices.registry.RegistrySettings;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/** Whether the registries can be read as a cleanup would read them, and who holds their locks. */
public final class RegistryChecks {
    private final RegistrySettings settings;
    private final LockHolders locks;
    private final Supplier<ProcessTable> processes;
    private final Redaction redaction;

    /** @param processes opens this host's process table; asked only where a lock is held */
    public RegistryChecks(
            RegistrySettings settings, LockHolders locks, Supplier<ProcessTable> processes, Redaction redaction) {
        this.settings = settings;
        this.locks = locks;
        this.processes = processes;
        this.redaction = redaction;
    }

    /** As {@link #registry(RegistryMemory)}, where nobody can tell which files were read before. */
    public Check registry() {
        return registry(new RegistryMemory() {
            @Override
            public boolean wasRead(Path file) {
                return false;
            }

            @Override
            public void remember(Collection<Path> files) {}
        });
    }

    /** Waits for a lock as long as a cleanup would. */
    public Check registry(RegistryMemory memory) {
        RegistryReading reading = new RegistryReader(settings, memory).read();
        if (reading instanceof RegistryReading.Read read) {
            return Check.good(
                    "registry",
                    read.registrations() + " in " + read.files().size() + " files"
                            + (read.absent().isEmpty() ? "" : "; absent: " + read.absent()));
        }
        RegistryReading.Refused refused = (RegistryReading.Refused) reading;
        return switch (refused.reason()) {
            case RegistryReading.MISSING ->
                Check.bad(
                        "registry",
                        refused.message(),
                        "start the platform, or name the right files in registry.files; if there is to be none,"
                                + " set registry.when-missing = empty");
            case RegistryReading.LOCKED -> Check.bad("registry", refused.message() + holders(), remedy());
            case RegistryReading.UNTRUSTED ->
                Check.bad(
                        "registry",
                        refused.message(),
                        "change its owner as the message says; if that user writes it rightly, set registry.trusted-users ="
                                + " NAME. A trusted user can make any CI process look like an orphan");
            default ->
                Check.bad(
                        "registry",
                        refused.message(),
                        "mend the file, its mode or its folder's mode as the message says");
        };
    }

    private List<LockHolders.Held> held() {
        return locks.of(settings).stream().filter(LockHolders.Held::exclusive).toList();
    }

    private String holders() {
        List<LockHolders.Held> held = held();
        return held.isEmpty()
                ? "; who holds it cannot be told"
                : held.stream()
                        .map(lock -> lock.lockFile() + " is held by " + who(lock.pid()))
                        .collect(Collectors.joining("; ", "; ", ""));
    }

    private String who(int pid) {
        if (pid <= 0) {
            return "a process of another PID namespace, such as a container's";
        }
        return "pid " + pid
                + (processes.get().read(pid) instanceof Reading.Present<ProcessSnapshot> holder
                        ? " (" + CommandText.of(holder.value().command(), redaction) + ")"
                        : "");
    }

    private String remedy() {
        String looks = held().stream()
                .filter(lock -> lock.pid() > 0)
                .map(lock -> "ps -fp " + lock.pid())
                .distinct()
                .collect(Collectors.joining(", "));
        return "a program should keep it for moments only; see what it does"
                + (looks.isEmpty() ? " (fuser or lsof on the lock file find it)" : ": " + looks);
    }
}
