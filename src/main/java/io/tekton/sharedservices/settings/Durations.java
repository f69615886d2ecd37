package io.tekton.sharedservices.settings;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Duration;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Durations as people write them: {@code 1500ms}, {@code 90s}, {@code 30m}, {@code 2h}, {@code 7d}, and joined from
 * long to short, {@code 1h30m}. None is negative and none exceeds {@link #LONGEST}, so that adding one to a date cannot
 * overflow.
 */
public final class Durations {

    /** A hundred years. */
    public static final Duration LONGEST = Duration.ofDays(36_500);

    private static final Set<String> HOURS = Set.of("--min-age", "--orphan-min-age", "--orphan-interval");
    private static final String ALLOWED = "a whole number with ms, s, m, h or d, such as 90s, 30m, 2h or 7d";
    private static final Pattern SHAPE =
            Pattern.compile("(?:(?<d>\\d+)d)?(?:(?<h>\\d+)h)?(?:(?<m>\\d+)m(?!s))?(?:(?<s>\\d+)s)?(?:(?<ms>\\d+)ms)?");
    private static final Pattern DECIMAL = Pattern.compile("\\d+\\.\\d*|\\.\\d+");
    private static final String[] UNITS = {"d", "h", "m", "s", "ms"};
    private static final long[] MILLIS = {86_400_000, 3_600_000, 60_000, 1_000, 1};
    private static final String[] WORDS = {"day", "hour", "minute", "second", "millisecond"};
    private static final int LONGEST_TEXT = 60;

    private Durations() {}

    /**
     * Reads a duration; a number alone is a fault, whatever it is.
     *
     * @throws InvalidValueException if it is none; the message names the suffixes
     */
    public static Duration parse(String text) {
        String given = text.strip();
        if (given.matches("\\d+")) {
            throw new InvalidValueException("has no unit", ALLOWED);
        }
        if (given.startsWith("-")) {
            throw new InvalidValueException("is negative", ALLOWED);
        }
        Matcher parts = SHAPE.matcher(given);
        if (given.isEmpty() || given.length() > LONGEST_TEXT || !parts.matches()) {
            throw new InvalidValueException("is not a duration", ALLOWED);
        }
        try {
            long millis = 0;
            for (int i = 0; i < UNITS.length; i++) {
                String number = parts.group(UNITS[i]);
                if (number != null) {
                    millis = Math.addExact(millis, Math.multiplyExact(Long.parseLong(number), MILLIS[i]));
                }
            }
            Duration duration = Duration.ofMillis(millis);
            if (duration.compareTo(LONGEST) <= 0) {
                return duration;
            }
        } catch (ArithmeticException | NumberFormatException tooLong) {
            // falls through to the same fault as any other that is too long
        }
        throw new InvalidValueException("is too long", "at most " + format(LONGEST));
    }

    /**
     * For the options whose bare number means hours: {@code 6} and {@code 6.0} become {@code 6h}, {@code 1.5} becomes
     * {@code 1h30m}, every other text stays as it is. A part of a millisecond is rounded up. The result can be handed
     * on as the value of a setting, whose reader then finds the faults.
     */
    public static String bareNumberAsHours(String text) {
        String given = text.strip();
        if (given.matches("\\d+")) {
            return given + "h";
        }
        if (given.length() > LONGEST_TEXT || !DECIMAL.matcher(given).matches()) {
            return text;
        }
        BigDecimal hours = new BigDecimal(given);
        return hours.compareTo(BigDecimal.valueOf(LONGEST.toHours())) > 0
                ? hours.toBigInteger() + "h"
                : format(Duration.ofMillis(hours.multiply(BigDecimal.valueOf(MILLIS[1]))
                        .setScale(0, RoundingMode.CEILING)
                        .longValueExact()));
    }

    /** What is allowed in place of a value, with the hours of the options whose bare number means them. */
    static String allowed(InvalidValueException fault, Origin origin) {
        boolean hours = origin instanceof Origin.Option option && HOURS.contains(option.name());
        return hours && fault.allowed().equals(ALLOWED)
                ? ALLOWED + ", or a number alone, which means hours, such as 4 or 1.5"
                : fault.allowed();
    }

    /**
     * The short form that {@link #parse} reads back: {@code 6h}, {@code 1h30m}, {@code 90s} (below two minutes) and
     * {@code 1500ms} (below ten seconds). What is finer than a millisecond is dropped.
     */
    public static String format(Duration duration) {
        long millis = duration.toMillis();
        if (millis < 0) {
            return "-" + format(duration.negated());
        }
        if (millis % 1_000 != 0 && millis < 10_000) {
            return millis + "ms";
        }
        if (millis < 120_000 && millis % 60_000 != 0 && millis % 1_000 == 0) {
            return millis / 1_000 + "s";
        }
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < UNITS.length; i++) {
            if (millis >= MILLIS[i]) {
                text.append(millis / MILLIS[i]).append(UNITS[i]);
                millis %= MILLIS[i];
            }
        }
        return text.length() == 0 ? "0s" : text.toString();
    }

    /** For people: the two largest units in words, "2 hours 5 minutes", "1 day"; the rest is dropped. */
    public static String human(Duration duration) {
        if (duration.isNegative()) {
            return "minus " + human(duration.negated());
        }
        long millis = duration.toMillis();
        for (int i = 0; i < UNITS.length; i++) {
            if (millis >= MILLIS[i]) {
                long rest = i + 1 < UNITS.length - 1 ? millis % MILLIS[i] / MILLIS[i + 1] : 0;
                return words(millis / MILLIS[i], i) + (rest == 0 ? "" : " " + words(rest, i + 1));
            }
        }
        return "0 seconds";
    }

    private static String words(long number, int unit) {
        return number + " " + WORDS[unit] + (number == 1 ? "" : "s");
    }
}
