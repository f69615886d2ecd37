package io.tekton.sharedservices.store.database;

import static io.tekton.sharedservices.store.Records.HOST;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tekton.sharedservices.journal.query.ChainCheck.Intact;
import io.tekton.sharedservices.store.RawSql;
import io.tekton.sharedservices.store.Records;
import io.tekton.sharedservices.store.Store;
import io.tekton.sharedservices.store.sql.StoreException;
import io.tekton.sharedservices.store.sql.StoreFiles;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Stores of older and newer programs, and a step that this program does not have yet. */
class SchemaTest {
    private static final Path SCHEMAS = Path.of("src/test/resources/schemas");

    @TempDir
    Path temp;

    private static void change(Path folder, String... statements) throws SQLException {
        try (Connection connection = RawSql.ofStore(folder);
                Statement statement = connection.createStatement()) {
            for (String sql : statements) {
                statement.execute(sql);
            }
        }
    }

    /** {@code schema-N.sql} is a backup by a program of schema version N, from before the journal. */
    @ParameterizedTest
    @ValueSource(ints = {1, 8})
    void refusesAStoreOfAnOlderProgramInWordsAndLeavesItAsItIs(int version) throws Exception {
        Path folder = temp.resolve("state");
        Records.open(folder).close();
        change(
                folder,
                "DROP ALL OBJECTS",
                "RUNSCRIPT FROM '"
                        + SCHEMAS.resolve("schema-" + version + ".sql").toAbsolutePath() + "'");
        byte[] head = Files.readAllBytes(folder.resolve("store.head"));

        assertThatThrownBy(() -> Records.open(folder))
                .isInstanceOf(StoreException.class)
                .hasMessageContaining("schema version " + version)
                .hasMessageContaining("audit --json")
                .hasMessageContaining("history --json")
                .hasMessageContaining("store set-aside");

        try (Connection connection = RawSql.ofStore(folder)) {
            assertThat(RawSql.number(connection, "SELECT COUNT(*) FROM termination"))
                    .isPositive();
        }
        assertThat(folder.resolve("store.head")).hasBinaryContent(head);
        Path aside = Store.setAside(new StoreSettings(folder, Duration.ZERO, "a test"), Records.CLOCK);
        assertThat(aside.resolve("store.mv.db")).exists();
        Records.open(folder).close();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 8})
    void refusesABackupOfAnOlderProgram(int version) {
        StoreSettings settings = new StoreSettings(temp.resolve("state"), Duration.ZERO, "a test");

        assertThatThrownBy(() -> Store.restore(SCHEMAS.resolve("schema-" + version + ".sql"), settings, Records.CLOCK))
                .isInstanceOf(StoreException.class)
                .hasMessageContaining("older program");

        try (Store store = Records.open(temp.resolve("state"))) {
            assertThat(store.facts().runs()).isZero();
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 100})
    void refusesANewerStoreInWordsAndLeavesItAsItIs(int newer) throws Exception {
        Path folder = temp.resolve("state");
        Records.open(folder).close();
        change(
                folder,
                "INSERT INTO \"store_schema_history\" SELECT \"installed_rank\" + 100, '" + (Schema.NEWEST + newer)
                        + "', 'x', \"type\", 'x', 1, \"installed_by\", \"installed_on\", 1, TRUE FROM"
                        + " \"store_schema_history\" WHERE \"version\" = '1'");

        assertThatThrownBy(() -> Records.open(folder))
                .isInstanceOf(StoreException.class)
                .hasMessageContaining("schema version " + (Schema.NEWEST + newer))
                .hasMessageContaining("up to " + Schema.NEWEST)
                .hasMessageContaining("newer program");

        change(folder, "DELETE FROM \"store_schema_history\" WHERE \"script\" = 'x'");
        Records.open(folder).close();
    }

    @Test
    void makesANextStepOnceAndKeepsTheRecords() throws Exception {
        Path folder = temp.resolve("state");
        try (Store store = Records.open(folder)) {
            store.auditLog(Records.BOOT, Records.CLOCK).begin(Records.live(1));
        }
        StoreFiles files = new StoreFiles(folder.toRealPath());
        Schema next = new Schema(files, Schema.NEWEST + 1, "sql/next-step");

        try (Database database = Database.open(H2.ofStore(files, StorePassword.read(files)), false)) {
            assertThat(next.bringUpToDate(database.dataSource())).isTrue();
            assertThat(next.bringUpToDate(database.dataSource())).isFalse();
        }

        change(folder, "SELECT made_up FROM trigger_repair", "ALTER TABLE trigger_repair DROP COLUMN made_up");
        change(folder, "DELETE FROM \"store_schema_history\" WHERE \"version\" = '" + (Schema.NEWEST + 1) + "'");
        try (Store store = Records.open(folder)) {
            assertThat(store.auditReader().run(Records.live(1).id())).contains(Records.live(1));
            assertThat(store.auditReader().running(HOST)).hasSize(1);
            assertThat(store.auditReader().verifyChain()).isInstanceOf(Intact.class);
        }
    }

    @Test
    void aStoreOfTheFirstStepGetsItsNewColumnsAndKeepsItsRecords() throws Exception {
        Path folder = temp.resolve("state");
        try (Store store = Records.open(folder)) {
            store.auditLog(Records.BOOT, Records.CLOCK).begin(Records.live(1));
        }
        change(
                folder,
                "DROP INDEX termination_by_ended_owner",
                "ALTER TABLE termination DROP COLUMN ended_owner",
                "ALTER TABLE verdict DROP COLUMN ended_owner",
                "DELETE FROM \"store_schema_history\" WHERE \"version\" = '2'");

        try (Store store = Records.open(folder)) {
            store.auditLog(Records.BOOT, Records.CLOCK)
                    .decide(Records.live(1).id(), List.of(Records.orphan(11)), List.of());
            assertThat(store.auditReader().verdicts(Records.live(1).id())).containsExactly(Records.orphan(11));
            assertThat(store.auditReader().verifyChain()).isInstanceOf(Intact.class);
        }
    }

    @Test
    void makesTheFirstStepAgainWhereACrashCutItOff() throws Exception {
        Path folder = temp.resolve("state");
        try (Store store = Records.open(folder)) {
            store.auditLog(Records.BOOT, Records.CLOCK).begin(Records.live(1));
        }
        StoreFiles files = new StoreFiles(folder.toRealPath());
        change(folder, "DROP TABLE paused_job", "DELETE FROM \"store_schema_history\"");

        try (Database database = Database.open(H2.ofStore(files, StorePassword.read(files)), false)) {
            assertThat(new Schema(files).bringUpToDate(database.dataSource())).isTrue();
        }

        try (Store store = Records.open(folder)) {
            assertThat(store.pausedJobs(HOST, Records.BOOT).all()).isEmpty();
            assertThat(store.auditReader().verifyChain()).isInstanceOf(Intact.class);
        }
    }
}
