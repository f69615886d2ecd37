package io.tekton.sharedservices.daemon;

import io.tekton.sharedservices.api.DaemonStatus;
import io.tekton.sharedservices.client.DaemonAddress;
import io.tekton.sharedservices.process.ProcessNode;
import io.tekton.sharedservices.process.ProcessTable;
import io.tekton.sharedservices.process.Reading;
import io.tekton.sharedservices.runtime.RuntimeContext;
import io.tekton.sharedservices.settings.Places;
import io.tekton.sharedservices.text.Causes;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.Logger;
import org.jspecify.annotations.Nullable;

/**
 * What the daemon says of itself in its state folder, from the moment it listens until it is gone. For the daemon's
 * main thread.
 */
final class DaemonAnnouncement {
    private final Logger logger = LogManager.getLogger("daemon");
    private final Places places;
    private final Clock clock;
    private final String version;
    private final DaemonState state;
    private @Nullable DaemonAddress address;

    DaemonAnnouncement(Places places, Clock clock, String version, DaemonState state) {
        this.places = places;
        this.clock = clock;
        this.version = version;
        this.state = state;
    }

    /** @throws UncheckedIOException if it cannot be written: then nobody would find this daemon */
    void make(ProcessTable table, String url) {
        int pid = RuntimeContext.self();
        if (!(table.node(pid) instanceof Reading.Present<ProcessNode> self)) {
            throw new IllegalStateException("this process cannot see itself in the process table");
        }
        DaemonAddress ours = new DaemonAddress(self.value().identity(), url, now(), version, places.configFile(), null);
        try {
            ours.write(places.stateFolder());
        } catch (IOException e) {
            throw new UncheckedIOException("the daemon's address cannot be written into " + places.stateFolder(), e);
        }
        address = ours;
        state.daemon(DaemonStatus.running(pid, ours.startedAt(), version, url));
    }

    void tellOfStopping() {
        if (address == null) {
            return;
        }
        DaemonAddress stopping = address.stopping(now());
        state.daemon(stopping.stopping());
        try {
            stopping.write(places.stateFolder());
        } catch (IOException e) {
            logger.warn("the stop could not be written into the daemon's address: {}", Causes.of(e));
        }
    }

    /** The last thing that a daemon does, when it holds nothing any more. */
    void withdraw() {
        if (address == null) {
            return;
        }
        try {
            address.remove(places.stateFolder());
        } catch (IOException e) {
            logger.warn("the daemon's address could not be removed: {}", Causes.of(e));
        }
    }

    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MILLIS);
    }
}
