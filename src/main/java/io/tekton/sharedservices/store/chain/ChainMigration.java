package io.tekton.sharedservices.store.chain;

import io.tekton.sharedservices.store.sql.Sql;
import java.util.Map;
import org.flywaydb.core.api.MigrationVersion;
import org.flywaydb.core.api.migration.Context;
import org.flywaydb.core.api.migration.JavaMigration;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;

/**
 * The step to schema version 8: adds the existing rows that belong to no run to the chain. No table changes. A second
 * call adds nothing twice.
 */
public final class ChainMigration implements JavaMigration {
    public static final int VERSION = 8;

    /** In which boot something was recorded is not known of all of these rows; where it is, it is among the facts. */
    private static final String BOOT = "before-schema-8";

    @Override
    public MigrationVersion getVersion() {
        return MigrationVersion.fromVersion(Integer.toString(VERSION));
    }

    @Override
    public String getDescription() {
        return "chain tells what belongs to no run";
    }

    @Override
    public Integer getChecksum() {
        return VERSION;
    }

    @Override
    public boolean canExecuteInTransaction() {
        return true;
    }

    @Override
    public void migrate(Context context) {
        // Flyway closes its connection
        Handle handle = Jdbi.create(context.getConnection()).open();
        for (String host : handle.createQuery(Sql.query("hosts-on-record").plain())
                .mapTo(String.class)
                .list()) {
            ChainWriter chain = ChainWriter.at(handle, host, BOOT);
            for (SideRecord table : SideRecord.values()) {
                table.all(handle, host).stream()
                        .filter(row -> !isInChain(handle, host, table, row))
                        .forEach(row -> table.append(chain, row));
            }
            chain.write();
        }
    }

    private static boolean isInChain(Handle handle, String host, SideRecord table, SideRecord.Row row) {
        return handle.createQuery(Sql.query("is-in-chain").plain())
                        .bindMap(Map.of(
                                "host",
                                host,
                                "id",
                                row.id(),
                                "kind",
                                table.kind().name()))
                        .mapTo(Long.class)
                        .one()
                > 0;
    }
}
