package io.tekton.sharedservices.registry;

import io.tekton.sharedservices.concurrent.Stopwatch;
import io.tekton.sharedservices.json.FileFault;
import io.tekton.sharedservices.posix.Flock;
import io.tekton.sharedservices.registry.RegistryReading.Read;
import io.tekton.sharedservices.registry.RegistryReading.Refused;
import io.tekton.sharedservices.text.PrintableText;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Reads all registry files, or says why that cannot be done. A file of which anything is in doubt (missing, locked,
 * torn, of the wrong shape, writable by everybody or by a stranger) refuses the whole reading: unknown is not
 * unregistered. It writes nothing but the memory of which files were read. Thread-safe where the memory is.
 */
public final class RegistryReader {
    private final RegistrySettings settings;
    private final RegistryMemory memory;
    private final RegistryLocks locks;
    private final ForeignFileReader<List<Registration>> fileReader;

    /** A reader in the host's time. */
    public RegistryReader(RegistrySettings settings, RegistryMemory memory) {
        this(settings, memory, Stopwatch.system());
    }

    /** @param stopwatch the time in which locks are waited for and a torn file is given a moment */
    public RegistryReader(RegistrySettings settings, RegistryMemory memory, Stopwatch stopwatch) {
        this.settings = settings;
        this.memory = memory;
        ForeignTrust trust = ForeignTrust.ofOwners(settings.trustedUids());
        this.locks = new RegistryLocks(trust, stopwatch);
        this.fileReader = new ForeignFileReader<>(trust, stopwatch, new RegistryParser()::parse);
    }

    /** Reads under the shared locks and lets go of them. What the memory throws is thrown on. */
    public RegistryReading read() {
        try (HeldRegistry held = readAndHold()) {
            return held.reading();
        }
    }

    /**
     * Reads under the shared locks and keeps them until the answer is closed; a refused reading keeps none. What the
     * memory throws is thrown on, with no lock held.
     */
    public HeldRegistry readAndHold() {
        return readAndHold(Flock.Mode.SHARED);
    }

    /** As {@link #readAndHold()}, under the exclusive locks: no program that takes them can read or write meanwhile. */
    public HeldRegistry readAndHoldExclusively() {
        return readAndHold(Flock.Mode.EXCLUSIVE);
    }

    private HeldRegistry readAndHold(Flock.Mode mode) {
        RegistryLocks.Taken taken = locks.take(settings.files(), mode, settings.readBound());
        Refused refused = taken.refused();
        if (refused != null) {
            return new HeldRegistry(refused, List.of());
        }
        boolean keep = false;
        try {
            RegistryReading reading = readAll();
            keep = reading instanceof Read;
            return new HeldRegistry(reading, keep ? taken.locks() : List.of());
        } finally {
            if (!keep) {
                RegistryLocks.release(taken.locks());
            }
        }
    }

    private RegistryReading readAll() {
        List<Registration> registrations = new ArrayList<>();
        List<Path> read = new ArrayList<>();
        List<Path> absent = new ArrayList<>();
        RegistryReading reading = null;
        for (RegistryFile file : settings.files()) {
            try {
                Optional<List<Registration>> entries = fileReader.read(file.path());
                entries.ifPresent(registrations::addAll);
                (entries.isPresent() ? read : absent).add(file.path());
                if (entries.isEmpty() && !mayBeAbsent(file)) {
                    reading = missing(file);
                    break;
                }
            } catch (FileFault fault) {
                reading = RegistryReading.Refused.of(fault, named(file.path()), file.path());
                break;
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                reading = new Refused(
                        RegistryReading.UNREADABLE, "reading the registry was interrupted", null, null, null);
                break;
            }
        }
        // also those read before another one failed: each must count as missing, not as never there, from now on
        List<Path> news = read.stream().filter(file -> !memory.wasRead(file)).toList();
        if (!news.isEmpty()) {
            memory.remember(news);
        }
        return reading != null ? reading : new Read(Registrations.of(registrations), read, absent);
    }

    private boolean mayBeAbsent(RegistryFile file) {
        return settings.whenMissing() == WhenMissing.EMPTY || (file.optional() && !memory.wasRead(file.path()));
    }

    private static Refused missing(RegistryFile file) {
        String message = named(file.path()) + " is missing"
                + (file.optional() ? "; it may be absent only if it was never read, but it was read before" : "");
        return new Refused(RegistryReading.MISSING, message, file.path(), null, null);
    }

    static String named(Path file) {
        return "the registry file " + PrintableText.escaped(file.toString());
    }
}
