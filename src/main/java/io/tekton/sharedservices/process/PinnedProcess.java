package io.tekton.sharedservices.process;

/**
 * A process held in such a way that a signal reaches it or nothing. Closing lets go of it and does nothing to it. Not
 * for use by several threads at once.
 */
public interface PinnedProcess extends AutoCloseable {
    /** What was read of it through the pin. */
    ProcessSnapshot snapshot();

    /** How it is held, for the record: {@code pidfd}, or {@code start-time} for the weaker guard. */
    String guard();

    /** Whether it has ended; a zombie has. */
    boolean exited();

    /** Sends SIGTERM. */
    SignalResult terminate();

    /** Sends SIGKILL. */
    SignalResult kill();

    @Override
    void close();
}
