package io.tekton.sharedservices.store;

import static io.tekton.sharedservices.store.Records.live;
import static org.assertj.core.api.Assertions.assertThat;

import io.tekton.sharedservices.journal.AuditEvent;
import io.tekton.sharedservices.journal.EventKind;
import io.tekton.sharedservices.journal.query.ChainCheck.Intact;
import io.tekton.sharedservices.store.database.StoreSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whose journal it is: two stores never mix, whatever their hosts are called. */
class InstallationTest {
    @TempDir
    Path temp;

    private int runs;

    private StoreSettings settings(String folder) {
        return new StoreSettings(temp.resolve(folder), Duration.ZERO, "a test");
    }

    private AuditEvent recorded(Store store) {
        store.auditLog(Records.BOOT, Records.CLOCK).begin(live(++runs));
        assertThat(store.auditReader().verifyChain()).isInstanceOf(Intact.class);
        List<AuditEvent> events = store.auditReader().eventsAfter(0, 1_000);
        return events.get(events.size() - 1);
    }

    private AuditEvent recordedIn(String folder) {
        try (Store store = Records.open(temp.resolve(folder))) {
            return recorded(store);
        }
    }

    @Test
    void isRandomAndStays() throws IOException {
        AuditEvent first = recordedIn("one");

        AuditEvent second = recordedIn("one");
        AuditEvent other = recordedIn("two");

        assertThat(second.installation()).isEqualTo(first.installation()).matches("[0-9a-f]{32}");
        assertThat(second.epoch()).isEqualTo(first.epoch()).matches("[0-9a-f]{16}");
        assertThat(other.host()).isEqualTo(first.host());
        assertThat(other.installation()).isNotEqualTo(first.installation());
        Path file = temp.resolve("one/store.installation");
        assertThat(file).hasContent("installation=" + first.installation());
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
    }

    @Test
    void outlivesAStoreThatIsSetAsideAndBeginsAnEpoch() {
        AuditEvent before = recordedIn("state");

        Store.setAside(settings("state"), Records.CLOCK);
        AuditEvent after = recordedIn("state");

        assertThat(after.installation()).isEqualTo(before.installation());
        assertThat(after.epoch()).isNotEqualTo(before.epoch());
        assertThat(after.sequence()).isEqualTo(1);
    }

    @Test
    void goesOnInARestoredStoreWithAnEpochOfItsOwn() {
        Path backup = temp.resolve("backup.sql");
        AuditEvent before;
        try (Store store = Records.open(temp.resolve("state"))) {
            before = recorded(store);
            store.backup(backup);
        }

        Store.restore(backup, settings("copy"), Records.CLOCK).close();
        AuditEvent after = recordedIn("copy");
        Store.restore(backup, settings("another-copy"), Records.CLOCK).close();
        AuditEvent another = recordedIn("another-copy");

        assertThat(after.installation()).isEqualTo(before.installation()).isEqualTo(another.installation());
        assertThat(List.of(after.epoch(), before.epoch(), another.epoch())).doesNotHaveDuplicates();
        assertThat(after.sequence()).isEqualTo(before.sequence() + 2);
        try (Store copy = Records.open(temp.resolve("copy"))) {
            assertThat(copy.auditReader().eventsAfter(before.sequence(), 1))
                    .singleElement()
                    .satisfies(event -> {
                        assertThat(event.kind()).isEqualTo(EventKind.EPOCH_BEGUN);
                        assertThat(event.facts()).contains(before.epoch());
                    });
        }
    }

    @Test
    void isWrittenAgainFromTheJournalWhereTheFileIsGoneOrDamaged() throws IOException {
        AuditEvent before = recordedIn("state");
        Path file = temp.resolve("state/store.installation");

        for (String text : List.of("", "rubbish", "installation=another\n")) {
            Files.writeString(file, text);
            assertThat(recordedIn("state").installation()).isEqualTo(before.installation());
            assertThat(file).hasContent("installation=" + before.installation());
        }
        Files.delete(file);

        assertThat(recordedIn("state").installation()).isEqualTo(before.installation());
        assertThat(file).exists();
    }
}
