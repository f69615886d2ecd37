package io.tekton.sharedservices.daemon;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.ref.WeakReference;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class SpareHeapTest {
    private static final Duration START = Duration.ofHours(3);

    @Test
    void nothingIsCollectedBeforeTheIntervalIsOverAndTheGarbageIsGoneThen() {
        SpareHeap heap = new SpareHeap(START);
        WeakReference<Object> garbage = garbage();

        heap.giveBack(START.plus(SpareHeap.INTERVAL).minusMillis(1));
        boolean early = garbage.get() == null;
        heap.giveBack(START.plus(SpareHeap.INTERVAL));

        assertThat(early).isFalse();
        assertThat(garbage.get()).isNull();
    }

    @Test
    void theNextIntervalBeginsWithTheCollection() {
        SpareHeap heap = new SpareHeap(START);
        Duration late = START.plus(SpareHeap.INTERVAL).plusSeconds(29);
        heap.giveBack(late);
        WeakReference<Object> garbage = garbage();

        heap.giveBack(late.plus(SpareHeap.INTERVAL).minusMillis(1));
        boolean early = garbage.get() == null;
        heap.giveBack(late.plus(SpareHeap.INTERVAL));

        assertThat(early).isFalse();
        assertThat(garbage.get()).isNull();
    }

    private static WeakReference<Object> garbage() {
        return new WeakReference<>(new byte[100]);
    }
}
