package io.tekton.sharedservices.schedule.due;

import java.time.Duration;
import java.time.Instant;

/**
 * Now, by both clocks of a host.
 *
 * @param now by the wall clock, which people and time servers set
 * @param bootId the boot to which {@code uptime} belongs
 * @param uptime since boot, which nobody sets; zero where the host does not report it
 */
public record ClockReading(Instant now, String bootId, Duration uptime) {
    /** When the host was booted, by today's wall clock. */
    Instant boot() {
        return now.minus(uptime);
    }
}
