package io.tekton.sharedservices.web.dashboard;

import static org.assertj.core.api.Assertions.assertThat;

import io.tekton.sharedservices.journal.query.Leak;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Sums of leaks by one of their facts. */
class LeaksTest {
    private static final List<Leak> LEAKS = List.of(
            new Leak("apollo", "op", "python3", "specialist", null, 3, 2, 100),
            new Leak("numa", "op", "python3", "specialist", "agent", 4, 4, 10),
            new Leak("apollo", "ci", "node", "wrapper", "agent", 2, 2, 1),
            new Leak(null, "ci", "node", "wrapper", "shell", 1, 0, 0));

    @Test
    void addsUpWhatHasOneNameTheLargestFirst() {
        assertThat(Leaks.by(Leak::component, LEAKS))
                .containsExactly(new Leaks.Sum("apollo", 5, 4, 101), new Leaks.Sum("numa", 4, 4, 10));
        assertThat(Leaks.by(Leak::user, LEAKS))
                .containsExactly(new Leaks.Sum("op", 7, 6, 110), new Leaks.Sum("ci", 3, 2, 1));
        assertThat(Leaks.by(Leak::owner, LEAKS))
                .containsExactly(new Leaks.Sum("agent", 6, 6, 11), new Leaks.Sum("shell", 1, 0, 0));
        assertThat(Leaks.sum("", LEAKS)).isEqualTo(new Leaks.Sum("", 10, 8, 111));
    }

    @Test
    void showsTheTenLargest() {
        List<Leak> many = new ArrayList<>();
        for (int i = 1; i <= 30; i++) {
            many.add(new Leak("c" + i, null, "p", "r", null, i, i, i));
        }

        assertThat(Leaks.by(Leak::component, many)).hasSize(10).first().isEqualTo(new Leaks.Sum("c30", 30, 30, 30));
        assertThat(Leaks.by(Leak::user, many)).isEmpty();
    }
}
