package io.tekton.sharedservices.schedule.due;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tekton.sharedservices.settings.InvalidValueException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ScheduleTest {
    private static final Instant NOW = Instant.parse("2026-11-23T03:00:00Z");
    private static final ZoneId BERLIN = ZoneId.of("Europe/Berlin");
    private static final Duration HOUR = Duration.ofHours(1);

    private static Schedule parse(String text) {
        return Schedule.parse(text, HOUR, NOW, () -> BERLIN);
    }

    /** Finding the zone of the host takes every command as long as the rest of its settings. */
    @Test
    void asksForTheZoneOnlyWhereHoursAreMeant() {
        Supplier<ZoneId> none = () -> {
            throw new AssertionError("an interval has no hours");
        };

        assertThat(Schedule.parse("every 6h", HOUR, NOW, none)).isEqualTo(new Schedule.Every(Duration.ofHours(6)));
    }

    @Test
    void readsAnInterval() {
        assertThat(parse("every 6h")).isEqualTo(new Schedule.Every(Duration.ofHours(6)));
        assertThat(parse("every  90m").text()).isEqualTo("every 1h30m");
        assertThat(parse("every 1h")).isEqualTo(new Schedule.Every(HOUR));
    }

    @ParameterizedTest
    @ValueSource(strings = {"every 59m", "every 3599s"})
    void refusesAnIntervalThatIsTooShort(String text) {
        assertThatThrownBy(() -> parse(text))
                .isInstanceOf(InvalidValueException.class)
                .hasMessageContaining("too often");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "6h", "every", "every six hours", "every 6", "daily", "0 0 3 * *", "0 0 25 * * ?"})
    void refusesWhatIsNeitherForm(String text) {
        assertThatThrownBy(() -> parse(text)).isInstanceOf(InvalidValueException.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "0 0 3 * * ?",
                "0 0 * * * ?",
                "0 30 1,2,3 * * ?",
                "0 0 0/6 ? * MON-FRI",
                "0 0 0 29 2 ?",
                "0 0 3 1 1 ? 2027",
                "59 59 23 L * ?"
            })
    void readsACronExpressionWhoseFiringsLieAnHourApartAlsoWhenTheClocksChange(String text) {
        assertThat(parse(text)).isEqualTo(new Schedule.Cron(text, BERLIN));
        assertThat(parse(text).text()).isEqualTo(text);
    }

    @ParameterizedTest
    @ValueSource(strings = {"0 0,30 * * * ?", "* * * * * ?", "0 0,59 3 29 2 ?", "0 0/59 * * * ?", "0,1 0 0 1 1 ?"})
    void refusesFiringsThatLieCloserThanAnHour(String text) {
        assertThatThrownBy(() -> parse(text))
                .isInstanceOf(InvalidValueException.class)
                .hasMessageContaining("again after");
    }

    /** Found by a mutated settings file: seed 5186451696434. */
    @Test
    void saysWhatIsWrongWithoutTheNamesOfJavasClasses() {
        assertThatThrownBy(() -> parse("99999999999999999999 every 6h"))
                .isInstanceOf(InvalidValueException.class)
                .hasMessageContaining("99999999999999999999")
                .hasMessageNotContaining("Exception");
    }

    /** Lord Howe Island changes its clocks by half an hour. */
    @Test
    void seesThatAChangeOfTheClocksBringsFiringsTogether() {
        String hourly = "0 30 * * * ?";
        assertThat(parse(hourly)).isNotNull();

        assertThatThrownBy(() -> Schedule.parse(hourly, HOUR, NOW, () -> ZoneId.of("Australia/Lord_Howe")))
                .isInstanceOf(InvalidValueException.class)
                .hasMessageContaining("again after 30m");
    }

    @Test
    void refusesAnExpressionThatNeverFires() {
        assertThatThrownBy(() -> parse("0 0 3 1 1 ? 2020"))
                .isInstanceOf(InvalidValueException.class)
                .hasMessageContaining("never fires");
    }

    @Test
    void checksLeapDaysToo() {
        assertThatThrownBy(() -> parse("0 0,1 0 29 2 ?")).hasMessageContaining("2028-02-28T23:00:00Z");
    }

    @Test
    void allowsEverySecondWhereASecondIsTheShortest() {
        assertThat(Schedule.parse("* * * * * ?", Duration.ofSeconds(1), NOW, () -> BERLIN))
                .isNotNull();
    }
}
