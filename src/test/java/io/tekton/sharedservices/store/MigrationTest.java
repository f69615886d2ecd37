package io.tekton.sharedservices.store;

import static io.tekton.sharedservices.store.Records.HOST;
import static io.tekton.sharedservices.store.Records.live;
import static org.assertj.core.api.Assertions.assertThat;

import io.tekton.sharedservices.audit.ChainCheck.Intact;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.stream.Stream;
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
        try (Store store = Records.open(folder);
                Connection connection = store.writerConnection();
                Statement statement = connection.createStatement()) {
            for (String sql : statements) {
                statement.execute(sql);
            }
        }
    }

    @Test
    void bringsAStoreOfVersionOneUpToDateAndKeepsItsRecords() throws SQLException, IOException {
        change(
                "DROP TABLE qrtz_fired_triggers, qrtz_paused_trigger_grps, qrtz_scheduler_state, qrtz_locks,"
                        + " qrtz_simple_triggers, qrtz_cron_triggers, qrtz_simprop_triggers, qrtz_blob_triggers,"
                        + " qrtz_triggers, qrtz_job_details, qrtz_calendars, paused_job, setting_change CASCADE",
                FORGET_THE_STEPS);

        assertWhole();
    }

    @Test
    void makesTheStepsAgainWhereACrashCutThemOff() throws SQLException, IOException {
        change("DROP TABLE qrtz_triggers, qrtz_simple_triggers, paused_job CASCADE", FORGET_THE_STEPS);

        assertWhole();
    }

    @Test
    void makesTheStepsOnce() throws SQLException {
        change("INSERT INTO qrtz_locks VALUES ('a', 'b')");

        try (Store store = Records.open(folder)) {
            assertThat(count(store, "SELECT COUNT(*) FROM qrtz_locks")).isEqualTo(1);
        }
    }

    private void assertWhole() throws SQLException, IOException {
        try (Store store = Records.open(folder)) {
            assertThat(
                            count(
                                    store,
                                    "SELECT COUNT(*) FROM information_schema.tables WHERE table_name LIKE 'QRTZ@_%' ESCAPE '@'"))
                    .isEqualTo(11);
            assertThat(store.pausedJobs(HOST).all()).isEmpty();
            assertThat(store.settingChanges(HOST, Records.BOOT).newest(1)).isEmpty();
            assertThat(store.auditReader().run(live(1).id())).contains(live(1));
            assertThat(store.auditReader().verifyChain(HOST)).isInstanceOf(Intact.class);
            assertThat(
                            count(
                                    store,
                                    "SELECT COUNT(*) FROM \"flyway_schema_history\" WHERE \"success\" AND \"version\" IS NOT NULL"))
                    .isEqualTo(migrations());
        }
    }

    private static long migrations() throws IOException {
        try (Stream<Path> files = Files.list(Path.of("sql/h2/migration"))) {
            return files.count();
        }
    }

    private static long count(Store store, String query) throws SQLException {
        try (Connection connection = store.writerConnection();
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(query)) {
            rows.next();
            return rows.getLong(1);
        }
    }
}
