package io.tekton.sharedservices.journal;

import io.tekton.sharedservices.settings.ByteSize;
import io.tekton.sharedservices.settings.Durations;
import io.tekton.sharedservices.settings.InvalidValueException;
import io.tekton.sharedservices.settings.SettingsReader;
import io.tekton.sharedservices.settings.Values;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Function;

/**
 * How long records are kept; empty means for ever. A run leaves with all that belongs to it, so one with terminations
 * stays until both its own age and theirs allow it.
 *
 * @param history runs that succeeded or were skipped, with their verdicts; terminations of dry runs are part of them
 * @param failures runs that failed, were refused or abandoned
 * @param audit terminations and configuration changes
 * @param mostBytes what all records together may take up; beyond it the oldest go before their time, but never one that
 *     {@code audit} keeps
 */
public record Retention(
        Optional<Duration> history, Optional<Duration> failures, Optional<Duration> audit, OptionalLong mostBytes) {
    /** The settings that it is read from. */
    public static final Set<String> KEYS =
            Set.of("history.keep", "history.keep-failures", "history.max-size", "audit.keep");

    private static final Function<String, Duration> AGE = Values.duration(Duration.ofDays(1), Duration.ofDays(36_500));

    /** Reads its keys; faults stay with the reader. */
    public static Retention read(SettingsReader reader) {
        return new Retention(
                reader.value("history.keep", "90d", Retention::age),
                reader.value("history.keep-failures", "365d", Retention::age),
                reader.value("audit.keep", "forever", Retention::age),
                reader.value("history.max-size", "1g", ByteSize::parseOrNone));
    }

    private static Optional<Duration> age(String text) {
        if (text.equals("forever")) {
            return Optional.empty();
        }
        try {
            return Optional.of(AGE.apply(text));
        } catch (InvalidValueException e) {
            throw new InvalidValueException(e.what(), e.allowed() + ", or forever");
        }
    }

    /** The policy as it goes on record. */
    public String text() {
        return "history.keep=" + text(history) + " history.keep-failures=" + text(failures) + " audit.keep="
                + text(audit) + " history.max-size="
                + (mostBytes.isEmpty() ? ByteSize.NONE : Long.toString(mostBytes.getAsLong()));
    }

    private static String text(Optional<Duration> age) {
        return age.map(Durations::format).orElse("forever");
    }
}
