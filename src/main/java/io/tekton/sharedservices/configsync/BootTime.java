package io.tekton.sharedservices.configsync;

import java.time.Duration;
import java.util.Objects;

/**
 * Which boot this is, and since when.
 *
 * @param uptime suspended time included; zero if the host does not report it
 */
public record BootTime(String bootId, Duration uptime) {
    public BootTime {
        Objects.requireNonNull(bootId, "bootId");
        Objects.requireNonNull(uptime, "uptime");
    }
}
