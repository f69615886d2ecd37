package io.tekton.sharedservices.configsync;

import io.tekton.sharedservices.cleanup.verdict.LivingCi;
import io.tekton.sharedservices.process.ProcessIdentity;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What is known of the CI processes of a registry besides its present content. Thread-safe. */
public interface RegistrationWitness {
    /** The living CI processes that a believed reading saw registered in the last 24 hours of believed readings. */
    List<LivingCi> living();

    /** Why it is not known what believed readings saw, a sentence for people; null where it is known. */
    @Nullable
    String damage();

    /** Whether this process may be alive; true also if it cannot be read. Cheap. */
    boolean lives(ProcessIdentity process);

    /** At this share of lost components, or more, a registry is not followed; 1 to 100. */
    int maxDropPercent();

    /**
     * Reads the registry, and remembers what it says if it is believed.
     *
     * @throws java.io.UncheckedIOException if that could not be written
     */
    void remember();
}
