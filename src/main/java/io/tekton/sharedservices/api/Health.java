package io.tekton.sharedservices.api;

import java.util.Objects;

/**
 * What {@code /livez} and {@code /readyz} report. Strangers may read it, so {@code detail} names no path and no
 * process.
 *
 * @param alive scheduler and store prove progress
 * @param ready it does its work: a daemon that starts or stops is alive and not ready
 * @param detail a few words, such as {@code starting}; {@code ok} where all is well
 */
public record Health(boolean alive, boolean ready, String detail) {
    /** All is well. */
    public static final Health OK = new Health(true, true, "ok");

    public Health {
        Objects.requireNonNull(detail, "detail");
    }
}
