package io.tekton.sharedservices.store.record;

import io.tekton.sharedservices.journal.EventKind;
import io.tekton.sharedservices.json.CanonicalJsonReader;
import io.tekton.sharedservices.store.chain.ChainWriter;
import io.tekton.sharedservices.store.chain.Content;
import io.tekton.sharedservices.store.chain.Rows;
import io.tekton.sharedservices.store.chain.Table;
import io.tekton.sharedservices.store.database.Database;
import io.tekton.sharedservices.store.sql.Sql;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/**
 * Under which settings a host's daemon worked when, in a table. Every method throws
 * {@link io.tekton.sharedservices.journal.AuditException} if the store cannot be read or written. Thread-safe.
 */
public final class SqlSettingsInForce {
    private final Database database;
    private final String host;
    private final String bootId;

    public SqlSettingsInForce(Database database, String host, String bootId) {
        this.database = database;
        this.host = host;
        this.bootId = bootId;
    }

    /** What was in force from a time on. */
    public record InForce(Instant since, Map<String, String> settings) {
        public InForce {
            settings = Map.copyOf(settings);
        }
    }

    /**
     * Records the settings in force from now on; does nothing if the newest on record is equal.
     *
     * @param settings by key, secrets masked
     */
    public void remember(Instant since, Map<String, String> settings) {
        Content inForce = new Content();
        settings.forEach(inForce::with);
        Optional<InForce> newest = at(since);
        if (newest.isPresent() && newest.get().settings().equals(settings)) {
            return;
        }
        database.write("the settings in force", handle -> {
            ChainWriter chain = ChainWriter.at(handle, host, bootId);
            String subject = Table.SETTINGS_IN_FORCE.subject(chain.head().sequence() + 1);
            chain.add(EventKind.SETTINGS_IN_FORCE, subject, null, since, new Content().with("settings", inForce))
                    .write();
            return subject;
        });
    }

    /** What was in force at a time; empty where nothing of before then is on record. */
    public Optional<InForce> at(Instant time) {
        return database.read(
                "the settings in force",
                handle -> Sql.query("which-settings-were-in-force")
                        .on(handle)
                        .bind("host", host)
                        .bind("at", Rows.time(time))
                        .map((rows, context) -> new InForce(
                                Rows.instant(rows, "since"), CanonicalJsonReader.texts(rows.getString("settings"))))
                        .findOne());
    }
}
