package io.tekton.sharedservices.text;

import java.time.Instant;

/** Moments as written in sentences for people: in the time zone of this host, to the second. */
public final class HostTime {
    private HostTime() {}

    public static String text(Instant moment) {
        return HostZone.ofHost().seconds(moment);
    }
}
