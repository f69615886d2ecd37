package io.tekton.sharedservices.process.portable;

import io.tekton.sharedservices.process.PinnedProcess;
import io.tekton.sharedservices.process.ProcessNode;
import io.tekton.sharedservices.process.ProcessSnapshot;
import io.tekton.sharedservices.process.Reading;
import io.tekton.sharedservices.process.SignalResult;
import java.util.function.BooleanSupplier;
import java.util.function.IntFunction;

/**
 * A process held by a {@link ProcessHandle}, where there is no pidfd. Its start time is compared before each signal,
 * here and by the JDK. Between that check and the signal, the pid may still be reused. That is rare, and the record
 * names this guard.
 */
public final class HandleProcess implements PinnedProcess {
    private final ProcessHandle handle;
    private final ProcessSnapshot snapshot;
    private final IntFunction<Reading<ProcessNode>> reader;

    /**
     * @param snapshot read after the handle was made
     * @param reader reads the process that has a pid now
     */
    public HandleProcess(ProcessHandle handle, ProcessSnapshot snapshot, IntFunction<Reading<ProcessNode>> reader) {
        this.handle = handle;
        this.snapshot = snapshot;
        this.reader = reader;
    }

    @Override
    public ProcessSnapshot snapshot() {
        return snapshot;
    }

    @Override
    public String guard() {
        return "start-time";
    }

    /** {@inheritDoc} The handle alone is not enough: the JDK treats a zombie as alive. */
    @Override
    public boolean exited() {
        if (!handle.isAlive()) {
            return true;
        }
        Reading<ProcessNode> now = reader.apply(snapshot.pid());
        return now instanceof Reading.Gone<ProcessNode>
                || (now instanceof Reading.Present<ProcessNode> present
                        && (present.value().zombie()
                                || !present.value().identity().equals(snapshot.identity())));
    }

    @Override
    public SignalResult terminate() {
        return send(handle::destroy);
    }

    @Override
    public SignalResult kill() {
        return send(handle::destroyForcibly);
    }

    private SignalResult send(BooleanSupplier signal) {
        if (exited()) {
            return SignalResult.GONE;
        }
        if (reader.apply(snapshot.pid()) instanceof Reading.Present<ProcessNode> present
                && present.value().identity().equals(snapshot.identity())
                && signal.getAsBoolean()) {
            return SignalResult.SENT;
        }
        return exited() ? SignalResult.GONE : SignalResult.DENIED;
    }

    @Override
    public void close() {}
}
