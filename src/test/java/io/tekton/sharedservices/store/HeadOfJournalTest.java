package io.tekton.sharedservices.store;

import static io.tekton.sharedservices.store.Records.live;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tekton.sharedservices.journal.AuditException;
import io.tekton.sharedservices.store.record.SqlAuditLog;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The end of the journal is known in memory after each write, and is the one in the file all the same. */
class HeadOfJournalTest {
    @TempDir
    Path temp;

    private Path folder;

    @BeforeEach
    void name() {
        folder = temp.resolve("state");
    }

    private long inTheFile() throws SQLException {
        try (Connection connection = RawSql.ofStore(folder)) {
            return RawSql.number(connection, "SELECT head_sequence FROM audit_chain");
        }
    }

    private void change(String sql) throws SQLException {
        try (Connection connection = RawSql.ofStore(folder);
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    @Test
    void followsEachWrite() throws SQLException {
        try (Store store = Records.open(folder)) {
            assertThat(store.auditReader().head().sequence()).isEqualTo(inTheFile());
            SqlAuditLog log = store.auditLog(Records.BOOT, Records.CLOCK);
            for (int number = 1; number <= 3; number++) {
                log.begin(live(number));

                assertThat(store.auditReader().head().sequence())
                        .isEqualTo(inTheFile())
                        .isEqualTo(number);
            }
        }
    }

    @Test
    void asksNoFileAfterAWrite() throws SQLException {
        try (Store store = Records.open(folder)) {
            store.auditLog(Records.BOOT, Records.CLOCK).begin(live(1));
            change("UPDATE audit_chain SET head_sequence = 77");

            assertThat(store.auditReader().head().sequence()).isEqualTo(1);
        }
    }

    @Test
    void isOfTheNewEpoch() {
        try (Store store = Records.open(folder)) {
            store.auditLog(Records.BOOT, Records.CLOCK).begin(live(1));
            String before = store.auditReader().head().epoch();

            String epoch = store.beginEpoch(Records.START);

            assertThat(store.auditReader().head().epoch()).isEqualTo(epoch).isNotEqualTo(before);
        }
    }

    @Test
    void isReadAnewAfterAWriteThatFailed() throws SQLException {
        try (Store store = Records.open(folder)) {
            SqlAuditLog log = store.auditLog(Records.BOOT, Records.CLOCK);
            log.begin(live(1));
            change("UPDATE audit_chain SET head_sequence = 77");

            assertThatThrownBy(() -> log.begin(live(1))).isInstanceOf(AuditException.class);

            assertThat(store.auditReader().head().sequence()).isEqualTo(77);
        }
    }
}
