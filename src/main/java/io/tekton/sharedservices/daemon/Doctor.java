package io.tekton.sharedservices.daemon;

import io.tekton.sharedservices.posix.Pidfd;
import io.tekton.sharedservices.process.LinuxProcessTable;
import io.tekton.sharedservices.process.ProcessNode;
import io.tekton.sharedservices.process.ProcessTable;
import io.tekton.sharedservices.process.ProcessTableException;
import io.tekton.sharedservices.process.Reading;
import io.tekton.sharedservices.registry.RegistryMemory;
import io.tekton.sharedservices.registry.RegistryReader;
import io.tekton.sharedservices.registry.RegistryReading;
import io.tekton.sharedservices.registry.RegistrySettings;
import io.tekton.sharedservices.settings.Places;
import java.io.IOException;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;

/** Checks what a cleanup needs of this host. Changes nothing but what opening the store makes. */
public final class Doctor {
    private static final long LITTLE_DISK = 256L * 1024 * 1024;
    private static final Instant EARLIEST_NOW = Instant.parse("2026-01-01T00:00:00Z");

    private final Clock clock;

    public Doctor(Clock clock) {
        this.clock = clock;
    }

    /** What can be checked without any settings and places. */
    public List<Check> host() {
        List<Check> checks = new ArrayList<>();
        checks.add(java());
        checks.add(clock());
        checks.add(processes());
        checks.add(signals());
        return checks;
    }

    /** Where the store and the logs lie. */
    public static List<Check> folders(Places places) {
        return List.of(stateFolder(places.stateFolder()), logFolder(places.logFolder()), disk(places.stateFolder()));
    }

    private static Check java() {
        int feature = Runtime.version().feature();
        String found = "Java " + Runtime.version() + " in " + System.getProperty("java.home");
        return feature >= 17
                ? Check.good("java", found)
                : Check.bad("java", found, "install a JDK 17 or newer and let JAVA_HOME name it");
    }

    private Check clock() {
        Instant now = clock.instant();
        return now.isAfter(EARLIEST_NOW)
                ? Check.good("clock", "it is " + now)
                : Check.bad("clock", "it is " + now + ", which is past already", "set the clock, or let NTP do it");
    }

    private Check processes() {
        try {
            ProcessTable table = LinuxProcessTable.open(Set.of(), clock);
            return table.node(1) instanceof Reading.Present<ProcessNode>
                    ? Check.good("processes", "all processes of this host are to be seen")
                    : Check.bad(
                            "processes",
                            "pid 1 is not to be seen: /proc is mounted with hidepid, so ancestors of other users are unknown and their"
                                    + " descendants spared",
                            "mount /proc without hidepid, or add this user to the group named by its gid= option");
        } catch (ProcessTableException e) {
            return Files.isDirectory(Path.of("/proc/self"))
                    ? Check.bad("processes", String.valueOf(e.getMessage()), "mount a /proc of this PID namespace")
                    : Check.good(
                            "processes",
                            "this system has no /proc: processes are told by Java, without environment and pidfds");
        }
    }

    private static Check signals() {
        Pidfd.Opening opening = Pidfd.open((int) ProcessHandle.current().pid());
        if (opening instanceof Pidfd.Opening.Opened opened) {
            opened.pidfd().close();
            return Check.good("signals", "guarded by pidfds");
        }
        String why = opening instanceof Pidfd.Opening.Unsupported unsupported ? unsupported.why() : "";
        return Check.good("signals", "guarded by start times only: " + why);
    }

    private static Check stateFolder(Path folder) {
        if (!Files.exists(folder, LinkOption.NOFOLLOW_LINKS)) {
            return Check.good("state folder", folder + " will be made when it is needed");
        }
        try {
            if (!Files.isDirectory(folder)) {
                return Check.bad(
                        "state folder", folder + " is no folder", "name another with --state, or move it away");
            }
            if (!Files.isWritable(folder)) {
                return Check.bad(
                        "state folder",
                        folder + " cannot be written by this user",
                        "chmod 700 '" + folder + "' as its owner, or name a folder of this user's with --state");
            }
            String mode = PosixFilePermissions.toString(Files.getPosixFilePermissions(folder));
            return mode.endsWith("------")
                    ? Check.good("state folder", folder + ", " + mode)
                    : Check.bad("state folder", folder + " is open to others: " + mode, "chmod 700 '" + folder + "'");
        } catch (IOException e) {
            return Check.bad("state folder", folder + " cannot be looked at: " + e, "look at its owner and mode");
        }
    }

    private static Check logFolder(Path folder) {
        Path known = folder;
        while (known != null && !Files.exists(known)) {
            known = known.getParent();
        }
        return known != null && Files.isDirectory(known) && Files.isWritable(known)
                ? Check.good("logs", folder + (known.equals(folder) ? "" : " will be made when it is needed"))
                : Check.bad("logs", folder + " cannot be written", "give this user the right to write " + known);
    }

    private static Check disk(Path folder) {
        Path known = folder;
        while (known.getParent() != null && !Files.exists(known)) {
            known = known.getParent();
        }
        try {
            FileStore store = Files.getFileStore(known);
            long free = store.getUsableSpace();
            String found = free / (1024 * 1024) + " MiB free for " + known;
            return free >= LITTLE_DISK
                    ? Check.good("disk", found)
                    : Check.bad("disk", found, "make room: without a durable record nothing is signalled");
        } catch (IOException e) {
            return Check.bad("disk", "free room for " + known + " cannot be told: " + e, "look at the file system");
        }
    }

    /** As {@link #registry(RegistrySettings, RegistryMemory)}, where nobody can tell which files were read before. */
    public static Check registry(RegistrySettings settings) {
        return registry(settings, new RegistryMemory() {
            @Override
            public boolean wasRead(Path file) {
                return false;
            }

            @Override
            public void remember(Collection<Path> files) {}
        });
    }

    /** Whether the registry can be read as a cleanup would read it. */
    public static Check registry(RegistrySettings settings, RegistryMemory memory) {
        RegistryReading reading = new RegistryReader(settings, memory).read();
        if (reading instanceof RegistryReading.Read read) {
            return Check.good(
                    "registry",
                    read.registrations() + " in " + read.files().size() + " files"
                            + (read.absent().isEmpty() ? "" : "; absent: " + read.absent()));
        }
        RegistryReading.Refused refused = (RegistryReading.Refused) reading;
        String remedy = switch (refused.reason()) {
            case RegistryReading.MISSING ->
                "start the platform, or name the right files in registry.files; if there is to be none,"
                        + " set registry.when-missing = empty";
            case RegistryReading.LOCKED ->
                "find who holds the lock (fuser, lsof) for more than "
                        + Duration.ofSeconds(5).toSeconds() + " s";
            default -> "mend the file, its mode or its folder's mode as the message says";
        };
        return Check.bad("registry", refused.message(), remedy);
    }
}
