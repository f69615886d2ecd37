package io.tekton.sharedservices.store;

import static io.tekton.sharedservices.journal.TerminationSignal.TERM;
import static org.assertj.core.api.Assertions.assertThat;

import io.tekton.sharedservices.journal.Run;
import io.tekton.sharedservices.journal.RunCounts;
import io.tekton.sharedservices.journal.RunOutcome;
import io.tekton.sharedservices.journal.TerminationResult;
import io.tekton.sharedservices.journal.query.ChainCheck.Intact;
import io.tekton.sharedservices.store.database.StoreSettings;
import io.tekton.sharedservices.store.record.SqlAuditLog;
import io.tekton.sharedservices.testing.Rounds;
import io.tekton.sharedservices.testing.Trials;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Copies made while three writers are busy: each opens, verifies, and holds all that had been acknowledged when it was
 * begun.
 */
@Tag(Rounds.LONG_FORM)
class BackupUnderLoadIT {
    @TempDir
    Path temp;

    /** Copies of one store: the writers never rest, and a longer history takes longer to copy and verify. */
    private static final int OF_ONE_STORE = 20;

    @Test
    void everyCopyOpensAndVerifies() throws Exception {
        try (Trials trials = Trials.of("backup", "backups under load", Rounds.of(2, 10))) {
            for (int number = 0; trials.next(); number++) {
                copyUnderLoad(trials, temp.resolve("state-" + number));
            }
        }
    }

    private void copyUnderLoad(Trials trials, Path folder) throws Exception {
        AtomicBoolean over = new AtomicBoolean();
        List<AtomicReference<String>> acknowledged = new ArrayList<>();
        List<Thread> writers = new ArrayList<>();
        try (Store store = Records.open(folder)) {
            for (int writer = 0; writer < 3; writer++) {
                String name = "w" + writer;
                AtomicReference<String> last = new AtomicReference<>();
                acknowledged.add(last);
                writers.add(new Thread(() -> write(store, name, last, over)));
            }
            writers.forEach(Thread::start);
            try {
                for (int copy = 1; copy == 1 || (copy <= OF_ONE_STORE && trials.next()); copy++) {
                    Thread.sleep(trials.random().nextInt(200));
                    one(store, trials, acknowledged);
                    trials.kept();
                }
            } finally {
                over.set(true);
                for (Thread writer : writers) {
                    writer.join();
                }
            }
        }
    }

    private void one(Store store, Trials trials, List<AtomicReference<String>> acknowledged) throws Exception {
        Path folder =
                Files.createDirectory(temp.resolve("copy-" + trials.random().nextLong()));
        Path backup = folder.resolve("backup.sql");
        List<String> before = acknowledged.stream().map(AtomicReference::get).toList();

        store.backup(backup);

        try (Store copy = Store.restore(
                backup, new StoreSettings(folder.resolve("state"), Duration.ZERO, "a test"), Records.CLOCK)) {
            assertThat(copy.auditReader().verifyChain()).as(trials.which()).isInstanceOf(Intact.class);
            for (String id : before) {
                if (id != null) {
                    assertThat(copy.auditReader().run(id).map(Run::outcome))
                            .as("%s, %s", id, trials.which())
                            .contains(RunOutcome.SUCCEEDED);
                }
            }
            trials.also("events in them", copy.facts().events());
        }
    }

    private static void write(Store store, String name, AtomicReference<String> last, AtomicBoolean over) {
        SqlAuditLog log = store.auditLog(Records.BOOT, Records.CLOCK);
        for (int number = 1; !over.get(); number++) {
            Run run = Records.run("%s-%05d".formatted(name, number), false, Records.START.plusSeconds(number));
            log.begin(run);
            log.decide(run.id(), List.of(Records.orphan(12), Records.spared(14)), List.of(Records.intended(12, TERM)));
            log.append(run.id(), List.of(Records.signalled(12, TERM), Records.ended(12, TerminationResult.TERMINATED)));
            log.finish(Records.finished(run, new RunCounts(9, 2, 1, 1, 1, 0, 0)));
            last.set(run.id());
        }
    }
}
