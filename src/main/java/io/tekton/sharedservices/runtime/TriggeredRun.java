package io.tekton.sharedservices.runtime;

import io.tekton.sharedservices.api.JobAnswer;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import org.apache.logging.log4j.LogManager;

/** A run that a caller triggers without waiting for its end, in its own thread. */
public final class TriggeredRun {
    private final Running running;
    private final CompletableFuture<Optional<JobAnswer.Refused>> underWay = new CompletableFuture<>();

    private TriggeredRun(Running running) {
        this.running = running;
    }

    /** Runs it to its end. */
    public interface Running {
        /**
         * @param begun to be called when it is under way
         * @return empty if it ran
         */
        Optional<JobAnswer.Refused> run(Runnable begun);
    }

    /**
     * Begins, and waits until the run is under way, or refused, or has failed to begin.
     *
     * @return empty when it is under way
     */
    public static Optional<JobAnswer.Refused> begin(Running running) {
        return new TriggeredRun(running).begin();
    }

    private Optional<JobAnswer.Refused> begin() {
        Thread thread = new Thread(this::run, "triggered-run");
        thread.setDaemon(true);
        thread.start();
        try {
            return underWay.get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Optional.of(new JobAnswer.Refused("stopped", "the daemon is stopping"));
        } catch (ExecutionException e) {
            if (e.getCause() instanceof RuntimeException failure) {
                throw failure;
            }
            throw new IllegalStateException("a run that was triggered gave no answer", e);
        }
    }

    private void run() {
        try {
            underWay.complete(running.run(() -> underWay.complete(Optional.empty())));
        } catch (RuntimeException | Error e) {
            if (!underWay.completeExceptionally(e)) {
                LogManager.getLogger("daemon").error("a run that was triggered threw", e);
            }
        }
    }
}
