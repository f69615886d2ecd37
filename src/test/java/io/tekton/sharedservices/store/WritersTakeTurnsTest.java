package io.tekton.sharedservices.store;

import static io.tekton.sharedservices.journal.TerminationSignal.TERM;
import static io.tekton.sharedservices.store.Records.HOST;
import static io.tekton.sharedservices.store.Records.intended;
import static io.tekton.sharedservices.store.Records.orphan;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tekton.sharedservices.journal.query.ChainCheck.Intact;
import io.tekton.sharedservices.store.database.Database;
import io.tekton.sharedservices.store.database.Opening;
import io.tekton.sharedservices.store.database.StateFolder;
import io.tekton.sharedservices.store.record.SqlAuditLog;
import io.tekton.sharedservices.store.scheduler.SchedulerConnections;
import io.tekton.sharedservices.store.sql.StoreFiles;
import java.nio.file.Path;
import java.sql.Connection;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WritersTakeTurnsTest {
    private static final int WRITERS = 6;
    private static final int RUNS = 15;

    @TempDir
    Path folder;

    @Test
    void neverTearsWhatManyThreadsWrite() throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(WRITERS + 1);
        try (Store store = Records.open(folder)) {
            SqlAuditLog log = store.auditLog(Records.BOOT, Records.CLOCK);
            List<Future<?>> work = new ArrayList<>();
            for (int writer = 0; writer < WRITERS; writer++) {
                String name = "writer-" + writer;
                work.add(threads.submit(() -> {
                    for (int number = 0; number < RUNS; number++) {
                        var run = Records.run(name + "-" + number, false, Records.START);
                        log.begin(run);
                        log.decide(run.id(), List.of(orphan(12)), List.of(intended(12, TERM)));
                    }
                }));
            }
            Future<?> reading = threads.submit(() -> {
                while (store.auditReader().running(HOST).size() < WRITERS * RUNS) {
                    assertThat(store.auditReader().verifyChain()).isInstanceOf(Intact.class);
                }
            });
            for (Future<?> each : work) {
                each.get();
            }
            reading.get();

            assertThat(store.auditReader().verifyChain())
                    .isInstanceOfSatisfying(
                            Intact.class, intact -> assertThat(intact.events()).isEqualTo(WRITERS * RUNS * 3));
        } finally {
            threads.shutdown();
        }
    }

    @Test
    void refusesAWriteWithinAWriteAtOnce() {
        StoreFiles files = new StoreFiles(StateFolder.prepare(folder.resolve("state")));
        try (Database database = new Opening(files, Records.CLOCK).open(null)) {
            assertThatThrownBy(() -> database.write("outer", handle -> database.write("inner", inner -> 1)))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("must not begin another write");

            assertThat((int) database.write("another", handle -> 1)).isEqualTo(1);
        }
    }

    @Test
    void doesNotWaitForASchedulerThatHoldsItsConnection() throws Exception {
        try (Store store = Records.open(folder);
                SchedulerConnections connections = store.schedulerConnections()) {
            try (Connection connection = connections.getConnection()) {
                connection.setAutoCommit(false);

                store.auditLog(Records.BOOT, Records.CLOCK).begin(Records.live(1));

                assertThat(store.auditReader().running(HOST)).hasSize(1);
                connection.commit();
            }
        }
    }
}
