package io.tekton.sharedservices.posix;

/**
 * Signals that this process was started to ignore, as SIGINT in a script's background and SIGHUP by {@code nohup}. Its children would inherit that, and {@code
 * daemon(7)} asks that a daemon begins with the default actions.
 */
public final class IgnoredSignals {
    private IgnoredSignals() {}

    /**
     * From now on children start with the default actions of SIGHUP, SIGINT and SIGTERM; where no native call is possible, nothing changes. This process
     * goes on ignoring what it ignores, by a handler that does nothing: {@code execve(2)} resets what is handled and keeps what is ignored. For one moment
     * such a signal has its default action here.
     */
    public static void keepFromChildren() {
        for (EndingSignal signal : EndingSignal.values()) {
            if (signal.heedAgainIfPossible()) {
                signal.onEach(() -> {});
            }
        }
    }
}
