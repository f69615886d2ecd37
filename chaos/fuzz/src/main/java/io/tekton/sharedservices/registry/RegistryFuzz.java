package io.tekton.sharedservices.registry;

import io.tekton.sharedservices.json.FileFault;
import io.tekton.sharedservices.testing.InWords;
import java.nio.file.Path;

/** A registry of any bytes is registrations, or a fault in words; both kinds of it. */
public final class RegistryFuzz {
    private static final Path FILE = Path.of("/registry.json");

    private RegistryFuzz() {}

    public static void fuzzerTestOneInput(byte[] bytes) {
        try {
            for (Registration registration : new RegistryParser().parse(bytes, FILE)) {
                if (!registration.pids().stream().allMatch(pid -> pid > 0)) {
                    throw new AssertionError("a registration without a process id: " + registration);
                }
            }
        } catch (FileFault fault) {
            InWords.check(String.valueOf(fault.getMessage()), bytes);
        }
        try {
            PlatformRegistry.parse(bytes, FILE);
        } catch (FileFault fault) {
            InWords.check(String.valueOf(fault.getMessage()), bytes);
        }
    }
}
