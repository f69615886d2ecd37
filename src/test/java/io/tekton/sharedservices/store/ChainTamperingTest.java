package io.tekton.sharedservices.store;

import static io.tekton.sharedservices.journal.TerminationResult.TERMINATED;
import static io.tekton.sharedservices.journal.TerminationSignal.TERM;
import static io.tekton.sharedservices.store.Records.ended;
import static io.tekton.sharedservices.store.Records.finished;
import static io.tekton.sharedservices.store.Records.intended;
import static io.tekton.sharedservices.store.Records.live;
import static io.tekton.sharedservices.store.Records.orphan;
import static io.tekton.sharedservices.store.Records.signalled;
import static io.tekton.sharedservices.store.Records.spared;
import static org.assertj.core.api.Assertions.assertThat;

import io.tekton.sharedservices.journal.RunCounts;
import io.tekton.sharedservices.journal.query.ChainCheck;
import io.tekton.sharedservices.journal.query.ChainCheck.Broken;
import io.tekton.sharedservices.journal.query.ChainCheck.Intact;
import io.tekton.sharedservices.store.record.SqlAuditLog;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Each run below is six events: begun, decided, intended, signalled, ended, finished. */
class ChainTamperingTest {
    @TempDir
    Path folder;

    private Store store;

    @BeforeEach
    void recordThreeRuns() {
        store = Records.ready(folder.resolve("state"));
        SqlAuditLog log = store.auditLog(Records.BOOT, Records.CLOCK);
        for (int number = 1; number <= 3; number++) {
            var run = live(number);
            log.begin(run);
            log.decide(run.id(), List.of(orphan(12), spared(13)), List.of(intended(12, TERM)));
            log.append(run.id(), List.of(signalled(12, TERM), ended(12, TERMINATED)));
            log.finish(finished(run, new RunCounts(5, 2, 1, 1, 1, 0, 0)));
        }
    }

    @AfterEach
    void close() {
        store.close();
    }

    @Test
    void findsAnUntouchedChainIntact() {
        ChainCheck check = store.auditReader().verifyChain();

        assertThat(check).isInstanceOfSatisfying(Intact.class, intact -> {
            assertThat(intact.events()).isEqualTo(18);
            assertThat(intact.head())
                    .isEqualTo(store.auditReader().eventsAfter(17, 1).get(0).hash());
        });
    }

    /** Found by random edits, seed 9392539353989: nothing of the chain spoke of these columns before the run's end. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "UPDATE run SET scanned = 608 WHERE id = 'run-000004'",
                "UPDATE run SET matched = 1, spared = 1 WHERE id = 'run-000004'",
                "UPDATE run SET reason = 'stopped' WHERE id = 'run-000004'",
                "UPDATE run SET message = 'All is well.' WHERE id = 'run-000004'"
            })
    void seesWhatWasPutIntoARunThatIsUnderWay(String tampering) throws SQLException {
        store.auditLog(Records.BOOT, Records.CLOCK).begin(live(4));
        assertThat(store.auditReader().verifyChain()).isInstanceOf(Intact.class);

        tamper(tampering);

        assertThat(store.auditReader().verifyChain())
                .isInstanceOfSatisfying(
                        Broken.class, broken -> assertThat(broken.sequence()).isEqualTo(19));
    }

    @ParameterizedTest(name = "event {0}: {1}")
    @CsvSource(delimiter = '|', textBlock = """
            9  | UPDATE audit_event SET facts = REPLACE(facts, 'Apollo', 'athena') WHERE sequence = 9
            9  | UPDATE audit_event SET pid = 4711 WHERE sequence = 9
            9  | UPDATE audit_event SET happened_at = happened_at + INTERVAL '1' SECOND WHERE sequence = 9
            9  | UPDATE audit_event SET boot_id = 'another' WHERE sequence = 9
            9  | UPDATE audit_event SET kind = 'SIGNALLED' WHERE sequence = 9
            9  | UPDATE audit_event SET run_id = 'run-000001' WHERE sequence = 9
            9  | UPDATE audit_event SET hash = REPEAT('0', 64) WHERE sequence = 9
            9  | DELETE FROM audit_event WHERE sequence = 9
            1  | DELETE FROM audit_event WHERE sequence = 1
            18 | DELETE FROM audit_event WHERE sequence = 18
            1  | DELETE FROM audit_event
            19 | INSERT INTO audit_event SELECT installation, epoch, host, 19, kind, run_id, boot_id, process_boot_id, pid, start_ticks, happened_at, facts, hash FROM audit_event WHERE sequence = 18
            7  | UPDATE audit_event SET sequence = CASE sequence WHEN 7 THEN 1008 WHEN 8 THEN 1007 END WHERE sequence IN (7, 8); UPDATE audit_event SET sequence = sequence - 1000 WHERE sequence > 1000
            9  | UPDATE audit_event SET sequence = -sequence WHERE sequence > 8; UPDATE audit_event SET sequence = 1 - sequence WHERE sequence < 0; INSERT INTO audit_event SELECT installation, epoch, host, 9, kind, run_id, boot_id, process_boot_id, pid, start_ticks, happened_at, facts, hash FROM audit_event WHERE sequence = 8
            19 | UPDATE audit_chain SET head_sequence = 17
            19 | DELETE FROM audit_chain
            9  | UPDATE audit_event SET kind = 'DREAMT' WHERE sequence = 9
            12 | UPDATE run SET orphans = 99 WHERE id = 'run-000002'
            8  | UPDATE verdict SET decision = 'PERHAPS' WHERE run_id = 'run-000002'
            7  | UPDATE run SET actor = 'nobody' WHERE id = 'run-000002'
            12 | UPDATE run SET killed = 1, terminated = 0 WHERE id = 'run-000002'
            19 | INSERT INTO run SELECT 100, 'run-x', job, host, boot_id, boot_millis, began_by, actor, dry_run, started_at, finished_at, outcome, reason, message, scanned, matched, orphans, spared, terminated, killed, failed, 0, NULL, NULL, NULL FROM run WHERE id = 'run-000002'
            8  | UPDATE verdict SET explanation = 'because' WHERE run_id = 'run-000002' AND pid = 13
            8  | UPDATE verdict SET memory_bytes = memory_bytes + 1 WHERE run_id = 'run-000002' AND pid = 12
            8  | UPDATE verdict SET memory_kind = 'RSS' WHERE run_id = 'run-000002' AND pid = 12
            8  | UPDATE verdict SET memory_bytes = NULL, memory_kind = NULL WHERE run_id = 'run-000002' AND pid = 12
            8  | UPDATE verdict SET cpu_millis = NULL WHERE run_id = 'run-000002' AND pid = 12
            8  | UPDATE verdict SET cpu_millis = 1 WHERE run_id = 'run-000002' AND pid = 13
            8  | UPDATE verdict SET memory_bytes = 1 WHERE run_id = 'run-000002' AND pid = 13
            8  | UPDATE verdict SET memory_kind = 'VSZ' WHERE run_id = 'run-000002' AND pid = 12
            8  | DELETE FROM verdict WHERE run_id = 'run-000002' AND pid = 13
            11 | UPDATE termination SET result = 'KILLED' WHERE run_id = 'run-000002'
            11 | UPDATE termination SET detail = 'other' WHERE run_id = 'run-000002'
            9  | UPDATE termination SET had_kill = TRUE WHERE run_id = 'run-000002'
            9  | UPDATE termination SET requested_at = requested_at + INTERVAL '1' SECOND WHERE run_id = 'run-000002'
            9  | DELETE FROM termination WHERE run_id = 'run-000002'
            7  | UPDATE audit_event SET pid = 729 WHERE sequence = 7
            7  | UPDATE termination SET pid = 729 WHERE run_id = 'run-000002'
            9  | UPDATE termination SET component_key = 'athena' WHERE run_id = 'run-000002'
            1  | UPDATE termination SET run_id = 'run-000001', pid = 13 WHERE run_id = 'run-000002'
            8  | UPDATE verdict SET host = 'elsewhere' WHERE run_id = 'run-000002'
            8  | UPDATE verdict SET result = 'KILLED' WHERE run_id = 'run-000002' AND pid = 12
            1  | UPDATE run SET sequence = 1000 - sequence
            9  | UPDATE audit_event SET host = 'elsewhere' WHERE sequence = 9
            9  | UPDATE audit_event SET installation = 'another' WHERE sequence = 9
            9  | UPDATE audit_event SET epoch = 'another' WHERE sequence = 9
            19 | UPDATE audit_chain SET installation = 'another'
            19 | UPDATE audit_chain SET epoch = 'another'
            19 | UPDATE audit_chain SET last_verdict = last_verdict + 1
            19 | INSERT INTO audit_chain SELECT 'another', epoch, head_sequence, head_hash, last_verdict FROM audit_chain
            1  | DROP TABLE termination
            19 | INSERT INTO run SELECT 100, 'run-x', job, 'elsewhere', boot_id, boot_millis, began_by, actor, dry_run, started_at, finished_at, outcome, reason, message, scanned, matched, orphans, spared, terminated, killed, failed, 0, NULL, NULL, NULL FROM run WHERE id = 'run-000002'
            """)
    void namesTheFirstRecordThatWasTamperedWith(long sequence, String tampering) throws SQLException {
        tamper(tampering);

        ChainCheck check = store.auditReader().verifyChain();

        assertThat(check)
                .isInstanceOfSatisfying(
                        Broken.class,
                        broken -> assertThat(broken.sequence())
                                .as(broken.difference())
                                .isEqualTo(sequence));
    }

    private void tamper(String steps) throws SQLException {
        try (Connection connection = RawSql.ofStore(folder.resolve("state"));
                Statement statement = connection.createStatement()) {
            for (String step : steps.split(";")) {
                statement.executeUpdate(step);
            }
        }
    }
}
