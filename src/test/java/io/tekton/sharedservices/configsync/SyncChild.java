package io.tekton.sharedservices.configsync;

import io.tekton.sharedservices.posix.FileExchange;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;

/** A process that syncs and waits at one step for its end. */
final class SyncChild {
    private SyncChild() {}

    /** @param arguments the installation; the step to wait at; whether somebody saves at the worst moment */
    public static void main(String[] arguments) throws IOException {
        SyncSteps.Step last = SyncSteps.Step.valueOf(arguments[1]);
        boolean[] saved = {!Boolean.parseBoolean(arguments[2])};
        SyncHouse house = new SyncHouse(Path.of(arguments[0]));
        house.with((one, other) -> {
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
    static void killedAt(SyncSteps.Step step, Path installation, boolean saved)
            throws IOException, InterruptedException {
        List<String> line = new ArrayList<>(
                List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString()));
        ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
                .filter(option -> option.startsWith("-Djna.") || option.startsWith("--enable-native-access"))
                .forEach(line::add);
        line.addAll(List.of(
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                SyncChild.class.getName(),
                installation.toString(),
                step.name(),
                Boolean.toString(saved)));
        Process process = new ProcessBuilder(line)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        try {
            String said = process.inputReader(StandardCharsets.UTF_8).readLine();
            if (!"reached".equals(said)) {
                throw new IOException("the child came to its end before " + step);
            }
        } finally {
            process.destroyForcibly().waitFor();
        }
    }
}
