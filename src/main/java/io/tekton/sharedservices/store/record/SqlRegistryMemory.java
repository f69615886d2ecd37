package io.tekton.sharedservices.store.record;

import io.tekton.sharedservices.journal.AuditEvent;
import io.tekton.sharedservices.journal.EventKind;
import io.tekton.sharedservices.registry.RegistryMemory;
import io.tekton.sharedservices.store.chain.ChainWriter;
import io.tekton.sharedservices.store.chain.Content;
import io.tekton.sharedservices.store.database.Database;
import io.tekton.sharedservices.store.sql.Sql;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Collection;
import java.util.List;

/** Which registry files this host has ever read, in a table. Thread-safe. */
public final class SqlRegistryMemory implements RegistryMemory {
    private final Database database;
    private final String host;
    private final String bootId;
    private final Clock clock;

    public SqlRegistryMemory(Database database, String host, String bootId, Clock clock) {
        this.database = database;
        this.host = host;
        this.bootId = bootId;
        this.clock = clock;
    }

    /** @throws io.tekton.sharedservices.journal.AuditException if the store cannot be read */
    @Override
    public boolean wasRead(Path file) {
        return database.read(
                "which registries were read",
                handle -> Sql.query("was-registry-read")
                                .on(handle)
                                .bind("host", host)
                                .bind("path", file.toString())
                                .mapTo(Long.class)
                                .one()
                        > 0);
    }

    /**
     * {@inheritDoc} Nothing is written, and no time lost on the disk, where all are remembered already.
     *
     * @throws io.tekton.sharedservices.journal.AuditException if it could not be written durably
     */
    @Override
    public void remember(Collection<Path> files) {
        List<Path> unknown =
                files.stream().distinct().filter(file -> !wasRead(file)).toList();
        if (unknown.isEmpty()) {
            return;
        }
        database.write("that registries were read", handle -> {
            ChainWriter chain = ChainWriter.at(handle, host, bootId);
            for (Path file : unknown) {
                String subject =
                        "registry-" + AuditEvent.sha256(file.toString()).substring(0, 32);
                Content content = new Content().with("path", file.toString());
                chain.add(EventKind.REGISTRY_READ, subject, null, clock.instant(), content);
            }
            chain.write();
            return unknown.size();
        });
    }
}
