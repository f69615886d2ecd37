package io.tekton.sharedservices.journal;

import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatNoException;

import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class RunCountsTest {
    private static final List<Integer> VALID = List.of(9, 5, 4, 1, 2, 1, 1);

    @Test
    void allowsAsManyResultsAsOrphans() {
        assertThatNoException().isThrownBy(() -> counts(VALID));
    }

    /** Where one count is negative; the sums are right. */
    static List<List<Integer>> negative() {
        return List.of(
                List.of(-1, 0, 0, 0, 0, 0, 0),
                List.of(9, 0, -1, 1, 0, 0, 0),
                List.of(9, 0, 1, -1, 0, 0, 0),
                List.of(9, 1, 1, 0, -1, 0, 0),
                List.of(9, 1, 1, 0, 0, -1, 0),
                List.of(9, 1, 1, 0, 0, 0, -1));
    }

    @ParameterizedTest
    @MethodSource("negative")
    void refusesANegativeCount(List<Integer> counts) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> counts(counts))
                .withMessage("a count must not be negative");
    }

    @Test
    void refusesMatchesThatAreNeitherOrphansNorSpared() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new RunCounts(9, 6, 4, 1, 0, 0, 0))
                .withMessage("matched 6 must be orphans 4 + spared 1");
    }

    @Test
    void refusesMoreResultsThanOrphans() {
        IntStream.rangeClosed(4, 6)
                .forEach(result -> assertThatIllegalArgumentException()
                        .isThrownBy(() -> counts(IntStream.range(0, VALID.size())
                                .mapToObj(i -> VALID.get(i) + (i == result ? 1 : 0))
                                .toList()))
                        .withMessage("terminated, killed and failed must not exceed the 4 orphans"));
    }

    private static RunCounts counts(List<Integer> of) {
        return new RunCounts(of.get(0), of.get(1), of.get(2), of.get(3), of.get(4), of.get(5), of.get(6));
    }
}
