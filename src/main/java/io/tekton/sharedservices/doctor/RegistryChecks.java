package io.tekton.sharedservices.doctor;

import io.tekton.sharedservices.api.Remedies;
import io.tekton.sharedservices.cleanup.match.CommandText;
import io.tekton.sharedservices.cleanup.survey.CandidateSurvey;
import io.tekton.sharedservices.process.ProcessSnapshot;
import io.tekton.sharedservices.process.ProcessTable;
import io.tekton.sharedservices.process.Reading;
import io.tekton.sharedservices.redaction.Redaction;
import io.tekton.sharedservices.registry.LockHolders;
import io.tekton.sharedservices.registry.RegistryMemory;
import io.tekton.sharedservices.registry.RegistryReader;
import io.tekton.sharedservices.registry.RegistryReading;
import io.tekton.sharedservices.registry.RegistrySettings;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Whether the registries can be read as a cleanup would read them, and who holds their locks. */
public final class RegistryChecks {
    private static final int MOST_SHOWN = 10;

    private final RegistrySettings settings;
    private final LockHolders locks;
    private final Supplier<ProcessTable> processes;
    private final Redaction redaction;
    private final @Nullable RegistryAdvice advice;
    private final Predicate<RegistryMemory> needed;

    /** As the other one, without advice on other places and processes. */
    public RegistryChecks(
            RegistrySettings settings, LockHolders locks, Supplier<ProcessTable> processes, Redaction redaction) {
        this(settings, locks, processes, redaction, null, memory -> true);
    }

    /**
     * @param processes opens this host's process table; asked only where a lock is held
     * @param needed whether a registry that is missing is worth a word, by what was read before
     */
    public RegistryChecks(
            RegistrySettings settings,
            LockHolders locks,
            Supplier<ProcessTable> processes,
            Redaction redaction,
            @Nullable RegistryAdvice advice,
            Predicate<RegistryMemory> needed) {
        this.needed = needed;
        this.advice = advice;
        this.settings = settings;
        this.locks = locks;
        this.processes = processes;
        this.redaction = redaction;
    }

    /** As {@link #registry(RegistryMemory)}, where it is unknown which files were read before. */
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
        String damage = memory.damage();
        if (damage != null) {
            return Check.bad(
                    "registry",
                    "every cleanup is refused (" + RegistryReading.MEMORY_DAMAGED + "): " + damage,
                    Remedies.ACCEPT_THE_REGISTRY);
        }
        RegistryReading reading = new RegistryReader(settings, memory).read();
        if (reading instanceof RegistryReading.Read read) {
            return ofRead(read);
        }
        RegistryReading.Refused refused = (RegistryReading.Refused) reading;
        return switch (refused.reason()) {
            case RegistryReading.MISSING ->
                isNeedless(memory)
                        ? Check.good("registry", "there is none, and no rule in force needs one")
                        : Check.bad(
                                "registry",
                                refused.message(),
                                advice == null
                                        ? "start the platform, or name the right files in registry.files. "
                                                + "With registry.when-missing = empty a missing file means no "
                                                + "registrations: nothing then protects its processes"
                                        : advice.remedyOfMissing(advice.found()));
            case RegistryReading.LOCKED -> Check.bad("registry", refused.message() + holders(), remedy());
            case RegistryReading.UNTRUSTED -> Check.bad("registry", refused.message(), Remedies.TRUST);
            default -> Check.bad("registry", refused.message(), Remedies.FIX_THE_FILE);
        };
    }

    private boolean isNeedless(RegistryMemory memory) {
        return !needed.test(memory) && (advice == null || advice.found().isEmpty());
    }

    private Check ofRead(RegistryReading.Read read) {
        String found = read.registrations() + " in " + read.files().size()
                + (read.files().size() == 1 ? " file" : " files")
                + (read.absent().isEmpty()
                        ? ""
                        : "; absent: "
                                + String.join(
                                        ", ",
                                        read.absent().stream()
                                                .map(String::valueOf)
                                                .toList()));
        if (advice == null) {
            return Check.good("registry", found);
        }
        List<String> warnings = advice.warnings();
        if (!warnings.isEmpty()) {
            return Check.bad("registry", found + "; " + String.join("; ", warnings), Remedies.NAME_THE_FILES);
        }
        boolean mayBeElsewhere =
                read.registrations().all().isEmpty() || !read.absent().isEmpty();
        List<Path> others = mayBeElsewhere ? advice.found() : List.of();
        return Check.good(
                "registry",
                found
                        + unmatched(advice.unmatched(read.registrations()))
                        + (others.isEmpty()
                                ? ""
                                : "; there is another registry: " + others
                                        + ": if it is this platform's, name it in registry.files"));
    }

    /** No fault: processes of other kinds may register, and a registered process is spared whatever it is. */
    private static String unmatched(List<CandidateSurvey.Unmatched> unmatched) {
        if (unmatched.isEmpty()) {
            return "";
        }
        return unmatched.stream()
                .limit(MOST_SHOWN)
                .map(one -> "pid " + one.pid() + " of entry \"" + one.id() + "\" is " + one.command())
                .collect(Collectors.joining(
                        "; ",
                        "; warning: no match rule names what runs as the registered pid: ",
                        (unmatched.size() > MOST_SHOWN ? "; and " + (unmatched.size() - MOST_SHOWN) + " more" : "")
                                + ". If it is a CI process, name it in a match rule (docs/rules.md); if "
                                + "not, the entry is out of date"));
    }

    private List<LockHolders.Held> held() {
        return locks.of(settings).stream().filter(LockHolders.Held::exclusive).toList();
    }

    private String holders() {
        List<LockHolders.Held> held = held();
        return held.isEmpty()
                ? "; its holder is unknown"
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
        String holders = held().stream()
                .filter(lock -> lock.pid() > 0)
                .map(lock -> "ps -fp " + lock.pid())
                .distinct()
                .collect(Collectors.joining(", "));
        return "a program should keep it for moments only; see what it does"
                + (holders.isEmpty() ? " (fuser or lsof on the lock file find it)" : ": " + holders);
    }
}
