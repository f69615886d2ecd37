package io.tekton.sharedservices.leftover.job;

import io.tekton.sharedservices.leftover.quarantine.Failpoints.Step;
import io.tekton.sharedservices.leftover.rule.Prune;
import io.tekton.sharedservices.testing.ChildJvm;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** A process that runs once and waits at one step for its end. */
final class LeftoverChild {
    private LeftoverChild() {}

    /**
     * @param arguments the folder of the house; the step; how often it is reached before; the days ahead; the path to
     *     restore, if any
     */
    public static void main(String[] arguments) throws IOException {
        Step last = Step.valueOf(arguments[1]);
        int[] before = {Integer.parseInt(arguments[2])};
        try (LeftoverHouse house = new LeftoverHouse(
                Path.of(arguments[0]),
                Duration.ofDays(Long.parseLong(arguments[3])).plusHours(2))) {
            house.steps = step -> {
                if (step == last && before[0]-- == 0) {
                    System.out.println("reached");
                    waitForTheEnd();
                }
            };
            if (Files.exists(house.registry)) {
                house.prune = Prune.PRUNE;
            }
            if (arguments.length > 4) {
                house.cleanup().restore(arguments[4], "a test");
            } else {
                house.run();
            }
        }
        System.out.println("not reached");
    }

    private static void waitForTheEnd() {
        try {
            Thread.sleep(120_000);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        throw new IllegalStateException("nobody ended this process");
    }

    /** Runs one up to the step, and ends it there as {@code kill -9} does. */
    static void killedAt(Step step, int before, Path folder, int days, String... restored)
            throws IOException, InterruptedException {
        List<String> line = ChildJvm.command();
        line.addAll(List.of(
                LeftoverChild.class.getName(),
                folder.toString(),
                step.name(),
                Integer.toString(before),
                Integer.toString(days)));
        line.addAll(List.of(restored));
        Process process = new ProcessBuilder(line)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        try {
            String said = process.inputReader(StandardCharsets.UTF_8).readLine();
            if (!"reached".equals(said)) {
                throw new IOException("the child came to its end before it reached " + step + ": " + said);
            }
        } finally {
            process.destroyForcibly().waitFor();
        }
    }
}
