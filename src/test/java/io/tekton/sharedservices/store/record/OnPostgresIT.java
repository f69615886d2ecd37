package io.tekton.sharedservices.store.record;

import static io.tekton.sharedservices.store.Records.BOOT;
import static io.tekton.sharedservices.store.Records.HOST;
import static io.tekton.sharedservices.store.Records.START;
import static org.assertj.core.api.Assertions.assertThat;

import io.tekton.sharedservices.journal.AuditEvent;
import io.tekton.sharedservices.journal.EventKind;
import io.tekton.sharedservices.journal.Run;
import io.tekton.sharedservices.journal.query.ChainCheck.Broken;
import io.tekton.sharedservices.journal.query.ChainCheck.Intact;
import io.tekton.sharedservices.store.Postgres;
import io.tekton.sharedservices.store.RawSql;
import io.tekton.sharedservices.store.Records;
import io.tekton.sharedservices.store.Store;
import io.tekton.sharedservices.store.chain.ChainHead;
import io.tekton.sharedservices.store.chain.ChainVerifier;
import io.tekton.sharedservices.store.chain.ChainWriter;
import io.tekton.sharedservices.store.chain.Contents;
import io.tekton.sharedservices.store.chain.Rebuild;
import io.tekton.sharedservices.store.chain.Rows;
import io.tekton.sharedservices.store.sql.Sql;
import java.nio.file.Path;
import java.sql.Timestamp;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.statement.Query;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * One journal in H2 and in PostgreSQL: the same steps make the schema, the same projector makes the same tables, and
 * every statement that the program can make of {@code sql/queries} has the same answer in both.
 */
class OnPostgresIT {
    @TempDir
    static Path folder;

    private static Postgres postgres;
    private static Store store;
    private static Jdbi ours;
    private static Jdbi theirs;
    private static ChainHead end;
    private static long rebuilt;

    @BeforeAll
    static void copyTheJournal() throws Exception {
        postgres = Postgres.start();
        store = EveryRecord.in(folder.resolve("state"));
        ours = Jdbi.create(() -> RawSql.ofStore(folder.resolve("state")));
        DataSource database = postgres.database();
        Flyway.configure()
                .dataSource(database)
                .table("store_schema_history")
                .locations("classpath:sql/migration")
                .load()
                .migrate();
        theirs = Jdbi.create(database);
        end = ours.withHandle(handle -> ChainWriter.at(handle, HOST, BOOT).head());
        rebuilt = theirs.inTransaction(handle -> {
            handle.createUpdate(Sql.query("found-chain").plain())
                    .bind("installation", end.installation())
                    .bind("epoch", "none")
                    .bind("hash", AuditEvent.GENESIS)
                    .execute();
            for (AuditEvent event : store.auditReader().eventsAfter(0, 10_000)) {
                handle.createUpdate(Sql.query("add-event").plain())
                        .bindMap(Rows.of(event))
                        .execute();
            }
            handle.createUpdate(Sql.query("move-head-of-chain").plain())
                    .bindMap(Map.of(
                            "epoch",
                            end.epoch(),
                            "sequence",
                            end.sequence(),
                            "hash",
                            end.hash(),
                            "lastVerdict",
                            end.lastVerdict()))
                    .execute();
            return Rebuild.run(handle, end);
        });
    }

    @AfterAll
    static void stop() throws Exception {
        if (store != null) {
            store.close();
        }
        if (postgres != null) {
            postgres.close();
        }
    }

    /** Does the same in both, takes it back, and gives back what each answered. */
    private static <T> List<T> both(Function<Handle, T> work) {
        List<T> answers = new ArrayList<>();
        for (Jdbi database : List.of(ours, theirs)) {
            database.useHandle(handle -> {
                handle.begin();
                answers.add(work.apply(handle));
                handle.rollback();
            });
        }
        return answers;
    }

    /** Whole numbers as {@code Long}, times as {@code Instant}; an only column may have a name that nobody gave it. */
    private static Map<String, Object> plain(Map<String, Object> row) {
        Map<String, Object> plain = new TreeMap<>();
        row.forEach((column, value) -> plain.put(
                row.size() == 1 ? "" : column.toLowerCase(Locale.ROOT),
                value instanceof Number number
                        ? (Object) number.longValue()
                        : value instanceof Timestamp time
                                ? time.toInstant()
                                : value instanceof OffsetDateTime time ? time.toInstant() : value));
        return plain;
    }

    private static List<String> rows(Query query, boolean ordered) {
        Stream<String> rows = query.mapToMap().stream().map(row -> plain(row).toString());
        return (ordered ? rows : rows.sorted()).toList();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "audit_event",
                "audit_chain",
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
                "leftover_action"
            })
    void theProjectorMakesTheSameTable(String table) {
        List<List<String>> rows = both(handle -> rows(handle.createQuery("SELECT * FROM " + table), false));

        assertThat(rows.get(0)).isNotEmpty();
        assertThat(rows.get(1)).isEqualTo(rows.get(0));
    }

    @Test
    void theJournalVerifies() {
        assertThat(both(handle -> new ChainVerifier(handle).verify(end)))
                .allSatisfy(check -> assertThat(check)
                        .isInstanceOfSatisfying(
                                Intact.class,
                                intact -> assertThat(intact.events()).isEqualTo(rebuilt)));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "UPDATE audit_event SET facts = REPLACE(facts, 'Apollo', 'athena')",
                "UPDATE termination SET finished_at = requested_at WHERE had_kill",
                "UPDATE run SET started_at = started_at + INTERVAL '1' SECOND WHERE id = 'run-029'",
                "UPDATE verdict SET cpu_millis = cpu_millis + 1 WHERE cpu_millis IS NOT NULL",
                "DELETE FROM paused_job",
                "DROP TABLE registry_seen"
            })
    void anEditIsSeen(String edit) {
        Broken seen = theirs.withHandle(handle -> {
            handle.begin();
            int changed = handle.execute(edit);
            assertThat(changed > 0 || edit.startsWith("DROP")).isTrue();
            Broken broken = (Broken) new ChainVerifier(handle).verify(end);
            handle.rollback();
            return broken;
        });

        assertThat(seen.difference()).isNotBlank();
    }

    @Test
    void theJournalGoesOn() {
        Run run = Records.run("run-900", false, START.plusSeconds(9_000_000));

        List<String> begun = both(handle -> {
            ChainWriter chain = ChainWriter.at(handle, HOST, BOOT);
            chain.add(EventKind.RUN_BEGUN, run.id(), null, run.startedAt(), Contents.begun(run))
                    .write();
            Run found = Sql.query("which-run")
                    .on(handle)
                    .bind("id", run.id())
                    .map(Rows.RUN)
                    .one();
            return found + " " + chain.head().hash() + " " + new ChainVerifier(handle).verify(chain.head());
        });

        assertThat(begun.get(1)).isEqualTo(begun.get(0)).contains(run.id()).contains("Intact");
    }

    /** A file that nobody lists is a fault: who adds a query says here what the program asks with it. */
    @Test
    void everyStatementHasTheSameAnswer() throws Exception {
        List<Statements.Asked> all = Statements.all(store);

        int answered = 0;
        for (Statements.Asked asked : all) {
            List<List<String>> answers = both(handle -> asked.reads()
                    ? rows(
                            handle.createQuery(asked.sql()).bindMap(asked.values()),
                            asked.sql().contains("ORDER BY"))
                    : List.of(String.valueOf(handle.createUpdate(asked.sql())
                            .bindMap(asked.values())
                            .execute())));
            assertThat(answers.get(1)).as(asked.toString()).isEqualTo(answers.get(0));
            answered += answers.get(0).isEmpty() ? 0 : 1;
        }

        System.out.println("OnPostgresIT: " + all.size() + " statements, " + answered + " of them with an answer");
        assertThat(answered).isGreaterThan(all.size() / 4);
    }
}
