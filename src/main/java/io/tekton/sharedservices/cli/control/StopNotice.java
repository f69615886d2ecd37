package io.tekton.sharedservices.cli.control;

import io.tekton.sharedservices.cleanup.CleanupListener;
import io.tekton.sharedservices.cleanup.verdict.AgeText;
import io.tekton.sharedservices.cli.view.Terminal;
import io.tekton.sharedservices.concurrent.StopFlag;
import java.time.Duration;
import java.util.function.LongSupplier;

/**
 * Says on Ctrl-C at once what a cleanup does until it ends, and how long that takes at most: what was signalled has the
 * rest of its grace, so that the record says what became of it. Thread-safe.
 */
public final class StopNotice implements CleanupListener {
    /** Enough for a registry read that waits for its lock, a scan of all processes, and the record. */
    public static final Duration TO_WIND_UP = Duration.ofSeconds(10);

    /** How long a process may take to end after SIGKILL. */
    static final Duration AFTER_KILL = Duration.ofSeconds(5);

    private final Terminal terminal;
    private final CleanupListener next;
    private Duration grace;
    private final LongSupplier nanos;
    private Phase phase = Phase.SCANNING;
    private long since;
    private boolean over;

    /**
     * @param grace what the command would wait; where the daemon runs the cleanup, it says its own
     * @param nanos as {@link System#nanoTime}
     */
    public StopNotice(Terminal terminal, CleanupListener next, Duration grace, LongSupplier nanos) {
        this.terminal = terminal;
        this.next = next;
        this.grace = grace;
        this.nanos = nanos;
        this.since = nanos.getAsLong();
    }

    public StopNotice on(StopFlag stop) {
        stop.onRaise(this::stopped);
        return this;
    }

    @Override
    public synchronized void grace(Duration ofTheRun) {
        grace = ofTheRun;
        next.grace(ofTheRun);
    }

    @Override
    public synchronized void progress(Phase newPhase, int done, int total) {
        if (newPhase != phase) {
            phase = newPhase;
            since = nanos.getAsLong();
        }
        next.progress(newPhase, done, total);
    }

    /** From now on a stop finds nothing to stop. */
    public synchronized void over() {
        over = true;
    }

    private synchronized void stopped() {
        if (over) {
            return;
        }
        String what = switch (phase) {
            case SCANNING, CONFIRMING ->
                "no process was signalled and none will be; the run ends in at most " + AgeText.words(TO_WIND_UP);
            case TERMINATING ->
                "no further process is signalled; those that were have their grace to end, at most "
                        + AgeText.words(grace.plus(TO_WIND_UP)) + ", and no SIGKILL follows";
            case WAITING ->
                "no SIGKILL follows; the processes that were signalled are watched to the end of their grace,"
                        + " at most " + AgeText.words(left(grace)) + ", so that the record says what became of them";
            case KILLING ->
                "no further process is signalled; those that were are watched for at most "
                        + AgeText.words(left(AFTER_KILL)) + ", so that the record says what became of them";
        };
        if (terminal.progress()) {
            // behind the "^C" that the terminal shows, or the line of progress
            terminal.err().println();
        }
        terminal.error("stopping: " + what);
    }

    /** Rounded up to whole seconds. */
    private Duration left(Duration whole) {
        Duration left = whole.minusNanos(nanos.getAsLong() - since).plusMillis(999);
        return left.isNegative() ? Duration.ZERO : Duration.ofSeconds(left.toSeconds());
    }
}
