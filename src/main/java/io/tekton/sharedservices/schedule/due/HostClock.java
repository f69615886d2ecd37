package io.tekton.sharedservices.schedule.due;

import io.tekton.sharedservices.journal.Run;
import java.time.Duration;
import java.time.Instant;

/**
 * One moment by both clocks of a host.
 *
 * @param now by the wall clock, which people and time servers set
 * @param bootId the boot to which the time since boot belongs
 * @param bootMillis milliseconds since boot; -1 where the host does not report it
 * @param timeNamespace within a boot, the times since boot of two namespaces do not compare; empty where it is not
 *     known
 */
public record HostClock(Instant now, String bootId, long bootMillis, String timeNamespace) {
    public static HostClock of(Instant now, String bootId, Duration uptime, String timeNamespace) {
        return new HostClock(now, bootId, uptime.isZero() ? -1 : uptime.toMillis(), timeNamespace);
    }

    /** When a run began. The history does not say in which time namespace. */
    public static HostClock of(Run run) {
        return new HostClock(run.startedAt(), run.bootId(), run.bootMillis(), "");
    }

    boolean isOfTheBootOf(HostClock other) {
        return bootId.equals(other.bootId);
    }

    boolean hasTheTimeSinceBootOf(HostClock other) {
        boolean sameNamespace =
                timeNamespace.isEmpty() || other.timeNamespace.isEmpty() || timeNamespace.equals(other.timeNamespace);
        return isOfTheBootOf(other) && sameNamespace && bootMillis >= 0 && other.bootMillis >= 0;
    }

    /** From then to now by the time since boot; only where both have the same one. */
    Duration sinceBootTime(HostClock then) {
        return Duration.ofMillis(bootMillis - then.bootMillis);
    }

    Duration sinceByWallClock(HostClock then) {
        return Duration.between(then.now, now);
    }
}
