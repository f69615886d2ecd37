package io.tekton.sharedservices.configsync.file;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;

/** A flag of any bytes was raised at a time that can be. */
public final class FlagFuzz {
    private static final Instant EARLIEST = Instant.parse("2000-01-01T00:00:00Z");

    private static Path flag;

    private FlagFuzz() {}

    public static void fuzzerInitialize() throws IOException {
        flag = Files.createTempDirectory("flag-fuzz").resolve(".config_update_needed");
    }

    public static void fuzzerTestOneInput(byte[] bytes) throws IOException {
        Files.write(flag, bytes);
        Instant now = Instant.now();

        Instant raised = new FlagTime(Clock.fixed(now, ZoneOffset.UTC)).of(flag);

        if (raised.isBefore(EARLIEST) || raised.isAfter(now.plusSeconds(60))) {
            throw new AssertionError("raised at " + raised + ", and it is " + now);
        }
    }
}
