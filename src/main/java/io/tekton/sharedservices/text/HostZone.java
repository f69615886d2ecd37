package io.tekton.sharedservices.text;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.TimeZone;

/**
 * Moments as text, in one time zone. The code is written out and uses the older {@link TimeZone}, which is faster.
 * Before {@link ZoneId} knows its first offset, Java searches every library for zone rules, and
 * {@code DateTimeFormatter} generates code at run time. Together that took a sixth of a short command. Immutable.
 */
public final class HostZone {
    /** {@code 2026-01-31T14:00:00.000}, which an offset follows. */
    private static final int MILLIS_LENGTH = 23;

    private final TimeZone zone;

    private HostZone(TimeZone zone) {
        this.zone = zone;
    }

    /** That of this host. */
    public static HostZone ofHost() {
        return new HostZone(TimeZone.getDefault());
    }

    public static HostZone of(ZoneId zone) {
        return new HostZone(TimeZone.getTimeZone(zone));
    }

    /** The zone with all its rules. */
    public ZoneId id() {
        return zone.toZoneId();
    }

    /**
     * To the second, as people read it, with the offset as PostgreSQL writes it: {@code 2026-01-31 14:00:00+01},
     * {@code +00} for UTC, {@code +05:30} where the offset is no whole hour.
     */
    public String seconds(Instant moment) {
        OffsetDateTime time = at(moment);
        StringBuilder text = toTheSecond(time.toLocalDateTime(), ' ');
        int minutes = Math.abs(time.getOffset().getTotalSeconds() / 60);
        text.append(time.getOffset().getTotalSeconds() < 0 ? '-' : '+');
        twoDigits(text, minutes / 60);
        if (minutes % 60 != 0) {
            twoDigits(text.append(':'), minutes % 60);
        }
        return text.toString();
    }

    /** The same moment in digits alone, for names: {@code 20260131-140000}. */
    public String digits(Instant moment) {
        return toTheSecond(at(moment).toLocalDateTime(), '-')
                .toString()
                .replaceFirst("(....)-(..)-(..)-(..):(..):", "$1$2$3-$4$5");
    }

    /** ISO 8601 in whole milliseconds, with the offset: {@code 2026-01-31T14:00:00.000+01:00}, {@code Z} for none. */
    public String millis(Instant moment) {
        OffsetDateTime time = at(moment);
        StringBuilder text = toTheSecond(time.toLocalDateTime(), 'T').append('.');
        int millis = time.getNano() / 1_000_000;
        text.append((char) ('0' + millis / 100));
        return twoDigits(text, millis % 100).append(time.getOffset().getId()).toString();
    }

    private OffsetDateTime at(Instant moment) {
        return moment.atOffset(ZoneOffset.ofTotalSeconds(zone.getOffset(moment.toEpochMilli()) / 1_000));
    }

    private static StringBuilder toTheSecond(LocalDateTime time, char between) {
        StringBuilder text = new StringBuilder(32).append(time.toLocalDate()).append(between);
        twoDigits(text, time.getHour()).append(':');
        twoDigits(text, time.getMinute()).append(':');
        return twoDigits(text, time.getSecond());
    }

    private static StringBuilder twoDigits(StringBuilder text, int number) {
        return text.append((char) ('0' + number / 10)).append((char) ('0' + number % 10));
    }

    /**
     * Reads a time in ISO 8601 with an offset. The form that {@link #millis} writes has its own parser.
     *
     * @throws DateTimeException if it is none
     */
    public static Instant parse(String text) {
        int[] fields = new int[7];
        if (text.length() <= MILLIS_LENGTH || "Z+-".indexOf(text.charAt(MILLIS_LENGTH)) < 0 || !read(text, fields)) {
            return OffsetDateTime.parse(text).toInstant();
        }
        return LocalDateTime.of(fields[0], fields[1], fields[2], fields[3], fields[4], fields[5], fields[6] * 1_000_000)
                .toInstant(ZoneOffset.of(text.substring(MILLIS_LENGTH)));
    }

    /** Whether the text begins with year, month, day, hour, minute, second and milliseconds in that form. */
    private static boolean read(String text, int[] fields) {
        String form = "0000-11-22T33:44:55.666";
        for (int i = 0; i < MILLIS_LENGTH; i++) {
            char character = text.charAt(i);
            int field = form.charAt(i) - '0';
            boolean digit = field >= 0 && field < fields.length;
            if (digit ? character < '0' || character > '9' : character != form.charAt(i)) {
                return false;
            }
            if (digit) {
                fields[field] = fields[field] * 10 + (character - '0');
            }
        }
        return true;
    }
}
