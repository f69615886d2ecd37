package io.tekton.sharedservices.journal.leftover;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What cannot be is no record. */
class LeftoverRecordsTest {
    private static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");

    private static LeftoverAction action(
            int number, @Nullable Instant settledAt, LeftoverAction.@Nullable Result result) {
        return new LeftoverAction(
                "run-1",
                number,
                LeftoverAction.Kind.QUARANTINE,
                "/tmp/a.sock",
                "/tmp/quarantine/1",
                "socket",
                "mine",
                1,
                2,
                0,
                1,
                null,
                NOON,
                settledAt,
                result,
                null);
    }

    @Test
    void anActionIsOpenOrSettledAndCountedFromOne() {
        assertThat(action(1, null, null).result()).isNull();
        assertThat(action(1, NOON, LeftoverAction.Result.DONE).settledAt()).isEqualTo(NOON);
        assertThatThrownBy(() -> action(1, NOON, null)).hasMessage("action 1 of run run-1 is settled by halves");
        assertThatThrownBy(() -> action(1, null, LeftoverAction.Result.DONE))
                .hasMessage("action 1 of run run-1 is settled by halves");
        assertThatThrownBy(() -> action(0, null, null)).hasMessage("actions are counted from 1, not 0");
    }

    @ParameterizedTest
    @CsvSource({"0, 0, true", "7, 2, true", "-1, 1, false", "1, -1, false"})
    void sizesAreNotNegative(long bytes, long entries, boolean allowed) {
        if (allowed) {
            assertThat(leftover(bytes, entries).bytes()).isEqualTo(bytes);
        } else {
            assertThatThrownBy(() -> leftover(bytes, entries))
                    .hasMessage("sizes must not be negative: " + bytes + " bytes, " + entries + " entries");
        }
    }

    private static RecordedLeftover leftover(long bytes, long entries) {
        return new RecordedLeftover(
                "/tmp/a.sock",
                "socket",
                "mine",
                1,
                2,
                bytes,
                entries,
                NOON,
                null,
                RecordedLeftover.Verdict.SPARED,
                "young",
                "it is too young");
    }
}
