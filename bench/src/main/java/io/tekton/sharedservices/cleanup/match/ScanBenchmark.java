package io.tekton.sharedservices.cleanup.match;

import io.tekton.sharedservices.cleanup.Look;
import io.tekton.sharedservices.process.CommandLine;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** Time and garbage of a look: of the whole host as it is at the moment, and of one command line that matches nothing. */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
public class ScanBenchmark {
    @State(Scope.Benchmark)
    public static class Host {
        private final Look look = new Look(Path.of(System.getProperty("bench.folder", "/nonexistent")));
    }

    @State(Scope.Benchmark)
    public static class Line {
        @Param({"100", "10000", "1000000"})
        public int bytes;

        private final Rules rules = new Rules(
                Rules.DEFAULTS.entrySet().stream()
                        .map(rule -> RuleParser.match(rule.getKey(), rule.getValue()))
                        .toList(),
                List.of());
        private CommandLine line;

        @Setup
        public void make() {
            List<String> words = new ArrayList<>(List.of("/usr/bin/python3", "/srv/example/worker.py"));
            for (int length = 0; length < bytes; length += 20) {
                words.add("--option=" + (1_000_000_000L + length));
            }
            line = CommandLine.of(words);
        }
    }

    @Benchmark
    public int host(Host host) {
        return host.look.orphans();
    }

    @Benchmark
    public boolean nonMatch(Line line) {
        return line.rules.mayMatch(line.line);
    }
}
