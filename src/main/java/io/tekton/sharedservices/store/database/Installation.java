package io.tekton.sharedservices.store.database;

import io.tekton.sharedservices.files.DurableFile;
import io.tekton.sharedservices.journal.AuditEvent;
import io.tekton.sharedservices.journal.Facts;
import io.tekton.sharedservices.store.chain.ChainWriter;
import io.tekton.sharedservices.store.sql.Sql;
import io.tekton.sharedservices.store.sql.StoreException;
import io.tekton.sharedservices.store.sql.StoreFiles;
import io.tekton.sharedservices.text.Causes;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/**
 * Whose journal a store has: a random installation, which a file beside the store keeps when the store is set aside,
 * and a random epoch for each store that is made or restored. The host's name is a label only.
 */
public final class Installation {
    private static final String NAME = "installation";
    private static final String SHAPE = "[0-9a-f]{32}";

    private Installation() {}

    /** Begins the journal of a new store, or a new epoch of the journal that it was filled with. */
    static void found(StoreFiles files, Database database, Instant now) {
        String known = read(files.installation());
        database.maintain(
                "begin the journal",
                handle -> handle.inTransaction(within -> {
                    if (names(within).isEmpty()) {
                        within.createUpdate(Sql.query("found-chain").plain())
                                .bind("installation", known == null ? random(16) : known)
                                .bind("epoch", random(8))
                                .bind("hash", AuditEvent.GENESIS)
                                .execute();
                    } else {
                        ChainWriter.at(within, "", "").begin(random(8), now);
                    }
                    return 0;
                }));
    }

    /**
     * Begins a new epoch of a store's journal.
     *
     * @return the epoch
     * @throws io.tekton.sharedservices.journal.AuditException if it cannot be written
     */
    public static String renew(Database database, Instant now) {
        String epoch = random(8);
        return database.write("a new epoch", handle -> {
            ChainWriter.at(handle, "", "").begin(epoch, now);
            return epoch;
        });
    }

    /** Writes the file beside the store where it is missing or names another one. */
    static void keep(StoreFiles files, Database database) {
        List<String> names = database.read("the name of the installation", Installation::names);
        Path file = files.installation();
        if (names.size() != 1 || names.get(0).equals(read(file))) {
            return;
        }
        try {
            DurableFile.replace(
                    file, new Facts().with(NAME, names.get(0)).canonical().getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new StoreException("the file " + file + " cannot be written: " + Causes.of(e), e);
        }
    }

    private static List<String> names(Handle handle) {
        return Sql.query("head-of-chain").on(handle).mapTo(String.class).list();
    }

    /** @return null where there is none, or no name in it */
    private static @Nullable String read(Path file) {
        try {
            if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS) || Files.size(file) > 1_000) {
                return null;
            }
            String name = Facts.read(Files.readString(file)).get(NAME);
            return name != null && name.matches(SHAPE) ? name : null;
        } catch (IllegalArgumentException e) {
            return null;
        } catch (IOException e) {
            throw new StoreException("the file " + file + " cannot be read: " + Causes.of(e), e);
        }
    }

    private static String random(int bytes) {
        byte[] random = new byte[bytes];
        new SecureRandom().nextBytes(random);
        return HexFormat.of().formatHex(random);
    }
}
