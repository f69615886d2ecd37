package io.tekton.sharedservices.store;

import static io.tekton.sharedservices.journal.TerminationSignal.TERM;
import static io.tekton.sharedservices.store.Records.intended;
import static io.tekton.sharedservices.store.Records.live;
import static io.tekton.sharedservices.store.Records.orphan;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tekton.sharedservices.journal.AuditEvent;
import io.tekton.sharedservices.journal.EventKind;
import io.tekton.sharedservices.journal.query.ChainCheck.Intact;
import io.tekton.sharedservices.journal.query.RunQuery;
import io.tekton.sharedservices.journal.query.TerminationQuery;
import io.tekton.sharedservices.store.database.StoreSettings;
import io.tekton.sharedservices.store.record.SqlAuditLog;
import io.tekton.sharedservices.store.sql.StoreException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BackupTest {
    private static final RunQuery RUNS = new RunQuery(null, null, null, null, null, 10_000);
    private static final TerminationQuery TERMINATIONS =
            new TerminationQuery(null, null, null, null, null, null, null, null, 10_000);

    @TempDir
    Path temp;

    @Test
    void restoresIntoAnEqualStoreThatGoesOn() throws IOException {
        Path file = temp.resolve("it's a ;backup.sql");
        try (Store store = Records.open(temp.resolve("state"))) {
            record(store, 1);
            record(store, 2);

            store.backup(file);

            try (Store copy = Store.restore(file, settings("copy"), Records.CLOCK)) {
                assertThat(copy.auditReader().runs(RUNS))
                        .isEqualTo(store.auditReader().runs(RUNS));
                assertThat(copy.auditReader().terminations(TERMINATIONS))
                        .hasSize(2)
                        .isEqualTo(store.auditReader().terminations(TERMINATIONS));
                assertThat(copy.auditReader().eventsAfter(0, 100))
                        .startsWith(store.auditReader().eventsAfter(0, 100).toArray(AuditEvent[]::new))
                        .last()
                        .satisfies(event -> assertThat(event.kind()).isEqualTo(EventKind.EPOCH_BEGUN));
            }
        }
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
        try (Stream<Path> left = Files.list(temp)) {
            assertThat(left.map(path -> path.getFileName().toString())).noneMatch(name -> name.startsWith(".store-"));
        }
        try (Store copy = Records.open(temp.resolve("copy"))) {
            record(copy, 3);
            assertThat(copy.auditReader().verifyChain()).isInstanceOf(Intact.class);
            assertThat(copy.auditReader().terminations(TERMINATIONS)).hasSize(3);
        }
    }

    @Test
    void overwritesNothing() throws IOException {
        Path file = Files.writeString(temp.resolve("precious"), "precious");
        try (Store store = Records.open(temp.resolve("state"))) {
            assertThatThrownBy(() -> store.backup(file))
                    .isInstanceOf(StoreException.class)
                    .hasMessageContaining("already");
            assertThatThrownBy(() -> store.backup(temp.resolve("no/folder/here")))
                    .isInstanceOf(StoreException.class);
        }

        assertThat(file).hasContent("precious");
        assertThatThrownBy(() -> Store.restore(file, settings("state"), Records.CLOCK))
                .hasMessageContaining("has a store already");
    }

    @Test
    void isWholeWhileOthersWrite() throws InterruptedException {
        try (Store store = Records.open(temp.resolve("state"))) {
            AtomicBoolean stop = new AtomicBoolean();
            Thread writer = new Thread(() -> {
                for (int number = 1; !stop.get(); number++) {
                    record(store, number);
                }
            });
            writer.start();
            for (int round = 0; round < 5; round++) {
                store.backup(temp.resolve("backup-" + round));
            }
            stop.set(true);
            writer.join();
        }

        for (int round = 0; round < 5; round++) {
            try (Store copy =
                    Store.restore(temp.resolve("backup-" + round), settings("copy-" + round), Records.CLOCK)) {
                assertThat(copy.auditReader().verifyChain()).isInstanceOf(Intact.class);
            }
        }
    }

    @Test
    void saysWhichFolderIsMissing() {
        Path folder = temp.resolve("missing");
        try (Store store = Records.open(temp.resolve("state"))) {
            assertThatThrownBy(() -> store.backup(folder.resolve("backup.sql")))
                    .isInstanceOf(StoreException.class)
                    .hasMessageContaining("there is no folder " + folder + "; make it first")
                    .hasMessageNotContaining("Exception");
        }
    }

    private StoreSettings settings(String folder) {
        return new StoreSettings(temp.resolve(folder), Duration.ZERO, "a test");
    }

    private static void record(Store store, int number) {
        SqlAuditLog log = store.auditLog(Records.BOOT, Records.CLOCK);
        log.begin(live(number));
        log.decide(live(number).id(), List.of(orphan(12)), List.of(intended(12, TERM)));
    }
}
