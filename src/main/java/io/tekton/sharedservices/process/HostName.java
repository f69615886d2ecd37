package io.tekton.sharedservices.process;

import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;

/** The name of this host; part of every record. */
public final class HostName {
    private HostName() {}

    /**
     * The kernel's name for it; where there is no {@code /proc}, the name that the network knows; else
     * {@code localhost}.
     */
    public static String read() {
        try {
            String name = Files.readString(Path.of("/proc/sys/kernel/hostname")).strip();
            if (!name.isEmpty()) {
                return name;
            }
        } catch (IOException e) {
            // Not Linux: use the next source.
        }
        try {
            return InetAddress.getLocalHost().getHostName();
        } catch (IOException e) {
            return "localhost";
        }
    }
}
