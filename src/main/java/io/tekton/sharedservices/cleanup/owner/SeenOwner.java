package io.tekton.sharedservices.cleanup.owner;

import io.tekton.sharedservices.process.ProcessIdentity;
import java.time.Duration;
import java.util.Collections;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * A process that an owner rule named once; {@code execve(2)} changes nothing of that.
 *
 * @param names the owner rules that named it, ever
 * @param session the pid of the leader of its session
 * @param endedAt the time since boot at which it was first seen ended; null while that was not seen
 */
public record SeenOwner(
        ProcessIdentity identity,
        Set<String> names,
        int session,
        @Nullable Duration endedAt) {
    public SeenOwner {
        names = Collections.unmodifiableSet(new TreeSet<>(names));
    }

    SeenOwner named(Set<String> more) {
        Set<String> all = new TreeSet<>(names);
        all.addAll(more);
        return new SeenOwner(identity, all, session, endedAt);
    }

    SeenOwner ended(Duration at) {
        return new SeenOwner(identity, names, session, at);
    }
}
