package io.tekton.sharedservices.registry.memory;

import java.time.Duration;
import java.time.Instant;
import java.util.Objects;

/**
 * When a registry was read, by both clocks of a host. The boot id selects the clock.
 *
 * @param bootId the boot that {@code bootMillis} belongs to
 * @param bootMillis milliseconds since boot, suspended time included; where the host cannot report them, the same as
 *     {@code epochMillis}
 * @param epochMillis milliseconds since 1970 by the wall clock
 */
public record ReadingTime(String bootId, long bootMillis, long epochMillis) {
    public ReadingTime {
        Objects.requireNonNull(bootId, "bootId");
    }

    /** @param uptime zero where the host cannot report it */
    public static ReadingTime of(String bootId, Duration uptime, Instant now) {
        long epoch = now.toEpochMilli();
        return new ReadingTime(bootId, uptime.isZero() ? epoch : uptime.toMillis(), epoch);
    }

    public Instant instant() {
        return Instant.ofEpochMilli(epochMillis);
    }

    /** The time that has passed since an earlier moment; zero where the clock that measures it was set back. */
    public Duration since(ReadingTime earlier) {
        long passed =
                bootId.equals(earlier.bootId) ? bootMillis - earlier.bootMillis : epochMillis - earlier.epochMillis;
        return Duration.ofMillis(Math.max(0, passed));
    }
}
