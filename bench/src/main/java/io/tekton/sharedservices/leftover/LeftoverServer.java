package io.tekton.sharedservices.leftover;

import io.tekton.sharedservices.leftover.rule.LeftoverRule;
import io.tekton.sharedservices.leftover.rule.LeftoverRuleParser;
import io.tekton.sharedservices.leftover.rule.LeftoverSettings;
import io.tekton.sharedservices.leftover.rule.Prune;
import io.tekton.sharedservices.process.ProcessTable;
import io.tekton.sharedservices.process.linux.LinuxProcessTable;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Makes lock files of an ended process in a folder, and judges all of them for each line of input, with a clock by which they are old:
 * prints its microseconds and how many are leftovers. {@code LeftoverServer FOLDER NUMBER}
 */
public final class LeftoverServer {
    private LeftoverServer() {}

    public static void main(String[] arguments) throws IOException, InterruptedException {
        Path folder = Files.createDirectories(Path.of(arguments[0]));
        Process ended = new ProcessBuilder("true").start();
        ended.waitFor();
        for (int i = Integer.parseInt(arguments[1]); i > 0; i--) {
            Files.writeString(folder.resolve("job-" + i + ".lock"), Long.toString(ended.pid()));
        }
        LeftoverRule rule =
                LeftoverRuleParser.parse("lock", "path=t:job-*.lock kind=file owner-pid=content older-than=1h", Set.of("t"));
        Clock clock = Clock.offset(Clock.systemUTC(), Duration.ofHours(2));
        LeftoverSettings settings = new LeftoverSettings(
                Map.of("t", folder.toRealPath().toString()), List.of(rule), Duration.ofDays(7), 50, true, Prune.OFF);
        LeftoverScan scan = new LeftoverScan(
                settings, LinuxProcessTable.open(ProcessTable.Wanted.variables(Set.of()), clock), "host", clock);
        System.out.println("ready");
        BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        while (in.readLine() != null) {
            long began = System.nanoTime();
            int found = scan.all().leftovers().size();
            long took = System.nanoTime() - began;
            System.out.println(took / 1_000 + " " + found);
        }
    }
}
