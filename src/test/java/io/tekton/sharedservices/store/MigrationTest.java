package io.tekton.sharedservices.store;

import static io.tekton.sharedservices.store.Records.HOST;
import static io.tekton.sharedservices.store.Records.live;
import static org.assertj.core.api.Assertions.assertThat;

import io.tekton.sharedservices.journal.query.ChainCheck.Intact;
import io.tekton.sharedservices.store.database.Schema;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The way from version 1 of the tables to the newest; each step can be made again where a crash cut it off. */
class MigrationTest {
    private static final String FORGET_THE_STEPS = "DELETE FROM \"flyway_schema_history\" WHERE \"version\" <> '1'";

    @TempDir
    Path temp;

    private Path folder;

    @BeforeEach
    void make() {
        folder = temp.resolve("state");
        try (Store store = Records.open(folder)) {
            store.auditLog(Records.BOOT, Records.CLOCK).begin(live(1));
        }
    }

    private void change(String... statements) throws SQLException {
        try (Connection connection = RawSql.ofStore(folder);
                Statement statement = connection.createStatement()) {
            for (String sql : statements) {
                statement.execute(sql);
            }
        }
    }

    @Test
    void bringsAStoreOfVersionOneUpToDateAndKeepsItsRecords() throws SQLException {
        change(
                "DROP TABLE paused_job, setting_change, trigger_repair, config_change, config_sync, intervention,"
                        + " settings_in_force CASCADE",
                FORGET_THE_STEPS);

        assertWhole();
    }

    @Test
    void makesTheStepsAgainWhereACrashCutThemOff() throws SQLException {
        change("CREATE TABLE qrtz_triggers (a INTEGER)", "DROP TABLE paused_job CASCADE", FORGET_THE_STEPS);

        assertWhole();
    }

    @Test
    void takesTheTriggersOutOfAStoreThatHadThem() throws SQLException {
        change(
                "RUNSCRIPT FROM 'classpath:org/quartz/impl/jdbcjobstore/tables_h2.sql'",
                "INSERT INTO qrtz_locks VALUES ('a', 'b')",
                "DROP TABLE trigger_repair CASCADE",
                "DELETE FROM \"flyway_schema_history\" WHERE \"version\" NOT IN ('1', '2', '3')");

        assertWhole();
    }

    @Test
    void makesTheStepsOnce() throws SQLException {
        change("CREATE TABLE qrtz_locks (a INTEGER)");

        Records.open(folder).close();

        assertThat(number("SELECT COUNT(*) FROM qrtz_locks")).isZero();
    }

    private void assertWhole() throws SQLException {
        try (Store store = Records.open(folder)) {
            assertThat(number("SELECT COUNT(*) FROM information_schema.tables WHERE table_name LIKE "
                            + "'QRTZ@_%' ESCAPE '@'"))
                    .isZero();
            assertThat(store.pausedJobs(HOST, Records.BOOT).all()).isEmpty();
            assertThat(store.settingChanges(HOST, Records.BOOT).newest(1)).isEmpty();
            assertThat(store.triggerRepairs(HOST, Records.BOOT).last("orphan-cleanup"))
                    .isEmpty();
            assertThat(store.auditReader().sync(live(1).id())).isEmpty();
            assertThat(store.auditReader().run(live(1).id())).contains(live(1));
            assertThat(store.auditReader().verifyChain(HOST)).isInstanceOf(Intact.class);
            assertThat(number("SELECT MAX(CAST(\"version\" AS INTEGER)) FROM \"flyway_schema_history\" "
                            + "WHERE \"success\""))
                    .isEqualTo(Schema.NEWEST);
        }
    }

    private long number(String query) throws SQLException {
        try (Connection connection = RawSql.ofStore(folder)) {
            return RawSql.number(connection, query);
        }
    }
}
