package io.tekton.sharedservices.store.scheduler;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tekton.sharedservices.store.RawSql;
import io.tekton.sharedservices.store.Records;
import io.tekton.sharedservices.store.Store;
import io.tekton.sharedservices.store.sql.StoreException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Nothing in the scheduler's file is a record: whatever is wrong with it, it is made anew. */
class ScheduleFileTest {
    @TempDir
    Path temp;

    private Path folder;
    private Path file;

    @BeforeEach
    void make() throws SQLException {
        folder = temp.resolve("state");
        file = folder.resolve("schedule.mv.db");
        write("INSERT INTO qrtz_locks VALUES ('scheduler', 'mark')");
    }

    private void write(String sql) throws SQLException {
        try (Store store = Records.open(folder);
                Connection connection = store.schedulerConnections().getConnection();
                Statement statement = connection.createStatement()) {
            statement.executeUpdate(sql);
        }
    }

    private long marks() throws SQLException {
        try (Store store = Records.open(folder);
                Connection connection = store.schedulerConnections().getConnection()) {
            return RawSql.number(connection, "SELECT COUNT(*) FROM qrtz_locks");
        }
    }

    @Test
    void keepsItsTriggersForTheNextProcess() throws Exception {
        assertThat(marks()).isEqualTo(1);
        assertThat(marks()).isEqualTo(1);
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
    }

    @Test
    void isWrittenAnewWhenItHasGrownAndKeepsItsTriggers() throws Exception {
        try (Store store = Records.open(folder)) {
            SchedulerConnections connections = store.schedulerConnections();
            long largest = 0;
            for (int number = 0; number < 2_500; number++) {
                try (Connection connection = connections.getConnection();
                        Statement statement = connection.createStatement()) {
                    connection.setAutoCommit(false);
                    statement.executeUpdate("DELETE FROM qrtz_locks WHERE lock_name LIKE 'lock %'");
                    statement.executeUpdate("INSERT INTO qrtz_locks VALUES ('scheduler', 'lock " + number + "')");
                    connection.commit();
                }
                largest = Math.max(largest, Files.size(file));
            }

            assertThat(largest).isBetween(ScheduleFile.MOST_BYTES, ScheduleFile.MOST_BYTES + (1 << 20));
            assertThat(Files.size(file)).isLessThan(ScheduleFile.MOST_BYTES);
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                    .isEqualTo("rw-------");
        }
        assertThat(marks()).isEqualTo(2);
    }

    @Test
    void isMadeAnewWhereItIsMissing() throws Exception {
        Files.delete(file);

        assertThat(marks()).isZero();
    }

    @Test
    void isMadeAnewWhereItIsDamaged() throws Exception {
        Files.writeString(file, "this is no database");

        assertThat(marks()).isZero();
    }

    @Test
    void isMadeAnewWhereItWasCutShort() throws Exception {
        byte[] whole = Files.readAllBytes(file);
        Files.write(file, java.util.Arrays.copyOf(whole, whole.length / 3));

        assertThat(marks()).isZero();
    }

    @Test
    void isMadeAnewWhereACrashCutItsMakingOff() throws Exception {
        try (Connection connection = RawSql.ofSchedule(folder);
                Statement statement = connection.createStatement()) {
            statement.execute("DROP TABLE qrtz_calendars");
        }

        assertThat(marks()).isZero();
    }

    @Test
    void isMadeAnewWhereItBelongsToAStoreThatWasThereBefore() throws Exception {
        Files.delete(folder.resolve("store.mv.db"));
        Files.delete(folder.resolve("store.password"));

        assertThat(marks()).isZero();
    }

    @Test
    void isLeftAloneWhereItCannotBeReplaced() throws IOException {
        Files.delete(file);
        Files.createDirectory(file);
        Files.createFile(file.resolve("note"));

        try (Store store = Records.open(folder)) {
            assertThatThrownBy(store::schedulerConnections)
                    .isInstanceOf(StoreException.class)
                    .hasMessageContaining(file.toString());
        }
        assertThat(file.resolve("note")).exists();
    }

    @Test
    void isNotTouchedByWhoHasNoScheduler() throws Exception {
        Files.writeString(file, "this is no database");

        Records.open(folder).close();

        assertThat(file).hasContent("this is no database");
    }
}
