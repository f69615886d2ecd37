package io.tekton.sharedservices.journal.query;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PurgedRangeTest {
    private static final String A = "a".repeat(64);
    private static final String B = "b".repeat(64);
    private static final String C = "c".repeat(64);

    private static TreeMap<Long, String> links(Object... numbersAndHashes) {
        TreeMap<Long, String> links = new TreeMap<>();
        for (int i = 0; i < numbersAndHashes.length; i += 2) {
            links.put(((Integer) numbersAndHashes[i]).longValue(), (String) numbersAndHashes[i + 1]);
        }
        return links;
    }

    @Test
    void joinsNeighboursAndKeepsTheHashOfTheLast() {
        assertThat(PurgedRange.of(links(1, A, 2, B, 4, C, 6, A, 7, B)))
                .containsExactly(new PurgedRange(1, 2, B), new PurgedRange(4, 4, C), new PurgedRange(6, 7, B));
        assertThat(PurgedRange.of(links(9, C))).containsExactly(new PurgedRange(9, 9, C));
        assertThat(PurgedRange.of(links())).isEmpty();
    }

    @Test
    void countsWhatIsGone() {
        assertThat(new PurgedRange(4, 4, A).events()).isEqualTo(1);
        assertThat(new PurgedRange(4, 9, A).events()).isEqualTo(6);
    }

    @Test
    void readsBackWhatItWrites() {
        List<PurgedRange> ranges = List.of(new PurgedRange(1, 12, A), new PurgedRange(15, 15, B));

        assertThat(PurgedRange.write(ranges)).isEqualTo("1-12:" + A + " 15-15:" + B);
        assertThat(PurgedRange.read(PurgedRange.write(ranges))).isEqualTo(ranges);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "null", "1-2", "1-2:abc", "-1-2:%s", "1-2:%s,3-4:%s", "1-2:%s ", "1-2:%s  3-4:%s", "x-2:%s"})
    void refusesWhatItNeverWrites(String text) {
        assertThatThrownBy(() -> PurgedRange.read(text.replace("%s", A))).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void refusesRangesThatAreNone() {
        assertThatThrownBy(() -> new PurgedRange(0, 1, A)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new PurgedRange(3, 2, A)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> PurgedRange.read("3-2:" + A)).isInstanceOf(IllegalArgumentException.class);
        assertThat(new PurgedRange(1, 1, A).first()).isEqualTo(1);
    }
}
