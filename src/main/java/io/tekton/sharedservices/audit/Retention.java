package io.tekton.sharedservices.audit;

import io.tekton.sharedservices.settings.InvalidValueException;
import io.tekton.sharedservices.settings.SettingsReader;
import io.tekton.sharedservices.settings.Values;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Function;

/**
 * How long records are kept; empty means for ever.
 *
 * @param history runs and verdicts
 * @param audit terminations and configuration changes
 */
public record Retention(Optional<Duration> history, Optional<Duration> audit) {
    private static final Function<String, Duration> AGE = Values.duration(Duration.ofDays(1), Duration.ofDays(36_500));

    /** Reads its keys; faults stay with the reader. */
    public static Retention read(SettingsReader reader) {
        return new Retention(
                reader.value("history.keep", "90d", Retention::age),
                reader.value("audit.keep", "forever", Retention::age));
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
}
