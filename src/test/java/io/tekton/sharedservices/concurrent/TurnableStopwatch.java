package io.tekton.sharedservices.concurrent;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Time that passes only where somebody pauses, and lets a test do something in each pause. */
public final class TurnableStopwatch implements Stopwatch {
    private final List<Duration> pauses = new ArrayList<>();
    private final InPause inPause;
    private Duration ignored = Duration.ZERO;
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
        nanos += duration.toNanos();
        if (duration.equals(ignored)) {
            return;
        }
        pauses.add(duration);
        inPause.run();
    }

    /** Lets time pass in pauses of this length, and nothing else. */
    public TurnableStopwatch ignoring(Duration pause) {
        ignored = pause;
        return this;
    }

    /** Every pause so far, in order. */
    public List<Duration> pauses() {
        return List.copyOf(pauses);
    }
}
