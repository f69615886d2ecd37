package io.tekton.sharedservices.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import io.tekton.sharedservices.process.HostName;
import io.tekton.sharedservices.store.Store;
import io.tekton.sharedservices.testing.Trials;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** SIGKILL at any microsecond of a live cleanup: what its victims say they had is on record as intended. */
@EnabledOnOs(value = OS.LINUX, disabledReason = "real processes of any argv need /proc")
class KilledInACleanupIT {
    @TempDir
    Path temp;

    private Installation tekton;
    private long seen;

    @Test
    void everySignalThatAVictimHadIsOnRecordAsIntended() throws Exception {
        tekton = new Installation(temp);
        Path log = tekton.root.resolve(".tekton/logs/orphan_cleanup.log");
        try (Trials trials = Trials.of("no signal without a durable intent", "SIGKILLs of a cleanup", 4)) {
            while (trials.next()) {
                try (Victims victims = new Victims(tekton, seen);
                        Program program = Program.start(
                                tekton, "cleanup", "--force", "--grace", "150ms", "--confirm-after", "0s")) {
                    awaitMore(log, program);
                    busyFor(trials.random().nextInt(600_000_000));
                    program.kill();

                    Victims.Found found = victims.check(trials.which());
                    seen = found.lastEvent();
                    trials.also("signals that a victim had", found.signals());
                }
                trials.kept();
            }
        }
        Program.Ended after = Program.run(tekton, "history", "--outcome", "running");
        assertThat(after.exitCode()).as(after.err()).isZero();
        try (Store store = Victims.store(tekton)) {
            assertThat(store.auditReader().running(HostName.read())).isEmpty();
        }
    }

    /** The cleanup is under way when it logs; a program that ends before it does has a fault. */
    private static void awaitMore(Path log, Program program) throws IOException {
        long before = Files.exists(log) ? Files.size(log) : 0;
        long deadline = System.nanoTime() + 120_000_000_000L;
        while (!Files.exists(log) || Files.size(log) <= before) {
            assertThat(program.isAlive() && System.nanoTime() < deadline)
                    .as("the program is under way")
                    .isTrue();
            Thread.onSpinWait();
        }
    }

    private static void busyFor(long nanos) {
        for (long end = System.nanoTime() + nanos; System.nanoTime() < end; ) {
            Thread.onSpinWait();
        }
    }
}
