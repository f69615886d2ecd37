package io.tekton.sharedservices.store.database;

import static io.tekton.sharedservices.store.Records.HOST;
import static io.tekton.sharedservices.store.Records.live;
import static org.assertj.core.api.Assertions.assertThat;

import io.tekton.sharedservices.journal.query.ChainCheck.Intact;
import io.tekton.sharedservices.store.RawSql;
import io.tekton.sharedservices.store.Records;
import io.tekton.sharedservices.store.Store;
import io.tekton.sharedservices.store.sql.StoreFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The store's file is only ever appended to, so now and then it is written anew. */
class TidyingTest {
    @TempDir
    Path temp;

    private Path folder;
    private Path file;

    @BeforeEach
    void recordOne() {
        folder = temp.resolve("state");
        file = folder.resolve("store.mv.db");
        try (Store store = Records.open(folder)) {
            store.auditLog(Records.BOOT, Records.CLOCK).begin(live(1));
        }
    }

    /** Six MB that nothing refers to any more. */
    private void waste() throws SQLException {
        try (Connection connection = RawSql.ofStore(folder);
                Statement statement = connection.createStatement()) {
            statement.execute(
                    "CREATE TABLE waste AS SELECT x, RANDOM_UUID() || RANDOM_UUID() FROM SYSTEM_RANGE(1, 80000)");
            statement.execute("DROP TABLE waste");
        }
    }

    private long size() throws IOException {
        return Files.size(file);
    }

    @Test
    void writesAFileThatIsMostlyWasteAnewWhileTheStoreIsOpen() throws Exception {
        try (Store store = Records.open(folder)) {
            waste();
            assertThat(size()).isGreaterThan(H2.WORTH_COMPACTING_BYTES);

            store.tidy();

            assertThat(size()).isLessThan(H2.WORTH_COMPACTING_BYTES / 4);
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                    .isEqualTo("rw-------");
            store.auditLog(Records.BOOT, Records.CLOCK).begin(live(2));
            assertThat(store.auditReader().running(HOST)).containsExactly(live(1), live(2));
            assertThat(store.auditReader().verifyChain()).isInstanceOf(Intact.class);
        }
    }

    @Test
    void doesSoWhenTheStoreIsClosed() throws Exception {
        try (Store store = Records.open(folder)) {
            waste();
            assertThat(store.auditReader().running(HOST)).hasSize(1);
        }

        assertThat(size()).isLessThan(H2.WORTH_COMPACTING_BYTES / 4);
    }

    @Test
    void leavesAFileAloneThatIsSmallOrInUse() throws Exception {
        try (Store store = Records.open(folder)) {
            store.tidy();
            assertThat(store.auditReader().running(HOST)).hasSize(1);
        }
        long small = size();

        try (Connection connection = RawSql.ofStore(folder);
                Statement statement = connection.createStatement()) {
            statement.execute(
                    "CREATE TABLE useful AS SELECT x, RANDOM_UUID() || RANDOM_UUID() FROM SYSTEM_RANGE(1, 80000)");
        }
        Records.open(folder).close();
        long full = size();
        assertThat(full).isGreaterThan(H2.WORTH_COMPACTING_BYTES);
        Records.open(folder).close();

        assertThat(small).isLessThan(H2.WORTH_COMPACTING_BYTES);
        assertThat(size()).isGreaterThanOrEqualTo(full);
    }

    @Test
    void waitsForNoReaderWhoTakesLong() throws Exception {
        StoreFiles files = new StoreFiles(folder.toRealPath());
        CountDownLatch reads = new CountDownLatch(1);
        CountDownLatch goOn = new CountDownLatch(1);
        try (Database database = Database.open(H2.ofStore(files, StorePassword.read(files)), false)) {
            Thread reader = new Thread(() -> database.read("slowly", handle -> {
                reads.countDown();
                awaitQuietly(goOn);
                return handle.createQuery("SELECT COUNT(*) FROM run")
                        .mapTo(Long.class)
                        .one();
            }));
            reader.start();
            reads.await();

            assertThat(database.reopen()).isFalse();

            goOn.countDown();
            reader.join();
            assertThat(database.reopen()).isTrue();
        }
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
