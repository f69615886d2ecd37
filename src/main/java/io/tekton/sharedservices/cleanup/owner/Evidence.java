package io.tekton.sharedservices.cleanup.owner;

import io.tekton.sharedservices.process.ProcessIdentity;
import io.tekton.sharedservices.process.ProcessNode;
import io.tekton.sharedservices.process.Reading;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What is known of owners and those below them when a process is judged. Unknown is never proof. */
public interface Evidence {
    /** Knows nothing: no process was witnessed. */
    Evidence NONE = new NoEvidence();

    Optional<SeenBelow> of(ProcessIdentity process);

    /** Empty where it is no owner. */
    Optional<SeenOwner> owner(ProcessIdentity process);

    /** Whether an owner has ended; unreadable in doubt. */
    Reading<Boolean> ended(SeenOwner owner);

    /** The owner rules that a living process fits now; unreadable in doubt. */
    Reading<Set<String>> owning(ProcessNode process);

    /** Whether it ignores SIGHUP. */
    Reading<Boolean> ignoresHangup(int pid);

    /** All that descends from a process now. */
    Reading<List<ProcessNode>> descendants(ProcessNode process);

    /** Who is at the other end of what a process and its descendants serve, read and write. */
    Reading<Set<Client>> clients(List<ProcessNode> family);

    /** On what it listens, a sentence; present with an empty text where on nothing. */
    Reading<String> listening(int pid);

    /** Time since boot. */
    Duration now();

    /**
     * Somebody at the other end.
     *
     * @param process null where it is on another host, or where nobody is seen to hold what is in use
     * @param how what it is connected to, in words
     */
    record Client(@Nullable ProcessNode process, String how) {}
}
