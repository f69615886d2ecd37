package io.tekton.sharedservices.store.record;

import io.tekton.sharedservices.journal.EventKind;
import io.tekton.sharedservices.journal.RecordedSettingChange;
import io.tekton.sharedservices.journal.codec.AsideCodecs;
import io.tekton.sharedservices.store.chain.ChainWriter;
import io.tekton.sharedservices.store.chain.Content;
import io.tekton.sharedservices.store.chain.Rows;
import io.tekton.sharedservices.store.chain.Table;
import io.tekton.sharedservices.store.database.Database;
import io.tekton.sharedservices.store.sql.Sql;
import java.util.List;

/**
 * Changes of the settings on record. Every method throws {@link io.tekton.sharedservices.journal.AuditException} if the
 * store cannot be read or written. Thread-safe.
 */
public final class SqlSettingChanges {
    private final Database database;
    private final String host;
    private final String bootId;

    public SqlSettingChanges(Database database, String host, String bootId) {
        this.database = database;
        this.host = host;
        this.bootId = bootId;
    }

    /** Remembers them, all or none; durable once this returns. */
    public void add(List<RecordedSettingChange> changes) {
        database.write("changes of the settings", handle -> {
            ChainWriter chain = ChainWriter.at(handle, host, bootId);
            for (RecordedSettingChange change : changes) {
                Content content = new Content()
                        .with("actor", change.actor())
                        .with("origin", change.origin())
                        .with("setting", change.key())
                        .with("old", change.before())
                        .with("new", change.after());
                String subject = Table.SETTING_CHANGE.subject(chain.head().sequence() + 1);
                chain.add(EventKind.SETTING_CHANGED, subject, null, change.at(), content);
            }
            chain.write();
            return changes.size();
        });
    }

    /** The newest first. */
    public List<RecordedSettingChange> newest(int limit) {
        return database.read(
                "changes of the settings",
                handle -> Sql.query("which-settings-changed")
                        .on(handle)
                        .bind("host", host)
                        .bind("limit", limit)
                        .map(Rows.as("setting change", AsideCodecs.SETTING_CHANGE))
                        .list());
    }
}
