package io.tekton.sharedservices.text;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class NearestNameTest {

    private static final List<String> NAMES = List.of(
            "status",
            "start",
            "stop",
            "restart",
            "cleanup",
            "history",
            "audit",
            "--min-age",
            "--max-terminations",
            "orphan-cleanup.min-age",
            "orphan-cleanup.grace",
            "web.port");

    @ParameterizedTest
    @CsvSource({
        "clenaup, cleanup",
        "CLEANUP, cleanup",
        "cleanups, cleanup",
        "histroy, history",
        "statu, status",
        "strat, start",
        "--minage, --min-age",
        "--max-termination, --max-terminations",
        "orphan-cleanup.minage, orphan-cleanup.min-age",
        "orphan_cleanup.min_age, orphan-cleanup.min-age",
        "web.prt, web.port"
    })
    void namesWhatWasMeant(String typed, String meant) {
        assertThat(NearestName.among(typed, NAMES)).contains(meant);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "x", "frobnicate", "orphan-cleanup.foo", "web.thing"})
    void namesNothingWhereNothingIsNear(String typed) {
        assertThat(NearestName.among(typed, NAMES)).isEmpty();
    }

    @Test
    void staysBoundedOnHugeInput() {
        assertThat(NearestName.among("x".repeat(100_000), NAMES)).isEmpty();
    }

    @Test
    void isTheSameInAnyOrderOfTheCandidates() {
        assertThat(NearestName.among("aad", List.of("aab", "aac"))).contains("aab");
        assertThat(NearestName.among("aad", List.of("aac", "aab"))).contains("aab");
    }

    @ParameterizedTest
    @CsvSource({"'', abc, 3", "abc, abc, 0", "abc, acb, 1", "ca, abc, 3", "kitten, sitting, 3", "abcd, bacd, 1"})
    void countsEdits(String a, String b, int edits) {
        assertThat(NearestName.distance(a, b)).isEqualTo(edits);
        assertThat(NearestName.distance(b, a)).isEqualTo(edits);
    }
}
