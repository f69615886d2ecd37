package io.tekton.sharedservices.settings;

import java.time.Clock;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Moments as people and scripts give them. */
public final class Moments {
    public static final String ALLOWED =
            "2h or 3d (ago), a date such as 2026-01-31, or a time such as 2026-01-31T14:00:00+01:00";

    private static final Pattern TIME =
            Pattern.compile("(\\d{4}-\\d{2}-\\d{2})[T ](.*?)(Z|(?<=:[0-9.]{2,20})[+-]\\d{2}(?::?\\d{2})?)?");

    private Moments() {}

    /**
     * Reads {@code 2h} (ago), a date, or a time in ISO 8601 or as this program shows it ({@code 2026-01-31
     * 14:00:00+01}).
     *
     * @param zone of a date, and of a time without an offset
     * @throws InvalidValueException if it is none of them
     */
    public static Instant parse(String value, Clock clock, Supplier<ZoneId> zone) {
        try {
            if (value.matches("\\d{4}-\\d{2}-\\d{2}")) {
                return LocalDate.parse(value).atStartOfDay(zone.get()).toInstant();
            }
            Matcher time = TIME.matcher(value);
            if (!time.matches()) {
                return clock.instant().minus(Durations.parse(value));
            }
            String local = time.group(1) + "T" + time.group(2);
            return time.group(3) == null
                    ? LocalDateTime.parse(local).atZone(zone.get()).toInstant()
                    : OffsetDateTime.parse(local + whole(time.group(3))).toInstant();
        } catch (DateTimeException | InvalidValueException e) {
            throw new InvalidValueException("is not a time", ALLOWED);
        }
    }

    /** {@code +01} and {@code +0100} as ISO 8601 in its extended form has them. */
    private static String whole(String offset) {
        return switch (offset.length()) {
            case 3 -> offset + ":00";
            case 5 -> offset.substring(0, 3) + ":" + offset.substring(3);
            default -> offset;
        };
    }
}
