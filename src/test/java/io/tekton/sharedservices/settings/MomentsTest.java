package io.tekton.sharedservices.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tekton.sharedservices.text.HostZone;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MomentsTest {
    private static final Instant NOON = Instant.parse("2026-01-31T12:00:00Z");
    private static final ZoneId ZONE = ZoneId.of("America/St_Johns");

    private static Instant parsed(String text) {
        return Moments.parse(text, Clock.fixed(NOON, ZONE), () -> ZONE);
    }

    @ParameterizedTest
    @CsvSource({
        "2h, 2026-01-31T10:00:00Z",
        "3d, 2026-01-28T12:00:00Z",
        "2026-01-31, 2026-01-31T03:30:00Z",
        "2026-01-31T14:00, 2026-01-31T17:30:00Z",
        "2026-01-31 14:00:00, 2026-01-31T17:30:00Z",
        "2026-01-31T14:00:00.250, 2026-01-31T17:30:00.250Z",
        "2026-01-31T14:00Z, 2026-01-31T14:00:00Z",
        "2026-01-31T14:00:00+01:00, 2026-01-31T13:00:00Z",
        "2026-01-31T14:00:00+0100, 2026-01-31T13:00:00Z",
        "2026-01-31 14:00:00+01, 2026-01-31T13:00:00Z",
        "2026-01-31 14:00+01, 2026-01-31T13:00:00Z",
        "2026-01-31 14:00:00-03:30, 2026-01-31T17:30:00Z",
        "2026-01-31 14:00:00.5-0330, 2026-01-31T17:30:00.500Z"
    })
    void readsAgesDatesAndTimes(String text, Instant moment) {
        assertThat(parsed(text)).isEqualTo(moment);
    }

    @Test
    void readsEveryTimeThatTheProgramShows() {
        for (String zone : ZoneId.getAvailableZoneIds()) {
            String shown = HostZone.of(ZoneId.of(zone)).seconds(NOON);

            assertThat(parsed(shown)).as(zone + ": " + shown).isEqualTo(NOON);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "yesterday",
                "3",
                "2026-02-30",
                "2026-01-31T",
                "2026-01-31T25:00",
                "2026-01-31-01",
                "2026-01-31T14",
                "2026-01-31T14:00+99",
                "2026-01-31T14:00+1",
                "2026-01-31T14:00+01:0",
                "2026-01-31T14:00 Z",
                "31.01.2026"
            })
    void refusesEverythingElseAndSaysWhatIsAllowed(String text) {
        assertThatThrownBy(() -> parsed(text))
                .isInstanceOfSatisfying(
                        InvalidValueException.class,
                        e -> assertThat(e.allowed()).isEqualTo(Moments.ALLOWED));
    }
}
