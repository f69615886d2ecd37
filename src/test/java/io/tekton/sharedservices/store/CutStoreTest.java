package io.tekton.sharedservices.store;

import static io.tekton.sharedservices.journal.TerminationSignal.TERM;
import static io.tekton.sharedservices.store.Records.intended;
import static io.tekton.sharedservices.store.Records.live;
import static io.tekton.sharedservices.store.Records.orphan;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tekton.sharedservices.journal.query.ChainCheck;
import io.tekton.sharedservices.journal.query.ChainCheck.Broken;
import io.tekton.sharedservices.journal.query.ChainCheck.Intact;
import io.tekton.sharedservices.store.database.StoreSettings;
import io.tekton.sharedservices.store.record.SqlAuditLog;
import io.tekton.sharedservices.store.sql.StoreException;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A store that lost its end, and the file that says where its chain ended. */
class CutStoreTest {
    @TempDir
    Path temp;

    private Path folder;
    private Path database;
    private Path head;
    private int runs;

    @BeforeEach
    void names() {
        folder = temp.resolve("state");
        database = folder.resolve("store.mv.db");
        head = folder.resolve("store.head");
    }

    private void record(int more) {
        try (Store store = Records.open(folder)) {
            record(store, more);
        }
    }

    private void record(Store store, int more) {
        SqlAuditLog log = store.auditLog(Records.BOOT, Records.CLOCK);
        for (int i = 0; i < more; i++) {
            String id = live(++runs).id();
            log.begin(live(runs));
            log.decide(id, List.of(orphan(12)), List.of(intended(12, TERM)));
        }
    }

    private static void cut(Path file, long bytes) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            channel.truncate(Math.max(0, channel.size() - bytes));
        }
    }

    @Test
    void saysWhereTheChainEndsForThisUserAlone() throws IOException {
        try (Store store = Records.open(folder)) {
            for (int i = 0; i < 3; i++) {
                record(store, 1);

                assertThat(store.auditReader().verifyChain())
                        .isInstanceOfSatisfying(
                                Intact.class,
                                chain -> assertThat(head)
                                        .content()
                                        .contains("head=" + chain.events() + " " + chain.head()));
            }
        }
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(head)))
                .isEqualTo("rw-------");
    }

    /** Of any size: whatever still opens must hold all that was on record. */
    @Test
    void isNotOpenedWithoutItsEnd() throws IOException {
        record(12);
        byte[] whole = Files.readAllBytes(database);
        byte[] end = Files.readAllBytes(head);
        int damaged = 0;
        List<String> answers = new ArrayList<>();
        for (int bytes = 4096; bytes <= whole.length; bytes += 4096 * 3) {
            Files.write(database, whole);
            cut(database, bytes);
            try (Store store = Records.open(folder)) {
                assertThat(store.auditReader().run(live(runs).id()))
                        .as("cut by %d", bytes)
                        .isPresent();
                assertThat(store.auditReader().verifyChain()).isInstanceOf(Intact.class);
            } catch (StoreException e) {
                damaged++;
                answers.add(bytes + ": " + e.getMessage());
                assertThat(e)
                        .as("cut by %d", bytes)
                        .hasMessageContaining("damaged")
                        .hasMessageContaining("set-aside");
                assertThat(head).as("cut by %d", bytes).hasBinaryContent(end);
            }
        }
        assertThat(damaged).as("%s of %d bytes", answers, whole.length).isGreaterThan(whole.length / 4096 / 3 / 2);
    }

    @Test
    void saysHowMuchWasOnRecord() throws IOException {
        record(2);
        byte[] older = Files.readAllBytes(database);
        record(2);
        Files.write(database, older);

        assertThatThrownBy(() -> Records.open(folder))
                .isInstanceOf(StoreException.class)
                .hasMessageContaining("truncated")
                .hasMessageContaining("ends at event 6")
                .hasMessageContaining("event 12 was on record")
                .hasMessageContaining(head.toString());
    }

    @Test
    void goesOnWithWhatIsLeftByAPersonsWord() throws IOException {
        record(2);
        byte[] older = Files.readAllBytes(database);
        record(2);
        Files.write(database, older);
        Files.delete(head);

        try (Store store = Records.open(folder)) {
            assertThat(store.auditReader().verifyChain())
                    .isInstanceOfSatisfying(
                            Intact.class, chain -> assertThat(chain.events()).isEqualTo(6));
            assertThat(head).content().contains("6 ");
        }
    }

    @Test
    void opensWhatACrashLeftBetweenACommitAndItsHead() throws IOException {
        record(2);
        byte[] older = Files.readAllBytes(head);
        record(2);
        Files.write(head, older);

        try (Store store = Records.open(folder)) {
            assertThat(store.auditReader().verifyChain())
                    .isInstanceOfSatisfying(
                            Intact.class, chain -> assertThat(chain.events()).isEqualTo(12));
        }
    }

    @Test
    void isSeenByVerifyingWhileItIsOpen() throws IOException {
        try (Store store = Records.open(folder)) {
            record(store, 2);
            String text = Files.readString(head);

            Files.writeString(head, text.replace("=6 ", "=9 "));
            assertThat(verify(store)).isInstanceOfSatisfying(Broken.class, broken -> {
                assertThat(broken.sequence()).isEqualTo(7);
                assertThat(broken.difference()).contains("truncated").contains("event 9");
            });

            Files.writeString(head, text.replaceAll("=6 ....", "=6 0000"));
            assertThat(verify(store))
                    .isInstanceOfSatisfying(
                            Broken.class,
                            broken -> assertThat(broken.sequence()).isEqualTo(6));

            Files.writeString(head, text.replaceFirst("installation=.*", "installation=another"));
            assertThat(verify(store))
                    .isInstanceOfSatisfying(
                            Broken.class,
                            broken -> assertThat(broken.difference()).contains("installation another"));

            Files.writeString(head, text);
            assertThat(verify(store)).isInstanceOf(Intact.class);
        }
    }

    private static ChainCheck verify(Store store) {
        return store.auditReader().verifyChain();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "format=2\n",
                "format=1\nchains=0\n",
                "format=2\nhead=6\n",
                "format=2\nepoch=a\nhead=6 a\ninstallation=a\n",
                "format=2\nepoch=a\nhead=x a\ninstallation=a\nverdicts=1\n",
                "rubbish"
            })
    void refusesAHeadThatIsDamaged(String text) throws IOException {
        record(1);
        Files.writeString(head, text);

        assertThatThrownBy(() -> Records.open(folder))
                .isInstanceOf(StoreException.class)
                .hasMessageContaining(head.toString())
                .hasMessageContaining("remove that file");

        assertThat(head).hasContent(text);
    }

    /** H2 makes a new database in an empty file. */
    @ParameterizedTest
    @ValueSource(ints = {0, 1, 100, 4095, 4096, 8192, 12288, 16384})
    void takesAnEmptyFileOrABeginningForDamagedAlsoWithoutAHead(int left) throws IOException {
        record(1);
        cut(database, Files.size(database) - left);
        Files.delete(head);

        assertThatThrownBy(() -> Records.open(folder))
                .isInstanceOf(StoreException.class)
                .hasMessageContaining("damaged")
                .hasMessageContaining("set-aside")
                .hasMessageContaining("store restore FILE");

        assertThat(head).doesNotExist();
    }

    @Test
    void beginsAnewWhereAPersonTookTheStoreAwayByHand() throws IOException {
        record(2);
        Files.delete(database);
        Files.delete(folder.resolve("store.password"));

        try (Store store = Records.open(folder)) {
            assertThat(verify(store))
                    .isInstanceOfSatisfying(
                            Intact.class, chain -> assertThat(chain.events()).isZero());
        }
    }

    @Test
    void goesAsideWithItsHeadAndARestoreSetsItAnew() throws IOException {
        record(2);
        Path backup = temp.resolve("backup.sql");
        try (Store store = Records.open(folder)) {
            store.backup(backup);
            record(store, 2);
        }

        Path aside = Store.setAside(settings(), Records.CLOCK);
        assertThat(head).doesNotExist();
        Store.restore(backup, settings(), Records.CLOCK).close();

        try (Store store = Records.open(folder)) {
            assertThat(verify(store))
                    .isInstanceOfSatisfying(
                            Intact.class, chain -> assertThat(chain.events()).isEqualTo(7));
            record(store, 1);
            assertThat(verify(store)).isInstanceOf(Intact.class);
        }
        try (Store before = Records.open(aside)) {
            assertThat(verify(before))
                    .isInstanceOfSatisfying(
                            Intact.class, chain -> assertThat(chain.events()).isEqualTo(12));
        }
    }

    private StoreSettings settings() {
        return new StoreSettings(folder, Duration.ZERO, "a test");
    }
}
