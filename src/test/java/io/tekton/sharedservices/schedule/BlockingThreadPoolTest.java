package io.tekton.sharedservices.schedule;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class BlockingThreadPoolTest {
    private static final int SIZE = 3;

    private final AtomicBoolean lastHandedOver = new AtomicBoolean();
    private final BlockingThreadPool pool = new BlockingThreadPool(SIZE, 7, () -> lastHandedOver.set(true));

    @Test
    void runsAsManyAtOnceAsItHasThreadsAndNoMore() throws Exception {
        AtomicInteger on = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        Set<Thread> threads = ConcurrentHashMap.newKeySet();
        CountDownLatch full = new CountDownLatch(SIZE);
        CountDownLatch done = new CountDownLatch(30);
        pool.initialize();

        for (int i = 0; i < 30; i++) {
            pool.runInThread(() -> {
                most.accumulateAndGet(on.incrementAndGet(), Math::max);
                threads.add(Thread.currentThread());
                full.countDown();
                awaitQuietly(full);
                on.decrementAndGet();
                done.countDown();
            });
        }

        assertThat(done.await(30, TimeUnit.SECONDS)).isTrue();
        assertThat(most).hasValue(SIZE);
        assertThat(pool.getPoolSize()).isEqualTo(SIZE);
        assertThat(threads).hasSize(SIZE).allMatch(thread -> thread.isDaemon() && thread.getPriority() == 7);
        pool.shutdown(true);
    }

    @Test
    void saysHowManyThreadsAreFreeOnceOneIs() throws Exception {
        CountDownLatch first = new CountDownLatch(1);
        CountDownLatch others = new CountDownLatch(1);
        pool.initialize();

        assertThat(pool.blockForAvailableThreads()).isEqualTo(SIZE);
        pool.runInThread(() -> awaitQuietly(first));
        assertThat(pool.blockForAvailableThreads()).isEqualTo(SIZE - 1);
        pool.runInThread(() -> awaitQuietly(others));
        pool.runInThread(() -> awaitQuietly(others));
        Semaphore asked = new Semaphore(0);
        AtomicInteger free = new AtomicInteger();
        Thread quartz = new Thread(() -> {
            asked.release();
            free.set(pool.blockForAvailableThreads());
        });
        quartz.start();
        asked.acquire();
        while (quartz.getState() != Thread.State.WAITING) {
            Thread.onSpinWait();
        }
        assertThat(free).hasValue(0);
        first.countDown();
        quartz.join();

        assertThat(free).hasValue(1);
        others.countDown();
        pool.shutdown(true);
    }

    /** An interrupt in the middle of a write closes the store for everybody. */
    @Test
    void letsWhatRunsComeToItsEndAtShutdownAndInterruptsNothing() throws Exception {
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch mayEnd = new CountDownLatch(1);
        AtomicBoolean interrupted = new AtomicBoolean();
        AtomicBoolean ended = new AtomicBoolean();
        pool.initialize();
        pool.runInThread(() -> {
            begun.countDown();
            interrupted.set(!awaitQuietly(mayEnd));
            ended.set(true);
        });
        begun.await();

        Thread ending = new Thread(() -> pool.shutdown(true));
        ending.start();
        while (ending.getState() != Thread.State.TIMED_WAITING) {
            Thread.onSpinWait();
        }
        assertThat(lastHandedOver).isTrue();
        assertThat(ended).isFalse();
        ending.interrupt();
        mayEnd.countDown();
        ending.join();

        assertThat(ended).isTrue();
        assertThat(interrupted).isFalse();
    }

    @Test
    void goesOnAfterARunThatThrows() throws Exception {
        CountDownLatch done = new CountDownLatch(SIZE);
        pool.initialize();

        for (int i = 0; i < SIZE; i++) {
            pool.runInThread(() -> {
                Thread.currentThread().setUncaughtExceptionHandler((thread, failure) -> {});
                throw new IllegalStateException("a fault of the test's");
            });
        }
        for (int i = 0; i < SIZE; i++) {
            pool.runInThread(done::countDown);
        }

        assertThat(done.await(30, TimeUnit.SECONDS)).isTrue();
        pool.shutdown(true);
    }

    private static boolean awaitQuietly(CountDownLatch latch) {
        try {
            return latch.await(30, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            return false;
        }
    }
}
