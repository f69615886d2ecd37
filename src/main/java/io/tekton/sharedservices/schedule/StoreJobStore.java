package io.tekton.sharedservices.schedule;

import io.tekton.sharedservices.store.scheduler.SchedulerConnections;
import org.quartz.SchedulerConfigException;
import org.quartz.impl.jdbcjobstore.InvalidConfigurationException;
import org.quartz.impl.jdbcjobstore.JobStoreTX;
import org.quartz.impl.jdbcjobstore.StdJDBCDelegate;
import org.quartz.spi.ThreadExecutor;

/** Quartz's job store on the connections of our store, made to keep their rules. */
@SuppressWarnings("unchecked") // of JobStoreTX itself, which overrides a generic method by a raw one
final class StoreJobStore extends JobStoreTX {
    private final SchedulerConnections connections;

    /** @param source under which Quartz finds the connections */
    StoreJobStore(SchedulerConnections connections, String source, ThreadExecutor threads) {
        this.connections = connections;
        setDataSource(source);
        setThreadExecutor(threads);
    }

    /** Configures it. */
    StoreJobStore with(EngineSettings engine) throws SchedulerConfigException {
        try {
            setDriverDelegateClass(StdJDBCDelegate.class.getName());
        } catch (InvalidConfigurationException e) {
            throw new SchedulerConfigException("Quartz has no delegate for H2", e);
        }
        setUseProperties("true");
        // The default is a lock of the JVM. One thread of Quartz takes it before its connection and another after it.
        // They would wait for each other, since our connection is a lock, too. Locks in the database are asked for on
        // the
        // connection.
        setUseDBLocks(true);
        setDbRetryInterval(5_000);
        setMisfireThreshold(engine.misfireThresholdMillis());
        return this;
    }

    /**
     * After a commit that failed Quartz asks on a second connection, again and again, whether it went through, while it
     * holds the first. Here that would stop all writers of the store for good. Quartz gets the answer that the commit
     * failed; if it did not, a trigger is left ACQUIRED, which the watch finds.
     */
    @Override
    protected <T> T retryExecuteInNonManagedTXLock(String lock, TransactionCallback<T> work) {
        if (connections.isHeldByThisThread()) {
            throw new IllegalStateException("a commit of the scheduler failed");
        }
        return super.retryExecuteInNonManagedTXLock(lock, work);
    }

    /** {@inheritDoc} After this no thread of Quartz is in the database, and none comes into it. */
    @Override
    public void shutdown() {
        super.shutdown();
        connections.close();
    }
}
