package io.tekton.sharedservices.store.record;

import static io.tekton.sharedservices.store.Records.BOOT;
import static io.tekton.sharedservices.store.Records.CLOCK;
import static io.tekton.sharedservices.store.Records.START;
import static io.tekton.sharedservices.store.Records.orphan;
import static io.tekton.sharedservices.store.Records.process;
import static org.assertj.core.api.Assertions.assertThat;

import io.tekton.sharedservices.journal.AuditLog;
import io.tekton.sharedservices.journal.Run;
import io.tekton.sharedservices.journal.TerminationEvent.Ended;
import io.tekton.sharedservices.journal.TerminationEvent.Intended;
import io.tekton.sharedservices.journal.TerminationResult;
import io.tekton.sharedservices.journal.TerminationSignal;
import io.tekton.sharedservices.journal.query.Leak;
import io.tekton.sharedservices.store.RawSql;
import io.tekton.sharedservices.store.Records;
import io.tekton.sharedservices.store.Store;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What was added up before must not be told of a record that has changed since. */
class LeakSumsTest {
    private static final Instant UNTIL = START.plus(Duration.ofDays(30));

    @TempDir
    private Path folder;

    private Store store;
    private AuditLog log;
    private SqlAuditReader reader;

    @BeforeEach
    void open() {
        store = Records.ready(folder.resolve("state"));
        log = store.auditLog(BOOT, CLOCK);
        reader = store.auditReader();
    }

    @AfterEach
    void close() {
        store.close();
    }

    /** A run that ends two processes on this day. */
    private Run runOnDay(int day) {
        Run run = Records.live(day);
        Instant at = START.plus(Duration.ofDays(day));
        int pid = 100 + 10 * day;
        log.begin(run);
        log.decide(
                run.id(),
                List.of(orphan(pid), orphan(pid + 1)),
                List.of(
                        new Intended(process(pid), at, TerminationSignal.TERM),
                        new Intended(process(pid + 1), at, TerminationSignal.TERM)));
        return run;
    }

    private void end(Run run, int day, int which) {
        log.append(
                run.id(),
                List.of(new Ended(
                        process(100 + 10 * day + which),
                        START.plus(Duration.ofDays(day)),
                        TerminationResult.TERMINATED,
                        12L,
                        null)));
    }

    private void expectSums(long terminations, long ended) {
        for (SqlAuditReader one : List.of(reader, store.auditReader())) {
            List<Leak> leaks = one.leaks(START, UNTIL);
            assertThat(leaks.stream().mapToLong(Leak::terminations).sum()).isEqualTo(terminations);
            assertThat(leaks.stream().mapToLong(Leak::ended).sum()).isEqualTo(ended);
            assertThat(leaks.stream().mapToLong(Leak::memoryBytes).sum())
                    .isEqualTo(ended * Records.USE.memory().bytes());
            assertThat(leaks.stream()
                            .map(leak -> leak.component() + leak.user() + leak.program() + leak.rule())
                            .toList())
                    .doesNotHaveDuplicates();
        }
    }

    @Test
    void followsADayThatGoesOnAndAResultThatComesLate() {
        Run first = runOnDay(0);
        end(first, 0, 0);
        expectSums(2, 1);

        Run second = runOnDay(3);
        expectSums(4, 1);
        end(second, 3, 0);
        expectSums(4, 2);

        // The first day is over, and what was open of it is settled now.
        end(first, 0, 1);
        expectSums(4, 3);
        expectSums(4, 3);
    }

    @Test
    void followsAClockThatWasSetBackAndAPurge() throws SQLException {
        for (int day : new int[] {0, 5}) {
            Run run = runOnDay(day);
            end(run, day, 0);
            end(run, day, 1);
        }
        expectSums(4, 4);

        Run late = runOnDay(2);
        end(late, 2, 0);
        end(late, 2, 1);
        expectSums(6, 6);

        try (Connection connection = RawSql.ofStore(folder.resolve("state"));
                Handle handle = Jdbi.open(connection)) {
            assertThat(handle.execute(
                            "DELETE FROM termination WHERE run_id = ?",
                            Records.live(0).id()))
                    .isEqualTo(2);
        }
        expectSums(4, 4);
    }
}
