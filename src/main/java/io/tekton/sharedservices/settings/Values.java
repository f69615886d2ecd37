package io.tekton.sharedservices.settings;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;

/**
 * Readers of single values, for settings, command line and HTTP API alike; each throws {@link InvalidValueException}
 * with what is wrong and what is allowed.
 */
public final class Values {

    private Values() {}

    /** A whole number, both bounds included. */
    public static Function<String, Integer> integer(int min, int max) {
        return number(min, max).andThen(Long::intValue);
    }

    /** A whole number, both bounds included; neither has more than 18 digits. */
    public static Function<String, Long> number(long min, long max) {
        String allowed = "a whole number from " + min + " to " + max;
        return text -> {
            if (!text.matches("[+-]?[0-9]+")) {
                throw new InvalidValueException("is not a whole number", allowed);
            }
            if (!text.matches("[+-]?0*[0-9]{1,18}")) {
                throw new InvalidValueException(text.startsWith("-") ? "is too small" : "is too large", allowed);
            }
            long number = Long.parseLong(text);
            if (number < min || number > max) {
                throw new InvalidValueException(number < min ? "is too small" : "is too large", allowed);
            }
            return number;
        };
    }

    /** {@code true} or {@code false} and nothing else. */
    public static Function<String, Boolean> bool() {
        return text -> switch (text) {
            case "true" -> true;
            case "false" -> false;
            default -> throw new InvalidValueException("is neither true nor false", "true or false");
        };
    }

    /** A duration with its unit, both bounds included; see {@link Durations#parse}. */
    public static Function<String, Duration> duration(Duration min, Duration max) {
        String allowed = "a duration from " + Durations.format(min) + " to " + Durations.format(max);
        return text -> {
            Duration duration = Durations.parse(text);
            if (duration.compareTo(min) < 0 || duration.compareTo(max) > 0) {
                throw new InvalidValueException(duration.compareTo(min) < 0 ? "is too short" : "is too long", allowed);
            }
            return duration;
        };
    }

    /** One of the words, spelt exactly so. */
    public static Function<String, String> oneOf(List<String> words) {
        return oneOf(words, "is none of the words known here");
    }

    /** @param what what another word is: "is no job" */
    public static Function<String, String> oneOf(List<String> words, String what) {
        return text -> {
            if (!words.contains(text)) {
                throw InvalidValueException.unknown(what, text, words);
            }
            return text;
        };
    }

    /** One constant of an enum by its name, in any case, with {@code -} or {@code _}. */
    public static <E extends Enum<E>> Function<String, E> named(Class<E> type) {
        Function<String, String> name =
                oneOf(Arrays.stream(type.getEnumConstants()).map(Enum::name).toList(), "is not known");
        return text ->
                Enum.valueOf(type, name.apply(text.toUpperCase(Locale.ROOT).replace('-', '_')));
    }

    /** One constant of an enum, written in lower case with {@code -} for {@code _}. */
    public static <E extends Enum<E>> Function<String, E> constant(Class<E> type) {
        List<E> constants = List.of(type.getEnumConstants());
        Function<String, String> word =
                oneOf(constants.stream().map(Values::word).toList());
        return text -> {
            String known = word.apply(text);
            return constants.stream()
                    .filter(c -> word(c).equals(known))
                    .findFirst()
                    .orElseThrow();
        };
    }

    /** How {@link #constant} wants it written. */
    public static String word(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** A list with commas between; no entry may be empty. */
    public static Function<String, List<String>> list() {
        return text -> {
            List<String> entries =
                    Arrays.stream(text.split(",", -1)).map(String::strip).toList();
            if (entries.contains("")) {
                throw new InvalidValueException("has an empty entry", "entries with a comma between");
            }
            return entries;
        };
    }
}
