package io.tekton.sharedservices.schedule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tekton.sharedservices.schedule.due.TickingHost;
import io.tekton.sharedservices.store.Store;
import io.tekton.sharedservices.store.database.StoreSettings;
import io.tekton.sharedservices.store.scheduler.SchedulerConnections;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What keeps Quartz from harming the store. */
class QuartzThreadsTest {
    @TempDir
    Path folder;

    @Test
    void runsQuartzsWorkWhereItsInterruptsDoNotReachIt() throws Exception {
        CountDownLatch interrupted = new CountDownLatch(1);
        CountDownLatch done = new CountDownLatch(1);
        AtomicBoolean reached = new AtomicBoolean(true);
        Thread quartz = new Thread(() -> {
            try {
                assertThat(interrupted.await(20, TimeUnit.SECONDS)).isTrue();
                reached.set(Thread.currentThread().isInterrupted());
            } catch (InterruptedException e) {
                reached.set(true);
            }
            done.countDown();
        });
        QuartzThreads threads = new QuartzThreads();

        threads.execute(quartz);
        quartz.interrupt();
        interrupted.countDown();

        assertThat(done.await(20, TimeUnit.SECONDS)).isTrue();
        assertThat(reached).isFalse();
        threads.awaitMainThread();
        threads.end();
    }

    /** Quartz would ask for ever, on a second connection, while nobody else could write. */
    @Test
    void doesNotAskOnASecondConnectionWhetherACommitWentThrough() throws SQLException {
        try (Store store = open();
                SchedulerConnections connections = store.schedulerConnections();
                Connection held = connections.getConnection()) {
            StoreJobStore jobStore = new StoreJobStore(connections, "any", new QuartzThreads());

            assertThat(held.isClosed()).isFalse();
            assertThatThrownBy(() -> jobStore.retryExecuteInNonManagedTXLock("TRIGGER_ACCESS", null))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("commit");
        }
    }

    @Test
    void getsNoConnectionAfterItsShutdownWhileTheStoreGoesOn() throws SQLException {
        try (Store store = open()) {
            SchedulerConnections connections = store.schedulerConnections();
            connections.getConnection().close();
            connections.shutdown();
            connections.getConnection().close();

            connections.close();

            assertThatThrownBy(connections::getConnection).hasMessageContaining("shut down");
            assertThat(connections.isHeldByThisThread()).isFalse();
            assertThat(store.facts().runs()).isZero();
        }
    }

    private Store open() {
        return Store.open(new StoreSettings(folder.resolve("state"), Duration.ZERO, "a test"), TickingHost.CLOCK);
    }
}
