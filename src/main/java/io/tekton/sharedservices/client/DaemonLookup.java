package io.tekton.sharedservices.client;

import io.tekton.sharedservices.text.HostTime;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** What is known about the daemon of a state folder without a request to it. */
public sealed interface DaemonLookup {
    /** Its process runs and is this user's. Whether it listens, and is the one, a proof must show. */
    record Running(DaemonAddress address) implements DaemonLookup {
        /** Why no second one starts beside it. */
        public String whyNoOther() {
            return address.stoppingSince() == null
                    ? "the daemon is running already: pid " + address.process().pid() + ", " + address.url()
                    : "the daemon (pid " + address.process().pid() + ") has been asked to stop at "
                            + HostTime.text(address.stoppingSince())
                            + " and is not gone yet: \"shared-services stop\" waits for that";
        }
    }

    /** No daemon runs; {@code why} is a sentence for people. */
    record NotRunning(String why) implements DaemonLookup {}

    /**
     * It is unknown whether one runs, or where it listens.
     *
     * @param why a sentence for people
     * @param unannouncedSince since when a daemon has held the store without a word where it listens: it is starting,
     *     or its word was deleted; null where no such daemon is known
     */
    record Unclear(String why, @Nullable Instant unannouncedSince) implements DaemonLookup {
        Unclear(String why) {
            this(why, null);
        }
    }
}
