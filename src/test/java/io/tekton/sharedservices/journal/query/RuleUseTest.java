package io.tekton.sharedservices.journal.query;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.junit.jupiter.api.Test;

class RuleUseTest {
    private static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");

    @Test
    void addsUpAndKeepsTheLaterRun() {
        RuleUse early = new RuleUse("match", "tool", 3, 1, NOON, "run-1");
        RuleUse late = new RuleUse("match", "tool", 4, 2, NOON.plusSeconds(1), "run-2");

        assertThat(early.plus(late)).isEqualTo(new RuleUse("match", "tool", 7, 3, NOON.plusSeconds(1), "run-2"));
        assertThat(late.plus(early)).isEqualTo(early.plus(late));
        assertThat(early.of("protect", "keep")).isEqualTo(new RuleUse("protect", "keep", 3, 1, NOON, "run-1"));
    }
}
