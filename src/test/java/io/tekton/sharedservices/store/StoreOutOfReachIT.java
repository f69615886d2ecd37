package io.tekton.sharedservices.store;

import static io.tekton.sharedservices.store.Records.live;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.tekton.sharedservices.journal.AuditException;
import io.tekton.sharedservices.journal.query.ChainCheck.Intact;
import io.tekton.sharedservices.store.record.SqlAuditLog;
import io.tekton.sharedservices.store.scheduler.SchedulerConnections;
import io.tekton.sharedservices.store.sql.StoreFiles;
import io.tekton.sharedservices.testing.Immutable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A store whose file goes, is replaced or can no longer be written while it is open. */
class StoreOutOfReachIT {
    @TempDir
    Path temp;

    private Path folder;
    private Path file;
    private Store store;
    private SqlAuditLog log;

    @BeforeEach
    void open() {
        folder = temp.resolve("state");
        store = Records.open(folder);
        file = new StoreFiles(folder).database();
        log = store.auditLog(Records.BOOT, Records.CLOCK);
        log.begin(live(1));
    }

    @AfterEach
    void close() {
        store.close();
    }

    @Test
    void acknowledgesNothingIntoAFileThatHasLostItsName() throws IOException {
        Files.delete(file);

        assertThatThrownBy(() -> log.begin(live(2)))
                .isInstanceOf(AuditException.class)
                .hasMessageContainingAll("could not write", file.toString(), "store backup");
        // what was on record is not lost for as long as it is open
        assertThat(store.auditReader().run(live(1).id())).isPresent();
        assertThat(store.auditReader().run(live(2).id())).isEmpty();
        Path backup = temp.resolve("backup.sql");
        store.backup(backup);
        assertThat(backup).isNotEmptyFile();
        assertThat(store.facts().runs()).isEqualTo(1);
    }

    @Test
    void worksAgainOnceAFolderThatWasMovedAwayIsBack() throws IOException {
        Path elsewhere = temp.resolve("elsewhere");
        Files.move(folder, elsewhere);

        assertThatThrownBy(() -> log.begin(live(2))).isInstanceOf(AuditException.class);
        assertThatThrownBy(store::tidy).isInstanceOf(AuditException.class);
        Files.move(elsewhere, folder);

        log.begin(live(3));
        store.tidy();
        assertThat(store.auditReader().run(live(2).id())).isEmpty();
        assertThat(store.auditReader().run(live(3).id())).isPresent();
        assertThat(store.auditReader().verifyChain()).isInstanceOf(Intact.class);
    }

    @Test
    void touchesNoOtherFileThatHasItsNameNow() throws IOException {
        Path own = temp.resolve("own");
        Files.move(file, own);
        byte[] other = "a person's".repeat(1_000_000).getBytes(java.nio.charset.StandardCharsets.UTF_8);
        Files.write(file, other);

        assertThatThrownBy(() -> log.begin(live(2)))
                .isInstanceOf(AuditException.class)
                .hasMessageContainingAll("could not write", "another file");
        assertThatThrownBy(store::writeAnew).isInstanceOf(AuditException.class);
        store.close();

        assertThat(file).hasBinaryContent(other);
    }

    @Test
    void knowsItsFileAfterItWasWrittenAnew() {
        assertThat(store.writeAnew()).isTrue();
        log.begin(live(2));
        assertThat(store.writeAnew()).isTrue();
        log.begin(live(3));

        assertThat(store.auditReader().run(live(3).id())).isPresent();
    }

    @Test
    void acknowledgesNothingWhileItCannotBeWrittenAndWorksAgainAtOnce() throws Exception {
        assumeThat(Immutable.possible(file))
                .as("root, and a file system with chattr +i")
                .isTrue();

        Immutable immutable = Immutable.of(file);
        try {
            for (int number = 2; number < 6; number++) {
                int failing = number;
                assertThatThrownBy(() -> log.begin(live(failing))).isInstanceOf(AuditException.class);
                // what people ask for meanwhile
                assertThatCode(() -> store.auditReader().run(live(1).id())).doesNotThrowAnyException();
            }
        } finally {
            immutable.close();
        }

        log.begin(live(7));
        assertThat(store.auditReader().run(live(7).id())).isPresent();
        assertThat(store.auditReader().run(live(2).id())).isEmpty();
        assertThat(store.auditReader().verifyChain()).isInstanceOf(Intact.class);
    }

    @Test
    void theSchedulersFileTooIsWrittenAgain() throws Exception {
        SchedulerConnections connections = store.schedulerConnections();
        take(connections, 1);
        Path schedule = new StoreFiles(folder).schedule();
        assumeThat(Immutable.possible(schedule))
                .as("root, and a file system with chattr +i")
                .isTrue();

        Immutable immutable = Immutable.of(schedule);
        try {
            for (int number = 2; number < 6; number++) {
                int failing = number;
                assertThatThrownBy(() -> take(connections, failing)).isInstanceOf(SQLException.class);
            }
        } finally {
            immutable.close();
        }

        // as the scheduler does, which tries again
        for (int number = 6; !isTaken(connections, number); number++) {
            assertThat(number).as("tries until it works again").isLessThan(20);
        }
    }

    private static boolean isTaken(SchedulerConnections connections, int number) {
        try {
            take(connections, number);
            return true;
        } catch (SQLException e) {
            return false;
        }
    }

    /** As Quartz does it. */
    private static void take(SchedulerConnections connections, int number) throws SQLException {
        try (Connection connection = connections.getConnection();
                Statement statement = connection.createStatement()) {
            connection.setAutoCommit(false);
            try {
                statement.execute("INSERT INTO qrtz_locks VALUES ('scheduler', 'lock " + number + "')");
                connection.commit();
            } catch (SQLException e) {
                connection.rollback();
                throw e;
            }
        }
    }
}
