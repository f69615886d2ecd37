package io.tekton.sharedservices.embedded;

import io.tekton.sharedservices.concurrent.StopFlag;
import io.tekton.sharedservices.journal.AuditException;
import io.tekton.sharedservices.journal.Run;
import io.tekton.sharedservices.schedule.JobStatus;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Start, stop and turns of a service that is embedded in another program: between start and stop it holds the store,
 * otherwise each run opens it for itself. Thread-safe.
 */
public final class EmbeddedLife<S extends EmbeddedLife.Started> {
    /** What runs between start and stop. */
    interface Started {
        /** Empty where the job is switched off. */
        Optional<JobStatus> job();

        /** The last run that shows how the job is; empty if there is none, or if the job is switched off. */
        default Optional<Run> lastRun() {
            return job().map(JobStatus::lastRun);
        }

        /**
         * Ends the run that is on and begins no other.
         *
         * @return whether all came to its end in time
         */
        boolean end();

        /** After {@link #end}. */
        void closeStore();
    }

    private final Supplier<S> starting;
    private final Predicate<Run> remembered;
    private final Object life = new Object();
    private final ReentrantLock runs = new ReentrantLock();
    private volatile StopFlag stop = new StopFlag();
    private volatile @Nullable S started;
    private volatile @Nullable Run last;

    /** As {@link #EmbeddedLife(Supplier, Predicate)}, where every run is a last one. */
    public EmbeddedLife(Supplier<S> starting) {
        this(starting, run -> true);
    }

    /**
     * @param starting opens the store and begins to run; what it throws, {@link #start} throws
     * @param remembered which runs in turn are reported as the last one
     */
    public EmbeddedLife(Supplier<S> starting, Predicate<Run> remembered) {
        this.starting = starting;
        this.remembered = remembered;
    }

    /** Does nothing if it is started. Waits for a run in turn that is on. */
    public void start() {
        synchronized (life) {
            if (started != null) {
                return;
            }
            runs.lock();
            try {
                started = starting.get();
            } finally {
                runs.unlock();
            }
        }
    }

    /**
     * Does work when no other work in turn is on.
     *
     * @param work gets what is started, null where nothing is, and what stops it
     * @param run the run that it was
     */
    public <T> T inTurn(BiFunction<@Nullable S, StopFlag, T> work, Function<T, Run> run) {
        runs.lock();
        try {
            StopFlag flag = new StopFlag();
            stop = flag;
            T report = work.apply(started, flag);
            Run ran = run.apply(report);
            if (remembered.test(ran)) {
                last = ran;
            }
            return report;
        } finally {
            runs.unlock();
        }
    }

    /**
     * Ends the run that is on and, if it is started, all of it, and closes the store.
     *
     * @return whether all that ran came to its end in time; if not, the store is closed to it
     */
    public boolean stop() {
        stop.raise();
        synchronized (life) {
            S ending = started;
            if (ending == null) {
                return true;
            }
            last = lastOf(ending);
            boolean ended = ending.end();
            if (ended) {
                // A caller that waits for its turn comes after the store is closed, and opens it itself.
                runs.lock();
            }
            try {
                last = lastOf(ending);
                started = null;
                ending.closeStore();
            } finally {
                if (ended) {
                    runs.unlock();
                }
            }
            return ended;
        }
    }

    private @Nullable Run lastOf(S ending) {
        try {
            return ending.lastRun().orElse(last);
        } catch (AuditException e) {
            // a store that fails is closed all the same
            return last;
        }
    }

    /**
     * Its status; waits for no run.
     *
     * @param ofStarted asks the store; gets the last run that is known of without it, or null
     * @param ofStopped gets the same
     * @throws AuditException if it is started and the store cannot be read
     */
    public <T> T status(BiFunction<S, @Nullable Run, T> ofStarted, Function<@Nullable Run, T> ofStopped) {
        S now = started;
        if (now == null) {
            return ofStopped.apply(last);
        }
        try {
            return ofStarted.apply(now, last);
        } catch (AuditException e) {
            if (started == now) {
                throw e;
            }
            // it was stopped in the meantime
            return status(ofStarted, ofStopped);
        }
    }
}
