package io.tekton.sharedservices.registry.memory;

import io.tekton.sharedservices.process.ProcessIdentity;
import java.util.Collections;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;

/**
 * A process that a believed reading saw registered. All times are milliseconds since the boot of its identity.
 *
 * @param pidNamespace the PID namespace that its pid belongs to ({@code pid_namespaces(7)}); empty where the host has
 *     none
 * @param ids the ids of the entries that named its pid, as written
 * @param file the registry file of those entries
 * @param lastSeen when a believed reading last saw it registered
 * @param unregistered when a believed reading first saw it unregistered since then; {@link #NEVER} if none did
 * @param missed the same of any reading, those that were refused included
 * @param counted whether the guard against a collapsed registry takes it into account; not after an operator accepted a
 *     registry without it
 * @param ended whether a run of ours decided to end it
 */
public record SeenRegistration(
        ProcessIdentity identity,
        String pidNamespace,
        Set<String> ids,
        String file,
        long lastSeen,
        long unregistered,
        long missed,
        boolean counted,
        boolean ended) {
    /** A moment that has not come. */
    public static final long NEVER = -1;

    public SeenRegistration {
        Objects.requireNonNull(identity, "identity");
        Objects.requireNonNull(pidNamespace, "pidNamespace");
        Objects.requireNonNull(file, "file");
        ids = Collections.unmodifiableSet(new TreeSet<>(ids));
        if (ids.isEmpty()) {
            throw new IllegalArgumentException("a registration has at least one id");
        }
    }

    /** Whether these are the same process: a pid alone is recycled, and means nothing in another PID namespace. */
    public boolean is(ProcessIdentity process, String namespace) {
        return identity.equals(process) && pidNamespace.equals(namespace);
    }

    /** Whether it can be a process that runs now. */
    public boolean isOf(String bootId, String namespace) {
        return identity.bootId().equals(bootId) && pidNamespace.equals(namespace);
    }

    /** For people: {@code apollo-ai (pid 4711)}; names are strangers' text and not escaped. */
    public String describe() {
        return String.join("/", ids) + " (pid " + identity.pid() + ")";
    }

    SeenRegistration stillNamed(long now) {
        return new SeenRegistration(identity, pidNamespace, ids, file, now, NEVER, NEVER, true, ended);
    }

    /** @param restart the reading is an operator's word, from which the guard starts again */
    SeenRegistration unregisteredAt(long now, boolean restart) {
        return new SeenRegistration(
                identity,
                pidNamespace,
                ids,
                file,
                lastSeen,
                earlier(unregistered, now),
                earlier(missed, now),
                counted && !restart,
                ended);
    }

    SeenRegistration missedAt(long now) {
        return new SeenRegistration(
                identity, pidNamespace, ids, file, lastSeen, unregistered, earlier(missed, now), counted, ended);
    }

    SeenRegistration notMissed() {
        return new SeenRegistration(identity, pidNamespace, ids, file, lastSeen, unregistered, NEVER, counted, ended);
    }

    SeenRegistration decidedToEnd() {
        return new SeenRegistration(identity, pidNamespace, ids, file, lastSeen, unregistered, missed, counted, true);
    }

    /** A moment that seems to be still to come, since time ran backwards, begins again. */
    private static long earlier(long before, long now) {
        return before == NEVER || before > now ? now : before;
    }

    /** The same without the time that each reading moves. */
    SeenRegistration withoutLastSeen() {
        return new SeenRegistration(identity, pidNamespace, ids, file, 0, unregistered, missed, counted, ended);
    }
}
