package io.tekton.sharedservices.configsync;

import io.tekton.sharedservices.concurrent.StopFlag;
import io.tekton.sharedservices.configsync.file.ConfigSyncSettings;
import io.tekton.sharedservices.configsync.file.Failpoints;
import io.tekton.sharedservices.journal.Run;
import io.tekton.sharedservices.journal.Trigger;
import io.tekton.sharedservices.posix.FileExchange;
import io.tekton.sharedservices.testing.ChildJvm;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A process that syncs and waits at one step for its end, or follows the flag until its end. */
final class SyncChild {
    private SyncChild() {}

    private static final String FOLLOW = "follow";

    /**
     * @param arguments the installation; the step to wait at, or {@code follow}; whether somebody saves at the worst
     *     moment; how it is written
     */
    public static void main(String[] arguments) throws IOException {
        if (arguments[1].equals(FOLLOW)) {
            ConfigSync sync = new SyncHouse(Path.of(arguments[0])).sync();
            System.out.println("reached");
            while (true) {
                follow(sync);
            }
        }
        Failpoints.Step last = Failpoints.Step.valueOf(arguments[1]);
        boolean[] saved = {!Boolean.parseBoolean(arguments[2])};
        SyncHouse house = new SyncHouse(Path.of(arguments[0]));
        if (arguments[3].equals("in-place")) {
            house.replacing(ConfigSyncSettings.Replace.IN_PLACE);
        }
        house.with((one, other) -> {
            if (arguments[3].equals("link")) {
                return FileExchange.Result.UNSUPPORTED;
            }
            if (!saved[0]) {
                saved[0] = true;
                save(house);
            }
            return FileExchange.exchange(one, other);
        });
        house.watchedBy(step -> {
            if (step == last) {
                waitForTheEnd();
            }
        });
        house.run();
        waitForTheEnd();
    }

    /** One check, as the daemon does it. @return the run that it led to; null for none */
    static @Nullable Run follow(ConfigSync sync) {
        if (sync.isCalledFor()) {
            return sync.run(new SyncRequest(Trigger.FLAG, "a test", false, false), new StopFlag())
                    .run();
        }
        return sync.drift().isDrift()
                ? sync.run(SyncRequest.afterDrift(), new StopFlag()).run()
                : null;
    }

    private static void save(SyncHouse house) throws IOException {
        Path own = house.places.config().resolveSibling("editors-own");
        Files.writeString(own, house.config().replace("Reads code.", "Mine."));
        Files.move(own, house.places.config(), StandardCopyOption.ATOMIC_MOVE);
    }

    private static void waitForTheEnd() {
        System.out.println("reached");
        try {
            Thread.sleep(60_000);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        throw new IllegalStateException("nobody ended this process");
    }

    /** Runs one up to the step, and ends it there as {@code kill -9} does. */
    static void killedAt(Failpoints.Step step, Path installation, boolean saved, String how)
            throws IOException, InterruptedException {
        killed(installation, 0, step.name(), Boolean.toString(saved), how);
    }

    /** Runs a child that follows the flag, and ends it so long after it has begun. */
    static void followingUntilKilled(Path installation, long nanos) throws IOException, InterruptedException {
        killed(installation, nanos, FOLLOW);
    }

    private static void killed(Path installation, long nanos, String... arguments)
            throws IOException, InterruptedException {
        List<String> line = ChildJvm.command();
        line.addAll(List.of(SyncChild.class.getName(), installation.toString()));
        line.addAll(List.of(arguments));
        Process process = new ProcessBuilder(line)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        try {
            String said = process.inputReader(StandardCharsets.UTF_8).readLine();
            if (!"reached".equals(said)) {
                throw new IOException("the child came to its end before it reached " + arguments[0]);
            }
            for (long end = System.nanoTime() + nanos; System.nanoTime() < end; ) {
                Thread.onSpinWait();
            }
        } finally {
            process.destroyForcibly().waitFor();
        }
    }
}
