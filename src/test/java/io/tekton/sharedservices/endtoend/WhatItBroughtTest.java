package io.tekton.sharedservices.endtoend;

import static io.tekton.sharedservices.endtoend.Installation.lives;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.tekton.sharedservices.journal.AuditEvent;
import io.tekton.sharedservices.journal.EventKind;
import io.tekton.sharedservices.journal.RecordedVerdict;
import io.tekton.sharedservices.journal.TerminationResult;
import io.tekton.sharedservices.process.ProcessFacts.Memory;
import io.tekton.sharedservices.process.ProcessFacts.Use;
import io.tekton.sharedservices.testing.SampleProcesses;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** Memory and CPU time of real processes that a cleanup ends. */
@EnabledOnOs(value = OS.LINUX, disabledReason = "what a process uses is read in /proc")
class WhatItBroughtTest {
    private static final long MIB = 1 << 20;

    /** Holds 50 MiB that it wrote to, burns 0.3 s of CPU time, and waits. */
    private static final String PROGRAM = """
            import signal, time
            held = bytearray(b'x') * (50 << 20)
            while time.process_time() < 0.3:
                pass
            print('ready', flush=True)
            signal.pause()
            """;

    @TempDir
    Path temp;

    private Installation tekton;
    private Process process;

    @BeforeEach
    void start() throws IOException {
        tekton = new Installation(temp);
        Files.writeString(tekton.script, PROGRAM);
        process = new ProcessBuilder(tekton.argv("--component", "apollo"))
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        BufferedReader out = process.inputReader();
        assertThat(out.readLine()).isEqualTo("ready");
    }

    @AfterEach
    void end() {
        process.destroyForcibly();
    }

    private int pid() {
        return Math.toIntExact(process.pid());
    }

    private static void assertIsWhatItUsed(RecordedVerdict verdict) {
        Memory memory = verdict.use().memory();
        assertThat(memory).isNotNull();
        assertThat(memory.bytes()).isBetween(50 * MIB, 200 * MIB);
        assertThat(verdict.use().cpu()).isBetween(Duration.ofMillis(250), Duration.ofMinutes(1));
    }

    @Test
    void isOnRecordBeforeTheFirstSignal() {
        Installation.Outcome outcome = tekton.cleanup().run();

        assertThat(lives(pid())).isFalse();
        assertThat(outcome.result(pid())).isEqualTo(TerminationResult.TERMINATED);
        assertIsWhatItUsed(outcome.verdict(pid()));
        assertThat(outcome.verdicts()).isEqualTo(outcome.report().verdicts());
        assertThat(outcome.termination(pid()).verdict()).isEqualTo(outcome.verdict(pid()));
        assertThat(outcome.run().message()).matches("ended 1 process, \\d+ MiB");
        assertThat(outcome.events())
                .filteredOn(event -> event.kind() == EventKind.INTENDED)
                .extracting(AuditEvent::facts)
                .allMatch(facts -> facts.contains("memoryBytes") && facts.contains("cpuMillis"));
    }

    @Test
    void isPssWhereThatIsReadable() {
        assumeThat(Files.isReadable(Path.of("/proc/self/smaps_rollup")))
                .as("left out: this kernel has no rollup of memory")
                .isTrue();

        Memory memory = tekton.cleanup().run().verdict(pid()).use().memory();

        assertThat(memory).isNotNull();
        assertThat(memory.kind()).isEqualTo(Memory.Kind.PSS);
    }

    @Test
    void aDryRunSaysWhatItWouldBring() {
        Installation.Outcome outcome = tekton.cleanup().dry().run();

        assertThat(lives(pid())).isTrue();
        assertIsWhatItUsed(outcome.termination(pid()).verdict());
        assertThat(outcome.run().message()).matches("would end 1 process, \\d+ MiB");
    }

    @Test
    void isNotReadOfWhatIsNotEnded() {
        try (SampleProcesses zoo = new SampleProcesses()) {
            zoo.child(tekton.argv("--component", "numa"), Map.of());

            Installation.Outcome tooMany =
                    tekton.cleanup().set("max-terminations", "1").run();
            tekton.register(pid());
            Installation.Outcome spared = tekton.cleanup().dry().run();

            assertThat(tooMany.run().reason()).isEqualTo("too-many-orphans");
            assertThat(tooMany.verdict(pid()).use()).isEqualTo(Use.UNKNOWN);
            assertThat(spared.verdict(pid()).rule()).isEqualTo("registered");
            assertThat(spared.verdict(pid()).use()).isEqualTo(Use.UNKNOWN);
        }
    }
}
