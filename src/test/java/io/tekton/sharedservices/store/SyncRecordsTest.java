package io.tekton.sharedservices.store;

import static io.tekton.sharedservices.store.Records.HOST;
import static io.tekton.sharedservices.store.Records.finished;
import static io.tekton.sharedservices.store.Records.live;
import static io.tekton.sharedservices.store.Records.plan;
import static io.tekton.sharedservices.store.Records.sync;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tekton.sharedservices.journal.AuditEvent;
import io.tekton.sharedservices.journal.AuditException;
import io.tekton.sharedservices.journal.ConfigChange;
import io.tekton.sharedservices.journal.EventKind;
import io.tekton.sharedservices.journal.Run;
import io.tekton.sharedservices.journal.RunCounts;
import io.tekton.sharedservices.journal.RunOutcome;
import io.tekton.sharedservices.journal.SyncRecord;
import io.tekton.sharedservices.journal.Trigger;
import io.tekton.sharedservices.journal.query.ChainCheck.Broken;
import io.tekton.sharedservices.journal.query.ChainCheck.Intact;
import io.tekton.sharedservices.json.CanonicalJsonReader;
import io.tekton.sharedservices.store.database.StoreSettings;
import io.tekton.sharedservices.store.record.SqlAuditLog;
import io.tekton.sharedservices.store.record.SqlAuditReader;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is remembered of configuration syncs, and whether it can be changed unnoticed. */
class SyncRecordsTest {
    private static final Run RUN = sync(1, Trigger.FLAG);

    @TempDir
    Path temp;

    private Store store;
    private SqlAuditLog log;
    private SqlAuditReader reader;

    @BeforeEach
    void open() {
        store = Records.ready(temp.resolve("state"));
        log = store.auditLog(Records.BOOT, Records.CLOCK);
        reader = store.auditReader();
    }

    @AfterEach
    void close() {
        store.close();
    }

    @Test
    void keepsEveryFieldOfAPlanInItsOrder() {
        log.begin(RUN);

        log.plan(RUN.id(), plan());
        log.finish(finished(RUN, RunCounts.NONE));

        assertThat(reader.sync(RUN.id())).contains(plan());
        assertThat(reader.sync("another")).isEmpty();
        assertThat(reader.verdicts(RUN.id())).isEmpty();
        assertIntact();
    }

    @Test
    void keepsAPlanWithoutFlagChangesAndDifference() {
        SyncRecord nothing = new SyncRecord(null, "/a", List.of(), "");
        log.begin(RUN);

        log.plan(RUN.id(), nothing);

        assertThat(reader.sync(RUN.id())).contains(nothing);
        assertIntact();
    }

    @Test
    void keepsTheLastPlanOfARunInTheRowsAndEachInTheChain() {
        SyncRecord second = new SyncRecord(
                null, plan().file(), List.of(new ConfigChange("numa", "port", null, "1.10")), "another\n");
        log.begin(RUN);
        log.plan(RUN.id(), plan());

        log.plan(RUN.id(), second);

        assertThat(reader.sync(RUN.id())).contains(second);
        List<AuditEvent> events = reader.eventsAfter(1, 9);
        assertThat(events).extracting(AuditEvent::kind).containsExactly(EventKind.PLANNED, EventKind.PLANNED);
        assertThat(CanonicalJsonReader.texts(events.get(0).facts()))
                .containsEntry("file", plan().file())
                .containsEntry("flaggedAt", String.valueOf(plan().flaggedAt()))
                .containsEntry("difference", plan().difference());
        assertThat(events.get(0).facts()).isNotEqualTo(events.get(1).facts());
        assertIntact();
    }

    @Test
    void takesADifferenceOfManyMegabytesAndTenThousandComponents() {
        List<ConfigChange> changes = IntStream.rangeClosed(1, 30_000)
                .mapToObj(number -> new ConfigChange("component-" + number / 3, "field-" + number, null, "" + number))
                .toList();
        SyncRecord large = new SyncRecord(plan().flaggedAt(), "/a", changes, "+ línea\n".repeat(2_000_000));
        log.begin(RUN);

        log.plan(RUN.id(), large);

        assertThat(reader.sync(RUN.id())).contains(large);
        assertIntact();
    }

    @Test
    void plansNothingForARunThatHasEndedOrIsUnknown() {
        log.begin(RUN);
        log.finish(finished(RUN, RunCounts.NONE));

        assertThatThrownBy(() -> log.plan(RUN.id(), plan()))
                .isInstanceOf(AuditException.class)
                .hasMessageContaining("has ended");
        assertThatThrownBy(() -> log.plan("nobody", plan()))
                .isInstanceOf(AuditException.class)
                .hasMessageContaining("not on record");

        assertThat(reader.sync(RUN.id())).isEmpty();
        assertIntact();
    }

    @Test
    void settlesASyncThatACrashCutOff() {
        log.begin(RUN);
        log.plan(RUN.id(), plan());

        List<Run> settled = log.settleAbandoned(HOST, process -> "nothing");

        assertThat(settled).singleElement().satisfies(run -> {
            assertThat(run.outcome()).isEqualTo(RunOutcome.ABANDONED);
            assertThat(run.reason()).isEqualTo("crashed");
            assertThat(run.counts()).isEqualTo(RunCounts.NONE);
        });
        assertThat(reader.sync(RUN.id())).contains(plan());
        assertIntact();
    }

    @Test
    void isInABackupAndInTheStoreThatIsMadeFromIt() {
        log.begin(RUN);
        log.plan(RUN.id(), plan());
        Path file = temp.resolve("backup.sql");

        store.backup(file);

        StoreSettings copied = new StoreSettings(temp.resolve("copy"), Duration.ZERO, "a test");
        try (Store copy = Store.restore(file, copied, Records.CLOCK)) {
            assertThat(copy.auditReader().sync(RUN.id())).contains(plan());
            assertThat(copy.auditReader().verifyChain()).isInstanceOf(Intact.class);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "UPDATE config_sync SET flagged_at = NULL",
                "UPDATE config_sync SET file = '/etc/passwd'",
                "UPDATE config_sync SET difference = ''",
                "UPDATE config_change SET old_value = '1' WHERE number = 1",
                "UPDATE config_change SET new_value = '1' WHERE number = 1",
                "UPDATE config_change SET new_value = '45007' WHERE number = 1",
                "UPDATE config_change SET component = 'other' WHERE number = 2",
                "UPDATE config_change SET field = 'other' WHERE number = 2",
                "UPDATE config_change SET number = 4 - number",
                "DELETE FROM config_change WHERE number = 3",
                "DELETE FROM config_change; DELETE FROM config_sync",
                "INSERT INTO config_change VALUES ('sync-000001', 4, 'a', 'b', NULL, '1')",
                "UPDATE audit_event SET facts = REPLACE(facts, '45007', '45008') WHERE sequence = 4"
            })
    void noticesAPlanThatWasTamperedWith(String tampering) throws SQLException {
        log.begin(live(1));
        log.finish(finished(live(1), RunCounts.NONE));
        log.begin(RUN);
        log.plan(RUN.id(), plan());
        log.finish(finished(RUN, RunCounts.NONE));
        assertIntact();

        execute(tampering);

        assertThat(reader.verifyChain())
                .isInstanceOfSatisfying(
                        Broken.class,
                        broken -> assertThat(broken.sequence())
                                .as(broken.difference())
                                .isBetween(3L, 4L));
    }

    @Test
    void noticesAPlanThatWasPutInByHand() throws SQLException {
        log.begin(live(1));
        log.finish(finished(live(1), RunCounts.NONE));

        execute("INSERT INTO config_sync VALUES ('run-000001', NULL, '/a', '')");

        assertThat(reader.verifyChain())
                .isInstanceOfSatisfying(
                        Broken.class, broken -> assertThat(broken.sequence()).isEqualTo(1));
    }

    private void execute(String tampering) throws SQLException {
        try (Connection connection = RawSql.ofStore(temp.resolve("state"));
                Statement statement = connection.createStatement()) {
            for (String step : tampering.split(";")) {
                statement.executeUpdate(step);
            }
        }
    }

    private void assertIntact() {
        assertThat(reader.verifyChain()).isInstanceOf(Intact.class);
    }
}
