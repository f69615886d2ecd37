package io.tekton.sharedservices.posix;

import java.util.List;
import java.util.function.IntConsumer;

/**
 * Signals that this process was started to ignore, as SIGINT in a script's background and SIGHUP by {@code nohup}. Its
 * children would inherit that, and {@code daemon(7)} asks that a daemon begins with the default actions.
 */
public final class IgnoredSignals {
    private IgnoredSignals() {}

    /**
     * From now on children start with the default actions of SIGHUP, SIGINT and SIGTERM; where no native call is
     * possible, nothing changes. This process goes on ignoring what it ignores, by a handler that does nothing:
     * {@code execve(2)} resets what is handled and keeps what is ignored. For one moment such a signal has its default
     * action here.
     */
    public static void keepFromChildren() {
        for (EndingSignal signal : EndingSignal.values()) {
            if (signal.heedAgainIfPossible()) {
                signal.onEach(() -> {});
            }
        }
    }

    /**
     * From now on SIGTERM and SIGINT end this process in an orderly way, even if it was started to ignore them, as by a
     * script's {@code trap '' TERM}. A service must be stoppable. SIGHUP stays ignored where it was, since
     * {@code nohup} means that. Where no native call is possible, nothing changes.
     *
     * @param exit ends this process with that exit code, shutdown hooks included
     */
    public static void heedRequestsToEnd(IntConsumer exit) {
        for (EndingSignal signal : List.of(EndingSignal.TERM, EndingSignal.INT)) {
            if (signal.heedAgainIfPossible()) {
                signal.onEach(() -> exit.accept(signal.exitCode()));
            }
        }
    }
}
