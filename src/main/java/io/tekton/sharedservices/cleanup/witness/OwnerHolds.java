package io.tekton.sharedservices.cleanup.witness;

import io.tekton.sharedservices.cleanup.owner.Sample;
import io.tekton.sharedservices.posix.Pidfd;
import io.tekton.sharedservices.posix.PosixException;
import io.tekton.sharedservices.process.ProcessIdentity;
import io.tekton.sharedservices.process.ProcessNode;
import io.tekton.sharedservices.process.Reading;
import java.util.HashMap;
import java.util.Iterator;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.IntFunction;

/**
 * Holds living owners by pidfd. The end of such an owner is known of the kernel itself: a newcomer that got its pid in
 * the tick in which it started has its identity and is not taken for it; and one that {@code /proc} does not show any
 * more, since it was mounted anew with {@code hidepid}, is not taken for ended. Thread-safe.
 */
final class OwnerHolds implements AutoCloseable {
    /** Each costs a file descriptor; further owners are known by their identity alone. */
    static final int MOST = 1_000;

    private final IntFunction<Pidfd.Opening> opener;
    private final int most;
    private final Map<ProcessIdentity, Pidfd> held = new HashMap<>();

    OwnerHolds(IntFunction<Pidfd.Opening> opener, int most) {
        this.opener = opener;
        this.most = most;
    }

    /**
     * Holds these, as many as may be, and lets go of all others.
     *
     * @param reader reads a process again
     */
    synchronized void hold(Set<ProcessIdentity> living, IntFunction<Reading<ProcessNode>> reader) {
        Iterator<Map.Entry<ProcessIdentity, Pidfd>> all = held.entrySet().iterator();
        while (all.hasNext()) {
            Map.Entry<ProcessIdentity, Pidfd> one = all.next();
            if (!living.contains(one.getKey())) {
                one.getValue().close();
                all.remove();
            }
        }
        for (ProcessIdentity owner : living) {
            if (held.size() >= most) {
                return;
            }
            if (!held.containsKey(owner) && !open(owner, reader)) {
                return;
            }
        }
    }

    /** Whether it makes sense to go on with others. */
    private boolean open(ProcessIdentity owner, IntFunction<Reading<ProcessNode>> reader) {
        Pidfd.Opening opening;
        try {
            opening = opener.apply(owner.pid());
        } catch (PosixException e) {
            // For want of file descriptors, say: the next sample tries it again, and until then identity decides.
            return false;
        }
        if (opening instanceof Pidfd.Opening.Opened opened) {
            Pidfd pidfd = opened.pidfd();
            boolean holds = false;
            try {
                // That the held one lives after the reading proves that this was of it.
                holds = reader.apply(owner.pid()) instanceof Reading.Present<ProcessNode> present
                        && !Sample.hasEnded(present, owner)
                        && !pidfd.exited();
            } finally {
                if (holds) {
                    held.put(owner, pidfd);
                } else {
                    pidfd.close();
                }
            }
        }
        return !(opening instanceof Pidfd.Opening.Unsupported);
    }

    /** Whether an owner has ended; empty where it is not held. */
    synchronized Optional<Boolean> ended(ProcessIdentity owner) {
        return Optional.ofNullable(held.get(owner)).map(Pidfd::exited);
    }

    @Override
    public synchronized void close() {
        held.values().forEach(Pidfd::close);
        held.clear();
    }
}
