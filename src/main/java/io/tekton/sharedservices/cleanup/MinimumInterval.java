package io.tekton.sharedservices.cleanup;

import io.tekton.sharedservices.audit.Run;
import java.time.Duration;
import java.time.Instant;

/**
 * At least an hour between two live cleanups of a host. Within a boot it is measured in time since boot, so that a clock that is set changes nothing; across
 * boots by the wall clock, and a last start that seems to lie in the future counts from this boot on. Pure.
 */
public final class MinimumInterval {
    public static final Duration LENGTH = Duration.ofHours(1);

    private MinimumInterval() {}

    /**
     * How long the next live cleanup must wait.
     *
     * @param last the last live run of this host
     * @param uptime time since boot; zero where the host cannot tell
     * @return zero if it may begin
     */
    public static Duration left(Run last, Instant now, String bootId, Duration uptime) {
        Duration passed;
        if (last.bootMillis() >= 0 && last.bootId().equals(bootId)) {
            passed = uptime.minusMillis(last.bootMillis());
        } else {
            passed = Duration.between(last.startedAt(), now);
            if (passed.isNegative()) {
                passed = uptime;
            }
        }
        Duration left = LENGTH.minus(passed);
        if (left.isNegative()) {
            return Duration.ZERO;
        }
        return left.compareTo(LENGTH) > 0 ? LENGTH : left;
    }
}
