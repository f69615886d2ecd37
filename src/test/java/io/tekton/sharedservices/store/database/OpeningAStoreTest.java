package io.tekton.sharedservices.store.database;

import static io.tekton.sharedservices.store.Records.live;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.tekton.sharedservices.journal.AuditException;
import io.tekton.sharedservices.journal.query.ChainCheck.Intact;
import io.tekton.sharedservices.store.RawSql;
import io.tekton.sharedservices.store.Records;
import io.tekton.sharedservices.store.Store;
import io.tekton.sharedservices.store.sql.StoreException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OpeningAStoreTest {
    @TempDir
    Path temp;

    @Test
    void makesEverythingForThisUserAlone() throws IOException {
        Path folder = temp.resolve("not/there/yet with space and ünïcode");

        Records.open(folder).close();

        assertThat(mode(folder)).isEqualTo("rwx------");
        assertThat(names(folder))
                .containsExactly("store.head", "store.installation", "store.lock", "store.mv.db", "store.password");
        for (String name : names(folder)) {
            assertThat(mode(folder.resolve(name))).as(name).isEqualTo("rw-------");
        }
    }

    @Test
    void findsWhatWasThereBefore() {
        try (Store store = Records.open(temp.resolve("state"))) {
            store.auditLog(Records.BOOT, Records.CLOCK).begin(live(1));
        }

        try (Store store = Records.open(temp.resolve("state"))) {
            assertThat(store.auditReader().run(live(1).id())).contains(live(1));
            assertThat(store.auditReader().verifyChain()).isInstanceOf(Intact.class);
            assertThat(store.facts()).satisfies(facts -> {
                assertThat(facts.runs()).isEqualTo(1);
                assertThat(facts.events()).isEqualTo(1);
                assertThat(facts.oldestRun()).isEqualTo(live(1).startedAt());
                assertThat(facts.schemaVersion()).isEqualTo(Schema.NEWEST);
                assertThat(facts.sizeBytes()).isPositive();
            });
        }
    }

    @Test
    void tightensItsOwnFolderAndAnEmptyOneThatOthersMayWrite() throws IOException {
        Path readable = Files.createDirectory(temp.resolve("readable"));
        Files.createFile(readable.resolve("note"));
        Files.setPosixFilePermissions(readable, PosixFilePermissions.fromString("rwxr-xr-x"));
        Path writable = Files.createDirectory(temp.resolve("writable"));
        Files.setPosixFilePermissions(writable, PosixFilePermissions.fromString("rwxrwxrwx"));

        Records.open(readable).close();
        Records.open(writable).close();

        assertThat(mode(readable)).isEqualTo("rwx------");
        assertThat(mode(writable)).isEqualTo("rwx------");
    }

    @Test
    void neverChangesTheModeOfAFolderOfTheSystem() {
        // whose mode nobody can change, so that a fault here does no harm
        Path folder = Path.of("/proc/self");
        assumeTrue(Files.exists(folder), "only Linux has it");

        assertThatThrownBy(() -> StateFolder.prepare(folder))
                .isInstanceOf(StoreException.class)
                .hasMessageContaining("is one of the system's")
                .hasMessageNotContaining("chmod");
    }

    @Test
    void refusesAFolderThatOthersCouldHaveFilled() throws IOException {
        Path folder = Files.createDirectory(temp.resolve("open"));
        Files.createFile(folder.resolve("planted"));
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxrwx---"));

        assertThatThrownBy(() -> Records.open(folder)).hasMessageContaining("may be written by others");

        assertThat(mode(folder)).isEqualTo("rwxrwx---");
    }

    @Test
    void refusesAPathThatADatabaseAddressCannotHold() {
        assertThatThrownBy(() -> Records.open(temp.resolve("a;INIT=b"))).hasMessageContaining("semicolon");
        assertThatThrownBy(() -> Records.open(temp.resolve("a\\b"))).hasMessageContaining("backslash");

        assertThat(temp).isEmptyDirectory();
    }

    @Test
    void reportsWhichHalfOfAStoreIsMissing() throws IOException {
        Path folder = temp.resolve("state");
        Records.open(folder).close();
        Path password = folder.resolve("store.password");
        Path database = folder.resolve("store.mv.db");
        Files.move(password, temp.resolve("password"));

        assertThatThrownBy(() -> Records.open(folder))
                .hasMessageContaining("password file")
                .hasMessageContaining("missing");

        Files.move(temp.resolve("password"), password);
        Files.move(database, temp.resolve("database"));

        assertThatThrownBy(() -> Records.open(folder))
                .hasMessageContaining("database")
                .hasMessageContaining("missing");
        assertThat(names(folder)).containsExactly("store.head", "store.installation", "store.lock", "store.password");
    }

    @Test
    void makesAnewWhatACrashLeftOfItsFirstMaking() throws IOException {
        Path folder = temp.resolve("state");
        Records.open(folder).close();
        Files.move(folder.resolve("store.password"), folder.resolve("store.password.new"));
        Files.writeString(folder.resolve("store.mv.db"), "H:2,block:0,torn");

        try (Store store = Records.open(folder)) {
            assertThat(store.facts().runs()).isZero();
        }

        assertThat(names(folder))
                .containsExactly("store.head", "store.installation", "store.lock", "store.mv.db", "store.password");
    }

    @Test
    void saysThatAStoreIsDamagedAndTouchesNothing() throws IOException {
        Path folder = temp.resolve("state");
        Records.open(folder).close();
        Path database = folder.resolve("store.mv.db");
        byte[] junk = new byte[30_000];
        Files.write(database, junk);

        assertThatThrownBy(() -> Records.open(folder))
                .isInstanceOf(StoreException.class)
                .hasMessageContaining(database.toString())
                .hasMessageContaining("damaged")
                .hasMessageContaining("restore a backup");

        assertThat(database).hasBinaryContent(junk);
    }

    @Test
    void saysThatThePasswordIsNotTheOneItWasMadeWith() throws IOException {
        Path folder = temp.resolve("state");
        Records.open(folder).close();
        Files.writeString(folder.resolve("store.password"), "another\n");

        assertThatThrownBy(() -> Records.open(folder)).hasMessageContaining("was not made with the password");
    }

    @Test
    void refusesTheStoreOfANewerProgram() throws Exception {
        Path folder = temp.resolve("state");
        Records.open(folder).close();
        try (Connection connection = RawSql.ofStore(folder);
                Statement statement = connection.createStatement()) {
            statement.executeUpdate("INSERT INTO \"store_schema_history\" SELECT 99, '99', \"description\", \"type\","
                    + " \"script\", \"checksum\", \"installed_by\", \"installed_on\", 1, TRUE"
                    + " FROM \"store_schema_history\" WHERE \"version\" = '1'");
        }

        assertThatThrownBy(() -> Records.open(folder))
                .isInstanceOf(StoreException.class)
                .hasMessageContaining("schema version 99")
                .hasMessageContaining("newer program");
    }

    @Test
    void cannotBeOpenedTwiceInOneProcessEither() {
        try (Store store = Records.open(temp.resolve("state"))) {
            assertThatThrownBy(() -> Records.open(temp.resolve("state")))
                    .isInstanceOfSatisfying(StoreHeldException.class, held -> {
                        assertThat(held.holder()).isNotNull();
                        assertThat(held.holder().pid())
                                .isEqualTo(ProcessHandle.current().pid());
                        assertThat(held.holder().command()).isEqualTo("a test");
                        assertThat(held.holder().since()).isEqualTo(Records.CLOCK.instant());
                    });
            assertThat(store.facts().runs()).isZero();
        }
    }

    @Test
    void closesTwiceInPeaceAndAnswersNoMore() {
        Store store = Records.open(temp.resolve("state"));
        store.close();
        store.close();

        assertThatThrownBy(() -> store.auditReader().run("any")).isInstanceOf(AuditException.class);
    }

    @Test
    void worksOnAThreadThatWasInterruptedBefore() {
        try (Store store = Records.open(temp.resolve("state"))) {
            Thread.currentThread().interrupt();

            store.auditLog(Records.BOOT, Records.CLOCK).begin(live(1));

            assertThat(Thread.interrupted()).isTrue();
            assertThat(store.auditReader().run(live(1).id())).isPresent();
        }
    }

    @Test
    void knowsItsNewestMigration() throws IOException {
        try (Stream<Path> files = Files.list(Path.of("sql/migration"))) {
            int newest = files.map(file -> file.getFileName().toString())
                    .mapToInt(name -> Integer.parseInt(name.substring(1, name.indexOf("__"))))
                    .max()
                    .orElseThrow();

            assertThat(newest).isEqualTo(Schema.NEWEST);
        }
    }

    private static String mode(Path path) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
    }

    private static List<String> names(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }

    @Test
    void movesADamagedStoreAsideByAPersonsWordAloneAndKeepsItAsItIs() throws IOException {
        Path folder = temp.resolve("aside");
        Records.open(folder).close();
        byte[] damaged = Files.readAllBytes(folder.resolve("store.mv.db"));
        for (int i = 0; i < damaged.length; i += 7) {
            damaged[i] ^= 0x55;
        }
        Files.write(folder.resolve("store.mv.db"), damaged);
        byte[] password = Files.readAllBytes(folder.resolve("store.password"));
        StoreSettings settings = new StoreSettings(folder, Duration.ZERO, "a test");
        assertThatThrownBy(() -> Records.open(folder))
                .isInstanceOf(StoreException.class)
                .hasMessageContaining("nothing was changed")
                .hasMessageContaining("store set-aside");
        assertThat(Files.readAllBytes(folder.resolve("store.mv.db"))).isEqualTo(damaged);

        Path aside = Store.setAside(settings, Records.CLOCK);

        assertThat(Files.readAllBytes(aside.resolve("store.mv.db"))).isEqualTo(damaged);
        assertThat(Files.readAllBytes(aside.resolve("store.password"))).isEqualTo(password);
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(aside)))
                .isEqualTo("rwx------");
        assertThatThrownBy(() -> Store.setAside(settings, Records.CLOCK)).hasMessageContaining("there is no store");
        try (Store store = Records.open(folder)) {
            assertThat(store.facts().runs()).isZero();
            assertThatThrownBy(() -> Store.setAside(settings, Records.CLOCK)).isInstanceOf(StoreHeldException.class);
        }
    }
}
