package io.tekton.sharedservices.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tekton.sharedservices.journal.EventKind;
import io.tekton.sharedservices.journal.Run;
import io.tekton.sharedservices.journal.Termination;
import io.tekton.sharedservices.journal.TerminationResult;
import io.tekton.sharedservices.journal.query.ChainCheck.Broken;
import io.tekton.sharedservices.journal.query.ChainCheck.Intact;
import io.tekton.sharedservices.journal.query.RunQuery;
import io.tekton.sharedservices.journal.query.TerminationQuery;
import io.tekton.sharedservices.process.ProcessFacts;
import io.tekton.sharedservices.store.database.Schema;
import io.tekton.sharedservices.store.database.StoreSettings;
import io.tekton.sharedservices.store.record.SqlAuditReader;
import io.tekton.sharedservices.store.sql.StoreException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Stores that the program of each schema version wrote: {@code schemas/schema-N.sql} is a {@code store backup} by the
 * last commit of version N, after a dry cleanup, a live one that ended one process and killed another, one within the
 * hour and one without a registry; of version 9 that of version 8, restored and saved again; of version 7 also after a
 * daemon that was asked to pause, to trigger, to resume and to read other settings. A new migration brings its own.
 */
class UpgradeTest {
    private static final Path SCHEMAS = Path.of("src/test/resources/schemas");

    @TempDir
    Path temp;

    /** Of the versions that a commit of the main line ever had. */
    static List<Integer> versions() {
        return IntStream.rangeClosed(1, Schema.NEWEST)
                .filter(version -> Files.exists(schema(version)))
                .boxed()
                .toList();
    }

    private static Path schema(int version) {
        return SCHEMAS.resolve("schema-" + version + ".sql");
    }

    @Test
    void knowsTheFirstSchemas() {
        assertThat(versions()).contains(1, 2, 3, 4, 9);
    }

    @ParameterizedTest
    @MethodSource("versions")
    void opensAStoreOfThatVersionWhereItLies(int version) throws Exception {
        Path folder = temp.resolve("state");
        writtenByVersion(version, folder);

        try (Store store = Records.open(folder)) {
            assertHoldsItAll(store);
        }
        try (Store again = Records.open(folder)) {
            assertHoldsItAll(again);
        }
    }

    @ParameterizedTest
    @MethodSource("versions")
    void restoresABackupOfThatVersion(int version) {
        try (Store store = Store.restore(
                schema(version), new StoreSettings(temp.resolve("state"), Duration.ZERO, "a test"), Records.CLOCK)) {
            assertHoldsItAll(store);
        }
    }

    @Test
    void addsOlderInterventionsToTheChain() throws Exception {
        Path folder = temp.resolve("state");
        writtenByVersion(7, folder);

        try (Store store = Records.open(folder)) {
            assertThat(store.auditReader().eventsAfter("ci-host", 22, 1_000))
                    .extracting(event -> event.kind() + " " + event.runId().replaceFirst("-[0-9a-f]*$", ""))
                    .containsExactly(
                            "SETTING_CHANGED setting-change",
                            "SETTINGS_IN_FORCE settings-in-force",
                            "SETTINGS_IN_FORCE settings-in-force",
                            "ASKED intervention",
                            "ANSWERED intervention",
                            "ASKED intervention",
                            "ANSWERED intervention",
                            "ASKED intervention",
                            "ANSWERED intervention",
                            "ASKED intervention",
                            "ANSWERED intervention",
                            "PAUSED pause-config-sync",
                            "REGISTRY_READ registry");
        }
        change(folder, "UPDATE intervention SET actor = 'somebody else' WHERE sequence = 2");
        try (Store store = Records.open(folder)) {
            assertThat(store.auditReader().verifyChain("ci-host")).isInstanceOfSatisfying(Broken.class, broken -> {
                assertThat(broken.difference()).contains("intervention-2", "does not say what was recorded");
            });
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 100})
    void refusesANewerStoreInWordsAndLeavesItAsItIs(int newer) throws Exception {
        Path folder = temp.resolve("state");
        Records.open(folder).close();
        change(
                folder,
                "INSERT INTO \"flyway_schema_history\" SELECT \"installed_rank\" + 100, '" + (Schema.NEWEST + newer)
                        + "', 'x', \"type\", 'x', 1, \"installed_by\", \"installed_on\", 1, TRUE FROM"
                        + " \"flyway_schema_history\" WHERE \"version\" = '1'");

        assertThatThrownBy(() -> Records.open(folder))
                .isInstanceOf(StoreException.class)
                .hasMessageContaining("schema version " + (Schema.NEWEST + newer))
                .hasMessageContaining("up to " + Schema.NEWEST)
                .hasMessageContaining("newer program");

        change(folder, "DELETE FROM \"flyway_schema_history\" WHERE \"script\" = 'x'");
        Records.open(folder).close();
    }

    /** Fills a file as the older program had it, with the password file beside it. */
    private static void writtenByVersion(int version, Path folder) throws SQLException, IOException {
        Records.open(folder).close();
        change(folder, "DROP ALL OBJECTS", "RUNSCRIPT FROM '" + schema(version).toAbsolutePath() + "'");
    }

    private static void change(Path folder, String... statements) throws SQLException {
        try (Connection connection = RawSql.ofStore(folder);
                Statement statement = connection.createStatement()) {
            for (String sql : statements) {
                statement.execute(sql);
            }
        }
    }

    private static void assertHoldsItAll(Store store) {
        SqlAuditReader reader = store.auditReader();
        List<Run> runs = reader.runs(new RunQuery(null, null, null, null, null, 10));
        assertThat(runs)
                .extracting(run -> run.outcome().name())
                .endsWith("REFUSED", "REFUSED", "SUCCEEDED", "SUCCEEDED");
        List<Termination> terminations = reader.terminations(
                new TerminationQuery(null, null, null, null, TerminationResult.KILLED, null, null, null, 10));
        assertThat(terminations).hasSize(1);
        assertThat(terminations.get(0).verdict().use()).isEqualTo(ProcessFacts.Use.UNKNOWN);
        assertThat(terminations.get(0).verdict().command()).contains("stubborn");
        assertThat(reader.verifyChain(runs.get(0).host())).isInstanceOfSatisfying(Intact.class, intact -> {
            // what belongs to no run was not in the chain before version 8: now it is, once
            assertThat(intact.events()).isGreaterThan(18);
            assertThat(reader.eventsAfter(runs.get(0).host(), 0, 1_000))
                    .filteredOn(event -> event.kind() == EventKind.REGISTRY_READ)
                    .hasSize(1);
        });
        assertThat(store.facts().schemaVersion()).isEqualTo(Schema.NEWEST);
    }
}
