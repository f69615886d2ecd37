package io.tekton.sharedservices.cli.option;

import io.tekton.sharedservices.cli.view.Printable;
import io.tekton.sharedservices.settings.InvalidValueException;
import io.tekton.sharedservices.settings.Moments;
import io.tekton.sharedservices.settings.Values;
import io.tekton.sharedservices.text.HostZone;
import io.tekton.sharedservices.text.NearestName;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.apache.commons.cli.CommandLine;
import org.jspecify.annotations.Nullable;

/** Option values by type; whatever is wrong becomes a {@link UsageException} that says what is allowed. */
public final class Arguments {
    private static final int DEFAULT_LIMIT = 50;
    private static final int LARGEST_LIMIT = 1_000_000;

    private Arguments() {}

    /** What cannot apply is refused, never ignored. */
    public static void refuseAll(CommandLine line, String command, List<String> options) {
        for (String option : options) {
            if (line.hasOption(option)) {
                throw new UsageException("--" + option + " cannot be used with " + command);
            }
        }
    }

    /** {@code ; did you mean X?}, or nothing. */
    public static String nearest(String typed, List<String> known) {
        return NearestName.among(typed, known)
                .map(near -> "; did you mean " + near + "?")
                .orElse("");
    }

    /**
     * What an operand with a path names, from the current folder on.
     *
     * @throws UsageException if it is no path, as with a NUL in it
     */
    public static Path path(String given) {
        try {
            return Path.of(given).toAbsolutePath();
        } catch (InvalidPathException e) {
            throw new UsageException(Printable.of(given) + " is no path");
        }
    }

    public static Optional<String> text(CommandLine line, String option) {
        return Optional.ofNullable(line.getOptionValue(option));
    }

    /** @param parser throws {@link InvalidValueException} */
    public static <T> Optional<T> value(CommandLine line, String option, Function<String, T> parser) {
        return text(line, option).map(value -> value(option, value, parser));
    }

    /** @param parser throws {@link InvalidValueException} */
    public static <T> T value(String option, String value, Function<String, T> parser) {
        try {
            return parser.apply(value);
        } catch (InvalidValueException e) {
            throw new UsageException(
                    "--" + option + " " + Printable.of(value) + " " + e.what() + "; allowed: " + e.allowed());
        }
    }

    public static Optional<Integer> number(CommandLine line, String option, int min, int max) {
        return text(line, option).map(value -> number("--" + option, value, min, max));
    }

    public static int number(String what, String value, int min, int max) {
        try {
            return Values.integer(min, max).apply(value);
        } catch (InvalidValueException e) {
            throw new UsageException(what + " " + Printable.of(value) + " is not allowed; allowed is " + e.allowed());
        }
    }

    public static int limit(CommandLine line) {
        return number(line, "limit", 1, LARGEST_LIMIT).orElse(DEFAULT_LIMIT);
    }

    /**
     * A time from {@code --since} until {@code --until}; null is open.
     *
     * @param until not itself within
     */
    public record Period(@Nullable Instant since, @Nullable Instant until) {}

    /** What {@code --since} and {@code --until} say together. */
    public static Period period(CommandLine line, Context context) {
        HostZone zone = context.terminal().zone();
        Instant since = moment(line, "since", context.clock(), zone).orElse(null);
        Instant until = moment(line, "until", context.clock(), zone).orElse(null);
        if (since != null && until != null && !since.isBefore(until)) {
            throw new UsageException("--since " + Printable.of(line.getOptionValue("since")) + " is not before --until "
                    + Printable.of(line.getOptionValue("until")) + "; the period is empty");
        }
        return new Period(since, until);
    }

    /** {@code 2h} ago, a date, or an ISO time; without an offset in the zone of the host. */
    private static Optional<Instant> moment(CommandLine line, String option, Clock clock, HostZone zone) {
        return value(line, option, text -> Moments.parse(text, clock, zone::id));
    }

    /** A constant of an enum, in any case, with {@code -} or {@code _}. */
    public static <E extends Enum<E>> Optional<E> constant(CommandLine line, String option, Class<E> type) {
        return value(line, option, Values.named(type));
    }
}
