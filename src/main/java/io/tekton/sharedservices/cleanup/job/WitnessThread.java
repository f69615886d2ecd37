package io.tekton.sharedservices.cleanup.job;

import io.tekton.sharedservices.concurrent.StopFlag;
import io.tekton.sharedservices.config.ServiceSettings;
import io.tekton.sharedservices.process.ProcessTable;
import io.tekton.sharedservices.process.ProcessTableException;
import io.tekton.sharedservices.runtime.RuntimeContext;
import io.tekton.sharedservices.text.Causes;
import java.io.UncheckedIOException;
import java.time.Duration;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.Logger;
import org.jspecify.annotations.Nullable;

/** Samples ownership every few seconds while owner rules are in force, in a thread of its own. */
final class WitnessThread implements AutoCloseable {
    /** How often it checks for owner rules while there are none. */
    private static final Duration IDLE = Duration.ofSeconds(5);

    private static final Duration LONGEST_SAMPLE = Duration.ofSeconds(2);

    private final Logger logger = LogManager.getLogger("daemon");
    private final RuntimeContext context;
    private final StopFlag stop = new StopFlag();
    private volatile @Nullable ServiceSettings settings;
    private volatile @Nullable String trouble;
    private @Nullable ServiceSettings tableOf;
    private @Nullable ProcessTable table;
    private @Nullable Thread thread;

    WitnessThread(RuntimeContext context) {
        this.context = context;
    }

    /** These settings apply from the next sample on. */
    void use(ServiceSettings now) {
        settings = now;
    }

    /** Why the last sample failed; null where it did not. */
    @Nullable
    String trouble() {
        return trouble;
    }

    synchronized void start() {
        if (thread == null) {
            Thread started = new Thread(this::run, "witness");
            started.setDaemon(true);
            started.start();
            thread = started;
        }
    }

    private void run() {
        boolean stopped = false;
        while (!stopped) {
            ServiceSettings now = settings;
            Duration pause = IDLE;
            if (now != null
                    && now.cleanupJob().enabled()
                    && now.cleanup().rules().witnessOwners()) {
                sample(now);
                pause = now.cleanup().ownersSample();
            } else {
                trouble = null;
                context.witness().letGo();
            }
            stopped = stop.await(pause);
        }
        context.witness().letGo();
    }

    private void sample(ServiceSettings now) {
        try {
            ProcessTable processes = table;
            if (processes == null || !now.equals(tableOf)) {
                processes = context.processes(now);
                table = processes;
                tableOf = now;
            }
            context.witness().holdOwners();
            context.witness().sample(processes, now.cleanup().rules());
            trouble = null;
        } catch (ProcessTableException | UncheckedIOException e) {
            if (trouble == null) {
                logger.warn("ownership could not be witnessed", e);
            }
            trouble = Causes.of(e);
        } catch (RuntimeException e) {
            logger.error("a sample of ownership failed", e);
            trouble = Causes.of(e);
        }
    }

    /** Ends it after the sample that is on. */
    @Override
    public synchronized void close() {
        stop.raise();
        if (thread == null) {
            return;
        }
        try {
            thread.join(LONGEST_SAMPLE.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
