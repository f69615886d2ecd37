package io.tekton.sharedservices.doctor;

import io.tekton.sharedservices.text.HostTime;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import org.jspecify.annotations.Nullable;

/** Whether the wall clock can be believed. No verdict hangs on it, but due times and people do. */
public final class ClockChecks {
    private static final Instant EARLIEST_NOW = Instant.parse("2026-01-01T00:00:00Z");
    private static final Duration SLACK = Duration.ofMinutes(1);

    private ClockChecks() {}

    static Check past(Instant now) {
        return now.isAfter(EARLIEST_NOW)
                ? Check.good("clock", "it is " + HostTime.text(now))
                : Check.bad(
                        "clock",
                        "it is " + HostTime.text(now) + ", which is past already",
                        "set the clock, or let NTP do it");
    }

    /**
     * Whether the record knows of times that have not come yet.
     *
     * @param newest when the newest run on record began; null if there is none
     */
    public static Check record(@Nullable Instant newest, Instant now) {
        if (newest == null) {
            return Check.good("clock and record", "no run is on record yet");
        }
        return newest.isAfter(now.plus(SLACK))
                ? Check.bad(
                        "clock and record",
                        "the newest run on record began at " + HostTime.text(newest) + ", and it is only "
                                + HostTime.text(now)
                                + ": the clock was set back; the next runs come an interval after this boot at "
                                + "the latest",
                        "see whether the clock is right now (timedatectl); if it is, nothing else needs to be done")
                : Check.good("clock and record", "the newest run on record began at " + HostTime.text(newest));
    }

    /**
     * Whether the time zone, in which cron expressions are meant, is the requested one: Java takes GMT for a name that
     * it does not know.
     *
     * @param asked the variable {@code TZ}; empty if it is not set
     */
    static Check zone(String asked, ZoneId inForce) {
        String name = asked.startsWith(":") ? asked.substring(1) : asked;
        boolean fellBack = inForce.getId().equals("GMT") && !name.isEmpty() && !name.startsWith("/") && !isKnown(name);
        return fellBack
                ? Check.bad(
                        "time zone",
                        "TZ is '" + asked
                                + "', which is no known time zone: cron expressions and times are meant in GMT",
                        "give TZ a name such as Europe/Berlin, or unset it")
                : Check.good("time zone", inForce + (asked.isEmpty() ? "" : ", by TZ"));
    }

    private static boolean isKnown(String name) {
        try {
            // POSIX: a name of letters and hours behind it, such as GMT0
            return name.matches("(GMT|UTC?)0?") || !ZoneId.of(name).getId().isEmpty();
        } catch (DateTimeException e) {
            return false;
        }
    }
}
