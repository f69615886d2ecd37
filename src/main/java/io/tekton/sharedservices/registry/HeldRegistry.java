package io.tekton.sharedservices.registry;

import io.tekton.sharedservices.posix.Flock;
import java.util.List;

/**
 * A reading whose locks are still held: until {@link #close()}, no program that takes the registry's lock to write can
 * change it. A refused reading holds no locks. Closing again does nothing; for one thread at a time.
 */
public final class HeldRegistry implements AutoCloseable {
    private final RegistryReading reading;
    private final List<Flock> locks;

    HeldRegistry(RegistryReading reading, List<Flock> locks) {
        this.reading = reading;
        this.locks = List.copyOf(locks);
    }

    /** What was read under the locks. */
    public RegistryReading reading() {
        return reading;
    }

    /** Whether there was a lock to hold at all. */
    public boolean isLocked() {
        return !locks.isEmpty();
    }

    @Override
    public void close() {
        RegistryLocks.release(locks);
    }
}
