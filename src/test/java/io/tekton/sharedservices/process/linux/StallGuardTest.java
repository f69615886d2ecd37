package io.tekton.sharedservices.process.linux;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class StallGuardTest {
    private static final Duration BOUND = Duration.ofSeconds(1);

    private final StallGuard guard = new StallGuard(BOUND);
    private final CountDownLatch stalled = new CountDownLatch(1);
    private final Map<Integer, Integer> visits = new ConcurrentHashMap<>();
    private final Set<Thread> threads = ConcurrentHashMap.newKeySet();

    @AfterEach
    void release() throws InterruptedException {
        stalled.countDown();
        for (Thread thread : threads) {
            thread.join();
        }
    }

    /** Gives back the pid; hangs at some, until the end of the test. */
    private IntFunction<@Nullable Integer> hangingAt(Set<Integer> pids) {
        return pid -> {
            visits.merge(pid, 1, Integer::sum);
            threads.add(Thread.currentThread());
            if (pids.contains(pid)) {
                try {
                    stalled.await();
                } catch (InterruptedException e) {
                    throw new IllegalStateException(e);
                }
            }
            return pid;
        };
    }

    private StallGuard.Visited<Integer> visit(int count, Set<Integer> hanging) {
        return guard.visit(IntStream.range(0, count).toArray(), () -> hangingAt(hanging));
    }

    @Test
    void visitsAllInOrder() {
        assertThat(visit(1000, Set.of()).results())
                .isEqualTo(IntStream.range(0, 1000).boxed().toList());
    }

    @Test
    void leavesOutWhatGaveNothing() {
        assertThat(guard.visit(new int[] {1, 2, 3}, () -> pid -> pid == 2 ? null : pid)
                        .results())
                .containsExactly(1, 3);
    }

    @Test
    void passesOverThoseThatHangWhereverTheyStand() {
        StallGuard.Visited<Integer> visited = visit(6, Set.of(0, 3, 5));

        assertThat(visited.results()).containsExactly(1, 2, 4);
        assertThat(visited.hung()).containsExactly(0, 3, 5);
    }

    @Test
    void doesNotVisitAgainWhatStillHangs() throws InterruptedException {
        visit(6, Set.of(2, 3));
        int threadsOfTheFirst = threads.size();

        StallGuard.Visited<Integer> again = visit(6, Set.of(2, 3));

        assertThat(again.results()).containsExactly(0, 1, 4, 5);
        assertThat(again.hung()).containsExactly(2, 3);
        assertThat(visits).containsEntry(2, 1).containsEntry(3, 1);
        // one that has answered may be on its way to its end
        while (threads.stream().filter(Thread::isAlive).count() > threadsOfTheFirst) {
            Thread.sleep(1);
        }
    }

    @Test
    void visitsAgainWhatHangsNoLonger() throws InterruptedException {
        visit(3, Set.of(1));
        release();

        StallGuard.Visited<Integer> again = visit(3, Set.of());

        assertThat(again.results()).containsExactly(0, 1, 2);
        assertThat(again.hung()).isEmpty();
    }

    @Test
    void losesPatienceWithManyThatHang() {
        Set<Integer> all = IntStream.range(0, 100).boxed().collect(Collectors.toSet());

        // With the same patience for each of them this would take 100 s, more than the test may.
        StallGuard.Visited<Integer> visited = visit(100, all);

        assertThat(visited.hung()).hasSize(100);
    }

    @Test
    void handsOnWhatAVisitorThrows() {
        RuntimeException thrown = new IllegalArgumentException("from a visitor");

        assertThatThrownBy(() -> guard.visit(new int[] {1, 2}, () -> pid -> {
                    throw thrown;
                }))
                .isSameAs(thrown);
    }

    @Test
    void doesNotDropResultsWhenInterrupted() {
        Thread.currentThread().interrupt();

        List<Integer> results = visit(50, Set.of()).results();

        assertThat(Thread.interrupted()).isTrue();
        assertThat(results).hasSize(50);
    }
}
