package io.tekton.sharedservices.registry;

import io.tekton.sharedservices.posix.Stopwatch;

/**
 * Reads all registry files, or says why that cannot be done. A file of which anything is in doubt (missing, locked, torn, of the
 * wrong shape, writable by everybody) refuses the whole reading: unknown is not unregistered. Reading stores nothing but the
 * memory of which files were read. Thread-safe where the memory is.
 */
public final class RegistryReader {
    private final RegistrySettings settings;
    private final RegistryMemory memory;
    private final Stopwatch stopwatch;

    public RegistryReader(RegistrySettings settings, RegistryMemory memory) {
        this(settings, memory, Stopwatch.system());
    }

    /** @param stopwatch the time in which locks are waited for and a torn file is given a moment */
    public RegistryReader(RegistrySettings settings, RegistryMemory memory, Stopwatch stopwatch) {
        this.settings = settings;
        this.memory = memory;
        this.stopwatch = stopwatch;
    }

    /** Reads under the shared locks and lets go of them. */
    public RegistryReading read() {
        try (HeldRegistry held = readAndHold()) {
            return held.reading();
        }
    }

    /** Reads under the shared locks and keeps them until the answer is closed; a refused reading keeps none. */
    public HeldRegistry readAndHold() {
        throw new UnsupportedOperationException("not written yet");
    }
}
