package io.tekton.sharedservices.cli.option;

import io.tekton.sharedservices.cli.view.Printable;
import io.tekton.sharedservices.settings.Durations;
import io.tekton.sharedservices.settings.InvalidValueException;
import io.tekton.sharedservices.settings.Moments;
import io.tekton.sharedservices.text.HostZone;
import io.tekton.sharedservices.text.NearestName;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
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

    public static Optional<String> text(CommandLine line, String option) {
        return Optional.ofNullable(line.getOptionValue(option));
    }

    public static Optional<Duration> duration(CommandLine line, String option, boolean hours) {
        return text(line, option).map(value -> {
            try {
                return hours ? Durations.parseWithHours(value) : Durations.parse(value);
            } catch (InvalidValueException e) {
                throw wrong(option, value, e.what(), e.allowed());
            }
        });
    }

    public static Optional<Integer> number(CommandLine line, String option, int min, int max) {
        return text(line, option).map(value -> number("--" + option, value, min, max));
    }

    public static int number(String what, String value, int min, int max) {
        if (value.matches("[0-9]{1,10}")) {
            long number = Long.parseLong(value);
            if (number >= min && number <= max) {
                return (int) number;
            }
        }
        throw new UsageException(what + " " + Printable.of(value) + " is not allowed; allowed is a whole number from "
                + min + " to " + max);
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
        return text(line, option).map(value -> {
            try {
                return Moments.parse(value, clock, zone::id);
            } catch (InvalidValueException e) {
                throw wrong(option, value, e.what(), e.allowed());
            }
        });
    }

    /** A constant of an enum, in any case, with {@code -} or {@code _}. */
    public static <E extends Enum<E>> Optional<E> constant(CommandLine line, String option, Class<E> type) {
        return text(line, option).map(value -> {
            String name = value.toUpperCase(Locale.ROOT).replace('-', '_');
            List<String> names =
                    Arrays.stream(type.getEnumConstants()).map(Enum::name).toList();
            if (!names.contains(name)) {
                String meant = NearestName.among(name, names)
                        .map(near -> " (did you mean " + near + "?)")
                        .orElse("");
                throw wrong(option, value, "is not known" + meant, String.join(", ", names));
            }
            return Enum.valueOf(type, name);
        });
    }

    public static UsageException wrong(String option, String value, String what, String allowed) {
        return new UsageException("--" + option + " " + Printable.of(value) + " " + what + "; allowed: " + allowed);
    }
}
