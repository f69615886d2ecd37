package io.tekton.sharedservices.process.linux;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The time namespace of this process: two of them have different times since boot within one boot
 * ({@code time_namespaces(7)}).
 */
public final class TimeNamespace {
    private TimeNamespace() {}

    /** Its name, such as {@code time:[4026531834]}; empty where the host has none or does not show it. */
    public static String read() {
        Path link = Path.of("/proc/self/ns/time");
        try {
            return Files.readSymbolicLink(link).toString();
        } catch (IOException | UnsupportedOperationException e) {
            // Before Linux 5.6, or not a Linux: there is one time since boot.
            return "";
        }
    }
}
