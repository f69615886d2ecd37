package io.tekton.sharedservices.store;

import static io.tekton.sharedservices.store.Records.HOST;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tekton.sharedservices.journal.AuditException;
import io.tekton.sharedservices.journal.query.ChainCheck.Broken;
import io.tekton.sharedservices.journal.query.ChainCheck.Intact;
import io.tekton.sharedservices.store.record.EveryRecord;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Tables that were lost, emptied or changed come back from the journal as they were. */
class RebuildTest {
    private static final List<String> TABLES = List.of(
            "run",
            "verdict",
            "termination",
            "config_sync",
            "config_change",
            "setting_change",
            "settings_in_force",
            "intervention",
            "trigger_repair",
            "paused_job",
            "registry_seen",
            "leftover",
            "leftover_action",
            "audit_event",
            "audit_chain");

    @TempDir
    Path temp;

    private Store store;

    @BeforeEach
    void record() {
        store = EveryRecord.in(temp.resolve("state"));
    }

    @AfterEach
    void close() {
        store.close();
    }

    private Map<String, List<Map<String, Object>>> content() throws SQLException {
        try (Connection connection = RawSql.ofStore(temp.resolve("state"));
                Handle handle = Jdbi.create(connection).open()) {
            Map<String, List<Map<String, Object>>> content = new TreeMap<>();
            for (String table : TABLES) {
                content.put(
                        table,
                        handle.createQuery("SELECT * FROM " + table + " ORDER BY 1, 2")
                                .mapToMap()
                                .list());
            }
            return content;
        }
    }

    private void change(String... statements) throws SQLException {
        try (Connection connection = RawSql.ofStore(temp.resolve("state"));
                Statement statement = connection.createStatement()) {
            for (String sql : statements) {
                statement.execute(sql);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "DROP TABLE termination",
                "DROP TABLE run CASCADE",
                "DROP TABLE paused_job",
                "DELETE FROM termination",
                "UPDATE verdict SET explanation = 'none'",
                "UPDATE settings_in_force SET settings = '{}'"
            })
    void comeBack(String loss) throws SQLException {
        Map<String, List<Map<String, Object>>> before = content();
        assertThat(before.values()).allSatisfy(rows -> assertThat(rows).isNotEmpty());
        change(loss);
        assertThat(store.auditReader().verifyChain()).isInstanceOf(Broken.class);

        long events = store.rebuild();

        assertThat(events).isPositive();
        assertThat(content()).isEqualTo(before);
        assertThat(store.auditReader().verifyChain()).isInstanceOf(Intact.class);
    }

    @Test
    void saysWhichTableIsMissingAndWhatHelps() throws SQLException {
        change("DROP TABLE termination");

        assertThat(store.auditReader().verifyChain())
                .isInstanceOfSatisfying(
                        Broken.class,
                        broken -> assertThat(broken.difference())
                                .contains("termination")
                                .contains("store rebuild"));
    }

    @Test
    void changesNothingWhereTheJournalItselfWasChanged() throws SQLException {
        change("UPDATE audit_event SET facts = REPLACE(facts, 'Apollo', 'athena')", "DELETE FROM termination");
        Map<String, List<Map<String, Object>>> before = content();

        assertThatThrownBy(() -> store.rebuild())
                .isInstanceOf(AuditException.class)
                .hasMessageContaining("changed itself at event");

        assertThat(content()).isEqualTo(before);
    }

    @Test
    void goesOnRecordingAfterwards() {
        store.rebuild();

        store.auditLog(Records.BOOT, Records.CLOCK).begin(Records.live(777));

        assertThat(store.auditReader().running(HOST)).isNotEmpty();
        assertThat(store.auditReader().verifyChain()).isInstanceOf(Intact.class);
    }
}
