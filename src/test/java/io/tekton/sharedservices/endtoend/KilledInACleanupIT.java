package io.tekton.sharedservices.endtoend;

import static io.tekton.sharedservices.endtoend.Installation.lives;
import static org.assertj.core.api.Assertions.assertThat;

import io.tekton.sharedservices.audit.AuditEvent;
import io.tekton.sharedservices.audit.ChainCheck.Intact;
import io.tekton.sharedservices.audit.EventKind;
import io.tekton.sharedservices.audit.Facts;
import io.tekton.sharedservices.process.HostName;
import io.tekton.sharedservices.store.SqlAuditReader;
import io.tekton.sharedservices.store.Store;
import io.tekton.sharedservices.store.StoreSettings;
import io.tekton.sharedservices.testing.Trials;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
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
        try (Trials trials = Trials.of("no signal without a durable intent", "SIGKILLs of a cleanup", 6)) {
            while (trials.next()) {
                try (Worker prompt = Worker.start(tekton, "sys.exit(0)");
                        Worker stubborn = Worker.start(tekton, "pass");
                        Program program = Program.start(
                                tekton, "cleanup", "--force", "--grace", "150ms", "--confirm-after", "0s")) {
                    awaitMore(log, program);
                    busyFor(trials.random().nextInt(600_000_000));
                    program.kill();

                    boolean killed = !lives(stubborn.pid());
                    boolean terminated = !lives(prompt.pid());
                    List<AuditEvent> events = events(trials.which());
                    Set<String> intents = intents(events, stubborn.pid());
                    List<String> said = stubborn.endAndTell();
                    trials.also("signals that a victim had", said.size() + (killed ? 1 : 0) + (terminated ? 1 : 0));
                    assertThat(said.isEmpty() || intents.contains("TERM"))
                            .as("SIGTERM was had: %s, intents: %s, %s", said, intents, trials.which())
                            .isTrue();
                    assertThat(!killed || intents.contains("KILL"))
                            .as("killed, intents: %s, %s", intents, trials.which())
                            .isTrue();
                    assertThat(!terminated || intents(events, prompt.pid()).contains("TERM"))
                            .as("ended without an intent, %s", trials.which())
                            .isTrue();
                }
                trials.kept();
            }
        }
        Program.Ended after = Program.run(tekton, "history", "--outcome", "running");
        assertThat(after.exitCode()).as(after.err()).isZero();
        try (Store store = store()) {
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

    private Store store() {
        return Store.open(
                new StoreSettings(tekton.stateFolder, StoreSettings.PATIENCE_OF_A_COMMAND, "test"), Clock.systemUTC());
    }

    /** Those since the last look. */
    private List<AuditEvent> events(String which) {
        try (Store store = store()) {
            SqlAuditReader reader = store.auditReader();
            assertThat(reader.verifyChain(HostName.read())).as(which).isInstanceOf(Intact.class);
            List<AuditEvent> events = reader.eventsAfter(HostName.read(), seen, 10_000);
            if (!events.isEmpty()) {
                seen = events.get(events.size() - 1).sequence();
            }
            return events;
        }
    }

    private static Set<String> intents(List<AuditEvent> events, int pid) {
        return events.stream()
                .filter(event -> event.kind() == EventKind.INTENDED
                        && event.process() != null
                        && event.process().pid() == pid)
                .map(event -> Facts.read(event.facts()).get("signal"))
                .collect(Collectors.toSet());
    }
}
