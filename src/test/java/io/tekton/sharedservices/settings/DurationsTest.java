package io.tekton.sharedservices.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DurationsTest {

    @ParameterizedTest
    @CsvSource({
        "1500ms, PT1.5S",
        "90s, PT90S",
        "30m, PT30M",
        "2h, PT2H",
        "7d, P7D",
        "1h30m, PT1H30M",
        "1d12h, PT36H",
        "0s, PT0S",
        "' 5m ', PT5M",
        "1m500ms, PT60.5S",
        "36500d, P36500D",
        "007s, PT7S"
    })
    void readsANumberWithItsUnit(String text, Duration expected) {
        assertThat(Durations.parse(text)).isEqualTo(expected);
    }

    @ParameterizedTest
    @ValueSource(strings = {"5", "0", "3600", " 12 ", "99999999999999999999999"})
    void refusesANumberAloneAndNamesTheSuffixes(String text) {
        assertThatThrownBy(() -> Durations.parse(text))
                .isInstanceOf(InvalidValueException.class)
                .hasMessage("has no unit; allowed: a whole number with ms, s, m, h or d, such as 90s, 30m, 2h or 7d");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", " ", "h", "2H", "2 h", "1.5h", "30m1h", "1h1h", "2w", "2hours", "+2h", "P1D", "١h", "1h30"})
    void refusesWhatIsNoDuration(String text) {
        assertThatThrownBy(() -> Durations.parse(text)).hasMessageStartingWith("is not a duration; allowed: ");
    }

    @Test
    void refusesANegativeOne() {
        assertThatThrownBy(() -> Durations.parse("-5m")).hasMessageStartingWith("is negative; allowed: ");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "36501d",
                "36500d1ms",
                "9223372036854775807ms",
                "9223372036854775807d",
                "99999999999999999999h",
                "106751991167d9223372036854775807ms"
            })
    void refusesOneThatIsTooLongInsteadOfOverflowing(String text) {
        assertThatThrownBy(() -> Durations.parse(text)).hasMessage("is too long; allowed: at most 36500d");
    }

    @ParameterizedTest
    @CsvSource({"6, PT6H", "0, PT0S", "90m, PT90M", "' 2 ', PT2H"})
    void takesANumberAloneForHoursWhereThatIsMeant(String text, Duration expected) {
        assertThat(Durations.parse(Durations.bareNumberAsHours(text))).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource({
        "6, 6h",
        "2h, 2h",
        "-1, -1",
        "'', ''",
        "12.0, 12h",
        "1.5, 1h30m",
        "4.0, 4h",
        "0.5, 30m",
        ".25, 15m",
        "2., 2h",
        "0.0, 0s",
        "0.00000001, 1ms",
        "1.00001, 1h36ms",
        "48.5, 2d30m",
        "-1.5, -1.5",
        "1.5.0, 1.5.0",
        "1e3, 1e3",
        "., .",
        "99999999999999999999.5, 99999999999999999999h"
    })
    void hoursAreAddedToABareNumberOnly(String text, String expected) {
        assertThat(Durations.bareNumberAsHours(text)).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource({
        "PT6H, 6h",
        "PT90S, 90s",
        "PT1H30M, 1h30m",
        "PT60S, 1m",
        "PT120S, 2m",
        "PT121S, 2m1s",
        "P90D, 90d",
        "PT36H, 1d12h",
        "PT0S, 0s",
        "PT1.5S, 1500ms",
        "PT10.5S, 10s500ms",
        "PT10S, 10s",
        "PT0.0000009S, 0s",
        "PT-90S, -90s"
    })
    void writesTheShortForm(Duration duration, String expected) {
        assertThat(Durations.format(duration)).isEqualTo(expected);
    }

    @Test
    void readsBackWhatItWrites() {
        long seed = new Random().nextLong();
        System.out.println("DurationsTest.readsBackWhatItWrites: seed " + seed);
        Random random = new Random(seed);

        for (int i = 0; i < 10_000; i++) {
            Duration duration = Duration.ofMillis(random.nextLong(1L << random.nextInt(1, 41)));

            assertThat(Durations.parse(Durations.format(duration))).isEqualTo(duration);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "PT6H, 6 hours",
        "PT1H, 1 hour",
        "PT2H5M7S, 2 hours 5 minutes",
        "P1DT1H, 1 day 1 hour",
        "PT0S, 0 seconds",
        "PT0.25S, 250 milliseconds",
        "PT1.5S, 1 second",
        "PT90S, 1 minute 30 seconds",
        "PT-5S, minus 5 seconds",
        "P1DT5S, 1 day"
    })
    void speaksToPeopleInWords(Duration duration, String expected) {
        assertThat(Durations.human(duration)).isEqualTo(expected);
    }
}
