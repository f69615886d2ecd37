package io.tekton.sharedservices.cleanup.job;

import io.tekton.sharedservices.api.JobAnswer;
import io.tekton.sharedservices.cleanup.CleanupListener;
import io.tekton.sharedservices.journal.Run;
import io.tekton.sharedservices.runtime.Refusal;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import org.apache.logging.log4j.LogManager;

/** A cleanup that a caller triggers without waiting for it, in its own thread. */
final class TriggeredCleanup {
    private final Running running;
    private final CompletableFuture<Optional<JobAnswer.Refused>> underWay = new CompletableFuture<>();

    TriggeredCleanup(Running running) {
        this.running = running;
    }

    /** Runs it to its end. */
    interface Running {
        /** @param listener is notified when it is under way */
        Run run(CleanupListener listener);
    }

    /**
     * Begins, and waits until the run is under way, or refused, or has failed to begin.
     *
     * @return empty when it is under way
     */
    Optional<JobAnswer.Refused> begin() {
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
            underWay.complete(Refusal.of(running.run((phase, done, total) -> underWay.complete(Optional.empty()))));
        } catch (RuntimeException | Error e) {
            if (!underWay.completeExceptionally(e)) {
                LogManager.getLogger("daemon").error("a run that was triggered threw", e);
            }
        }
    }
}
