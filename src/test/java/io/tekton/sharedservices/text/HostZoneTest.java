package io.tekton.sharedservices.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import org.junit.jupiter.api.Test;

class HostZoneTest {
    private static final List<ZoneId> ZONES = List.of(
            ZoneId.of("UTC"),
            ZoneId.of("Europe/Berlin"),
            ZoneId.of("America/St_Johns"),
            ZoneId.of("Asia/Kathmandu"),
            ZoneId.of("Australia/Lord_Howe"),
            ZoneId.of("-07:30"));
    private static final DateTimeFormatter SECONDS = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ssx", Locale.ROOT);
    private static final DateTimeFormatter DIGITS = DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss", Locale.ROOT);
    private static final DateTimeFormatter MILLIS =
            DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss.SSSXXX", Locale.ROOT);

    @Test
    void writesAndReadsMomentsAsJavaDoes() {
        long seed = System.nanoTime();
        System.out.println("HostZoneTest: seed " + seed);
        Random random = new Random(seed);
        long first = Instant.parse("1980-01-01T00:00:00Z").toEpochMilli();
        long last = Instant.parse("2090-01-01T00:00:00Z").toEpochMilli();

        for (int i = 0; i < 20_000; i++) {
            Instant moment = Instant.ofEpochMilli(first + (long) (random.nextDouble() * (last - first)))
                    .plusNanos(random.nextInt(1_000_000));
            ZoneId zone = ZONES.get(random.nextInt(ZONES.size()));
            HostZone written = HostZone.of(zone);

            assertThat(written.seconds(moment))
                    .isEqualTo(SECONDS.format(moment.atZone(zone)).replaceFirst("([+-]\\d\\d)(\\d\\d)$", "$1:$2"));
            assertThat(written.digits(moment)).isEqualTo(DIGITS.format(moment.atZone(zone)));
            assertThat(written.millis(moment)).isEqualTo(MILLIS.format(moment.atZone(zone)));
            assertThat(HostZone.parse(written.millis(moment))).isEqualTo(moment.truncatedTo(ChronoUnit.MILLIS));
        }
    }

    @Test
    void readsEveryOtherFormThatHasAnOffset() {
        for (String text : List.of(
                "2026-01-31T14:00Z",
                "2026-01-31T14:00:00+01:00",
                "2026-01-31T14:00:00.5-03:30",
                "2026-01-31T14:00:00.123456789Z",
                "2026-01-31T14:00:00.123+05:45:30",
                "+12026-01-31T14:00:00Z")) {
            assertThat(HostZone.parse(text))
                    .isEqualTo(OffsetDateTime.parse(text).toInstant());
        }
    }

    @Test
    void refusesWhatIsNoMoment() {
        for (String text : List.of(
                "",
                "yesterday",
                "2026-01-31T14:00:00.000",
                "2026-01-31 14:00:00.000Z",
                "2026-02-30T14:00:00.000Z",
                "2026-01-31T25:00:00.000Z",
                "2026-01-31T14:00:00.000Zulu",
                "2026-01-31T14:00:00.000+99:00",
                "2026-01-31T14:00:00.00\u0660Z")) {
            assertThatThrownBy(() -> HostZone.parse(text)).as(text).isInstanceOf(DateTimeException.class);
        }
    }
}
