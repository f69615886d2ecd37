package io.tekton.sharedservices.endtoend;

import static io.tekton.sharedservices.endtoend.Installation.lives;
import static org.assertj.core.api.Assertions.assertThat;

import io.tekton.sharedservices.posix.PythonChild;
import io.tekton.sharedservices.testing.Neighbour;
import io.tekton.sharedservices.testing.Rounds;
import io.tekton.sharedservices.testing.SampleProcesses;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The command as a process of its own: what kills it, stops it, and what it leaves behind. */
@EnabledOnOs(value = OS.LINUX, disabledReason = "real processes of any argv need /proc")
class CleanupCommandIT {
    private static final String SECRET = "hunter2hunter2hunter2";
    private static final String KEY = "sk-abcdefghijklmnopqrstuvwx";

    @TempDir
    Path temp;

    private Installation tekton;
    private SampleProcesses zoo;

    @BeforeEach
    void open() {
        tekton = new Installation(temp);
        zoo = new SampleProcesses();
    }

    @AfterEach
    void close() {
        zoo.close();
    }

    @Test
    void letsNoSecretOfACommandLineOut() throws IOException {
        int orphan = zoo.child(
                tekton.argv(
                        "--api-key=" + SECRET,
                        "--token",
                        SECRET,
                        "password=" + SECRET,
                        KEY,
                        "https://user:" + SECRET + "@example.org/"),
                Map.of());
        int young = zoo.stubborn(tekton.argv("--keep", "--password", SECRET), Map.of());

        Program.Ended cleanup = Program.run(
                tekton, "--set", "orphan-cleanup.protect.p=argument=--keep", "--json", "cleanup", "--verbose");
        Program.Ended history = Program.run(tekton, "audit", "--json");
        Program.Ended explained = Program.run(tekton, "explain", Integer.toString(young));
        Program.Ended backup = Program.run(
                tekton, "store", "backup", temp.resolve("backup.sql.gz").toString());

        assertThat(cleanup.exitCode()).as(cleanup.err()).isZero();
        assertThat(history.exitCode()).as(history.err()).isZero();
        assertThat(explained.exitCode()).as(explained.err()).isZero();
        assertThat(backup.exitCode()).as(backup.err()).isZero();
        assertThat(lives(orphan)).isFalse();
        assertThat(history.out()).contains("--api-key=***", "--token ***");
        // standard output and error of all of them are below this folder too, as do store, log and backup
        try (Stream<Path> files = Files.walk(temp)) {
            List<Path> all = files.filter(Files::isRegularFile).toList();
            assertThat(all)
                    .anyMatch(file -> file.endsWith("orphan_cleanup.log"))
                    .anyMatch(file -> file.toString().contains("backup"));
            for (Path file : all) {
                assertThat(unpacked(file)).as(file.toString()).doesNotContain(SECRET, KEY);
            }
        }
    }

    private static String unpacked(Path file) throws IOException {
        byte[] bytes = Files.readAllBytes(file);
        if (bytes.length > 2 && bytes[0] == 0x1f && bytes[1] == (byte) 0x8b) {
            try (var in = new GZIPInputStream(Files.newInputStream(file))) {
                bytes = in.readAllBytes();
            }
        }
        return new String(bytes, StandardCharsets.ISO_8859_1)
                + new String(bytes, StandardCharsets.UTF_16BE)
                + new String(bytes, StandardCharsets.UTF_16LE);
    }

    @Tag(Rounds.LONG_ONLY)
    @Test
    void leavesARunThatWasKilledInTheMiddleToTheNextStart() throws Exception {
        int pid;
        try (Worker worker = Worker.start(tekton, "pass");
                Program killed = Program.start(tekton, "cleanup", "--grace", "10m", "--confirm-after", "0s")) {
            pid = worker.pid();
            worker.awaitSigterm();
            killed.kill();

            JsonDocument runs = json(Program.run(tekton, "--json", "history"));
            JsonDocument terminations = json(Program.run(tekton, "--json", "audit"));

            assertThat(runs.at("runs/0/outcome")).isEqualTo("ABANDONED");
            assertThat(runs.at("runs/0/reason")).isEqualTo("crashed");
            assertThat(terminations.array("terminations").size()).isEqualTo(1);
            assertThat(terminations.at("terminations/0/pid")).isEqualTo(Integer.toString(pid));
            assertThat(terminations.at("terminations/0/result")).isEqualTo("UNCERTAIN");
            assertThat(terminations.toString()).contains("it is still running");
            assertThat(lives(pid)).isTrue();
            assertThat(worker.hasSaidNothingMore()).isTrue();

            Program.Ended next = Program.run(tekton, "cleanup");

            assertThat(next.exitCode()).isEqualTo(5);
            assertThat(next.out() + next.err()).contains("--force");
            assertThat(lives(pid)).isTrue();
        }
    }

    @Tag(Rounds.LONG_ONLY)
    @ParameterizedTest
    @Tag(Rounds.LONG_FORM)
    @MethodSource("signals")
    void isStoppedInTheGraceWithoutAFurtherSignal(String signal) {
        int prompt = zoo.child(tekton.argv("prompt"), Map.of());
        try (Worker stubborn = Worker.start(tekton, "pass");
                Program program =
                        Program.start(tekton, "--json", "cleanup", "--grace", "6s", "--confirm-after", "0s")) {
            stubborn.awaitSigterm();
            if (signal.equals("INT")) {
                program.interrupt();
            } else {
                program.terminate();
            }

            Program.Ended ended = program.await();

            assertThat(ended.exitCode()).as(ended.err()).isEqualTo(1);
            JsonDocument report = json(ended);
            assertThat(report.at("run/outcome")).isEqualTo("FAILED");
            assertThat(report.at("run/reason")).isEqualTo("stopped");
            assertThat(resultOf(report, prompt)).isEqualTo("TERMINATED");
            assertThat(resultOf(report, stubborn.pid())).isEqualTo("SURVIVED");
            assertThat(lives(stubborn.pid())).isTrue();
            assertThat(log()).contains("SURVIVED pid=" + stubborn.pid(), "FAILED (stopped)");
        }
    }

    static Stream<String> signals() {
        return Rounds.some(1, "INT", "TERM");
    }

    @Test
    @Tag(Rounds.LONG_ONLY)
    void isStoppedBetweenItsJudgementsWithoutAnySignal() throws IOException {
        int orphan = zoo.child(tekton.argv(), Map.of());
        try (Program program = Program.start(tekton, "--json", "cleanup", "--confirm-after", "10m")) {
            await(() -> log().contains("begins:"));

            program.interrupt();
            Program.Ended ended = program.await();

            assertThat(ended.exitCode()).as(ended.err()).isEqualTo(1);
            assertThat(json(ended).at("run/reason")).isEqualTo("stopped");
            assertThat(resultOf(json(ended), orphan)).isEqualTo("NOT_SIGNALLED");
            assertThat(lives(orphan)).isTrue();
        }
    }

    @Test
    @Tag(Rounds.LONG_ONLY)
    void waitsForTheStoreAndThenSaysWhoHoldsIt() {
        zoo.child(tekton.argv(), Map.of());
        try (Program holder = Program.start(tekton, "cleanup", "--confirm-after", "10m")) {
            await(() -> log().contains("begins:"));

            Program.Ended second = Program.run(tekton, "cleanup", "--force");

            assertThat(second.exitCode()).isEqualTo(1);
            assertThat(second.err()).contains("pid " + holder.pid(), "shared-services cleanup", "waited 5");

            holder.interrupt();
            assertThat(holder.await().exitCode()).isEqualTo(1);
        }
    }

    @Tag(Rounds.LONG_ONLY)
    @Test
    void exitsWith5WithinTheHourAndWhereTheRegistryRefuses() throws IOException {
        int orphan = zoo.child(tekton.argv(), Map.of());
        tekton.register("{");
        assertThat(Program.run(tekton, "cleanup").exitCode()).isEqualTo(5);
        tekton.register(Neighbour.registry());
        PythonChild writer = PythonChild.holding(tekton.lock);
        Program.Ended locked = Program.run(tekton, "--json", "cleanup");
        writer.close();
        assertThat(locked.exitCode()).isEqualTo(5);
        assertThat(json(locked).at("run/reason")).isEqualTo("registry-locked");
        assertThat(lives(orphan)).isTrue();

        assertThat(Program.run(tekton, "cleanup").exitCode()).isZero();
        assertThat(lives(orphan)).isFalse();
        assertThat(Program.run(tekton, "cleanup").exitCode()).isEqualTo(5);
        assertThat(Program.run(tekton, "cleanup", "--dry-run").exitCode()).isZero();
        assertThat(Program.run(tekton, "cleanup", "--force").exitCode()).isZero();
    }

    private static @Nullable Object resultOf(JsonDocument report, int pid) {
        return report.array("verdicts").stream()
                .filter(verdict -> Integer.toString(pid).equals(verdict.get("pid")))
                .findFirst()
                .orElseThrow()
                .get("result");
    }

    private String log() {
        Path log = tekton.root.resolve(".tekton/logs/orphan_cleanup.log");
        try {
            return Files.exists(log) ? Files.readString(log) : "";
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static JsonDocument json(Program.Ended ended) {
        return JsonDocument.parse(ended.out());
    }

    private static void await(BooleanSupplier holds) {
        long deadline = System.nanoTime() + Duration.ofMinutes(4).toNanos();
        while (!holds.getAsBoolean()) {
            if (System.nanoTime() - deadline > 0) {
                throw new AssertionError("waited for 240 s in vain");
            }
            LockSupport.parkNanos(5_000_000);
        }
    }
}
