package io.tekton.sharedservices.api;

import io.tekton.sharedservices.text.HostTime;
import java.time.Instant;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Whether the daemon runs, and where.
 *
 * @param pid null unless it runs or stops, as are {@code startedAt}, {@code version} and {@code url}
 * @param url where its API listens, such as {@code http://127.0.0.1:8377}
 * @param detail why it is thought not to run, why that is unknown, or since when it stops; null while it runs
 */
public record DaemonStatus(
        State state,
        @Nullable Integer pid,
        @Nullable Instant startedAt,
        @Nullable String version,
        @Nullable String url,
        @Nullable String detail) {
    /** What can be said of a daemon. */
    public enum State {
        RUNNING("running"),
        /** Asked to stop, and not gone yet: it watches what it has signalled. */
        STOPPING("stopping"),
        NOT_RUNNING("not running"),
        UNKNOWN("unknown");

        private final String word;

        State(String word) {
            this.word = word;
        }

        /** As it appears in JSON and on the screen. */
        public String word() {
            return word;
        }
    }

    public DaemonStatus {
        Objects.requireNonNull(state, "state");
    }

    public static DaemonStatus running(int pid, Instant startedAt, String version, String url) {
        return new DaemonStatus(State.RUNNING, pid, startedAt, version, url, null);
    }

    /** @param since when it was asked to stop */
    public static DaemonStatus stopping(int pid, Instant startedAt, String version, String url, Instant since) {
        return new DaemonStatus(
                State.STOPPING,
                pid,
                startedAt,
                version,
                url,
                "asked to stop at " + HostTime.text(since)
                        + "; a run that is on signals nothing more and is watched to the end of its grace");
    }

    /** The command that starts a daemon with the options that it had. */
    public static final String RESTART = "shared-services restart";

    /** Behind the state of one that is not running: how to start it; empty where its detail says so. */
    public String startAdvice() {
        return state != State.NOT_RUNNING || (detail != null && detail.endsWith(RESTART))
                ? ""
                : ". Start it with: shared-services start";
    }

    public static DaemonStatus notRunning(String why) {
        return new DaemonStatus(State.NOT_RUNNING, null, null, null, null, why);
    }

    public static DaemonStatus unknown(String why) {
        return new DaemonStatus(State.UNKNOWN, null, null, null, null, why);
    }
}
