package io.tekton.sharedservices.golden;

import io.tekton.sharedservices.cli.CommandLineCalls.Ended;
import io.tekton.sharedservices.testing.ChildJvm;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.function.BooleanSupplier;

/**
 * A daemon of a {@link World}, in a process of its own, begun by the command {@code start}. Closing ends it by its pid.
 */
final class GoldenDaemon implements AutoCloseable {
    private static final int MOST_LOOKS = 3_000;
    private static final String MAIN = "io.tekton.sharedservices.Main";

    private final World world;

    /** Writes the start script alone. */
    GoldenDaemon(World world) throws IOException {
        this.world = world;
        StringBuilder script = new StringBuilder("#!/bin/sh\nexec");
        ChildJvm.command("-Xmx256m", "-Dshared-services.home=" + world.calls.installation)
                .forEach(word -> script.append(" '").append(word).append('\''));
        Path start = world.calls.installation.resolve("bin/shared-services");
        Files.createDirectories(start.getParent());
        Files.writeString(start, script + " " + MAIN + " \"$@\"\n");
        Files.setPosixFilePermissions(start, PosixFilePermissions.fromString("rwxr-xr-x"));
        world.calls.environment.put("PATH", "/usr/bin:/bin");
    }

    private String status(String key) {
        return Values.first(world.calls.run("status", "--json").out(), key);
    }

    int port() {
        String url = status("url");
        return Integer.parseInt(url.substring(url.lastIndexOf(':') + 1));
    }

    String token() throws IOException {
        return Files.readString(world.calls.root.resolve(".tekton/shared-services/token"))
                .strip();
    }

    /** Waits for so many finished runs of a job with this outcome. */
    void await(String job, String outcome, int runs) {
        await(outcome + " of " + job, () -> {
            Ended history = world.calls.run("history", "--json", "--job", job, "--outcome", outcome);
            return history.out().split("\"finishedAt\" : \"", -1).length - 1 >= runs;
        });
    }

    static void await(String what, BooleanSupplier condition) {
        for (int looks = 0; !condition.getAsBoolean(); looks++) {
            if (looks == MOST_LOOKS) {
                throw new AssertionError("waited in vain for " + what);
            }
            try {
                Thread.sleep(20);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException(e);
            }
        }
    }

    @Override
    public void close() {
        String pid = status("pid");
        if (!pid.equals("null")) {
            ProcessHandle.of(Long.parseLong(pid)).ifPresent(process -> {
                process.destroyForcibly();
                process.onExit().join();
            });
        }
    }
}
