package io.tekton.sharedservices.fleet.ship;

import io.tekton.sharedservices.fleet.settings.FleetSettings;
import io.tekton.sharedservices.journal.Retention;
import io.tekton.sharedservices.settings.Durations;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** When a purge stops to wait for the centre: {@code fleet.hold-unshipped} behind the age at which a record leaves. */
public final class HoldLimit {
    private HoldLimit() {}

    /**
     * When the first of what waits may be let go. Where records are bounded in size, that may be before their age.
     *
     * @param since when the oldest event that waits happened
     * @return empty where no purge takes any
     */
    public static Optional<Instant> at(FleetSettings fleet, Retention retention, Instant since) {
        Optional<Duration> youngest = retention.mostBytes().isPresent()
                ? Optional.of(Duration.ZERO)
                : Stream.of(retention.history(), retention.failures())
                        .flatMap(Optional::stream)
                        .min(Duration::compareTo);
        return youngest.map(age -> since.plus(age).plus(fleet.holdUnshipped()));
    }

    /**
     * A sentence, once half of the time is over that a purge waits.
     *
     * @param since null where nothing waits
     */
    public static Optional<String> warning(
            FleetSettings fleet, Retention retention, long unshipped, @Nullable Instant since, Instant now) {
        Optional<Instant> limit = since == null ? Optional.empty() : at(fleet, retention, since);
        return limit.filter(at -> !now.isBefore(at.minus(fleet.holdUnshipped().dividedBy(2))))
                .map(at -> unshipped + " events wait to be shipped to the fleet's centre, the oldest since " + since
                        + ". From " + at + " on, a purge may remove the first of them (fleet.hold-unshipped is "
                        + Durations.format(fleet.holdUnshipped())
                        + "), and the fleet never has them");
    }
}
