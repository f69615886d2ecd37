package io.tekton.sharedservices.process;

/**
 * A process held by a {@link ProcessHandle}, where there is no pidfd: the JDK compares the start time before each signal, and
 * between that and the signal the pid may still go to another. Rare, and the record names this guard.
 */
final class HandleProcess implements PinnedProcess {
    private final ProcessHandle handle;
    private final ProcessSnapshot snapshot;

    HandleProcess(ProcessHandle handle, ProcessSnapshot snapshot) {
        this.handle = handle;
        this.snapshot = snapshot;
    }

    @Override
    public ProcessSnapshot snapshot() {
        return snapshot;
    }

    @Override
    public String guard() {
        return "start-time";
    }

    @Override
    public boolean exited() {
        return !handle.isAlive();
    }

    @Override
    public SignalResult terminate() {
        return outcome(handle.destroy());
    }

    @Override
    public SignalResult kill() {
        return outcome(handle.destroyForcibly());
    }

    private SignalResult outcome(boolean sent) {
        if (sent) {
            return SignalResult.SENT;
        }
        return handle.isAlive() ? SignalResult.DENIED : SignalResult.GONE;
    }

    @Override
    public void close() {}
}
