package io.tekton.sharedservices.process;

import io.tekton.sharedservices.posix.Pidfd;

/** A process held by a pidfd: no signal can reach another. */
public final class PidfdProcess implements PinnedProcess {
    private static final int SIGKILL = 9;
    private static final int SIGTERM = 15;

    private final Pidfd pidfd;
    private final ProcessSnapshot snapshot;

    public PidfdProcess(Pidfd pidfd, ProcessSnapshot snapshot) {
        this.pidfd = pidfd;
        this.snapshot = snapshot;
    }

    Pidfd pidfd() {
        return pidfd;
    }

    @Override
    public ProcessSnapshot snapshot() {
        return snapshot;
    }

    @Override
    public String guard() {
        return "pidfd";
    }

    @Override
    public boolean exited() {
        return pidfd.exited();
    }

    @Override
    public SignalResult terminate() {
        return send(SIGTERM);
    }

    @Override
    public SignalResult kill() {
        return send(SIGKILL);
    }

    private SignalResult send(int signal) {
        // The kernel takes a signal for a zombie as well; the record would then say that the signal had ended it.
        if (pidfd.exited()) {
            return SignalResult.GONE;
        }
        return switch (pidfd.send(signal)) {
            case SENT -> SignalResult.SENT;
            case GONE -> SignalResult.GONE;
            case DENIED -> SignalResult.DENIED;
        };
    }

    @Override
    public void close() {
        pidfd.close();
    }
}
