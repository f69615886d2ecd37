package io.tekton.sharedservices.posix;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Time that passes only where somebody pauses, and lets a test do something in each pause. */
public final class TurnableStopwatch implements Stopwatch {
    private final List<Duration> pauses = new ArrayList<>();
    private final InPause inPause;
    private long nanos = Long.MAX_VALUE - 5; // a reading may overflow; only differences count

    /** What happens while somebody waits. */
    public interface InPause {
        void run() throws InterruptedException;
    }

    public TurnableStopwatch() {
        this(() -> {});
    }

    public TurnableStopwatch(InPause inPause) {
        this.inPause = inPause;
    }

    @Override
    public long nanos() {
        return nanos;
    }

    @Override
    public void pause(Duration duration) throws InterruptedException {
        pauses.add(duration);
        nanos += duration.toNanos();
        inPause.run();
    }

    /** Every pause so far, in order. */
    public List<Duration> pauses() {
        return List.copyOf(pauses);
    }
}
