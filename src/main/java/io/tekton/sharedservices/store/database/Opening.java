package io.tekton.sharedservices.store.database;

import io.tekton.sharedservices.store.sql.StoreException;
import io.tekton.sharedservices.store.sql.StoreFiles;
import io.tekton.sharedservices.text.Causes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Clock;
import org.apache.logging.log4j.LogManager;
import org.jspecify.annotations.Nullable;

/**
 * Opens the database of a folder whose lock is held, or makes it. A store exists once its password file has its name.
 * What a crash left before that has never held a record and is created again. Nothing else is ever deleted or moved.
 */
public final class Opening {
    private static final String ASIDE = "\"shared-services store set-aside\" moves it and its password out of the way;"
            + " then restore a backup (\"store restore FILE\") or begin with an empty history";

    private final StoreFiles files;
    private final Clock clock;

    public Opening(StoreFiles files, Clock clock) {
        this.files = files;
        this.clock = clock;
    }

    /**
     * @param backup the script to fill a new store from; null for an empty one, or to open the one that is there
     * @throws StoreException if it cannot be opened
     */
    public Database open(@Nullable Path backup) {
        try {
            if (files.hasPassword() && files.hasDatabase()) {
                if (backup != null) {
                    throw new StoreException("the folder " + files.folder()
                            + " has a store already; restore into an empty state folder");
                }
                return openExisting();
            }
            refuseHalves();
            return make(backup);
        } catch (IOException e) {
            throw new StoreException(
                    "the files of the store in " + files.folder() + " cannot be read or made: " + Causes.of(e), e);
        }
    }

    private void refuseHalves() {
        if (files.hasPassword()) {
            throw new StoreException("the store's database " + files.database() + " is missing, but its password file "
                    + files.password()
                    + " is there: bring the database back, or move what is left out of the way"
                    + " (\"shared-services store set-aside\") to begin with an empty history or to restore a backup");
        }
        if (files.hasDatabase() && !files.hasNewPassword()) {
            throw new StoreException(
                    "the store's password file " + files.password() + " is missing, without which its database "
                            + files.database()
                            + " cannot be opened: bring the file back, or move what is left out of the way"
                            + " (\"shared-services store set-aside\") to begin with an empty history or to restore a"
                            + " backup");
        }
    }

    private Database openExisting() throws IOException {
        long size = Files.size(files.database());
        if (size < H2.SMALLEST_BYTES) {
            // H2 would take an empty one for a new one
            throw damaged("it has " + size + " bytes, fewer than any store");
        }
        Database database = tryOpen(StorePassword.read(files), false);
        try {
            Schema schema = new Schema(files);
            schema.refuseOlder(database.dataSource());
            refuseCut(schema, database);
            if (schema.bringUpToDate(database.dataSource())) {
                makeDurable(database);
            }
            Installation.keep(files, database);
            recordEnds(database);
            return database;
        } catch (RuntimeException e) {
            closeAfter(database, e);
            throw e;
        }
    }

    /** H2 opens a truncated file in an earlier state, even an empty one. */
    private void refuseCut(Schema schema, Database database) {
        if (!schema.isRecorded(database.dataSource())) {
            throw damaged("its tables are missing");
        }
        String cut = database.read(
                "the end of the journal",
                handle -> database.ends()
                        .compare(handle)
                        .map(what -> "it was truncated, or replaced by another copy: " + what)
                        .orElse(""));
        if (!cut.isEmpty()) {
            throw damaged(cut + ". To continue with what is left, remove " + files.chainEnds()
                    + "; otherwise restore the whole file");
        }
    }

    private StoreException damaged(String how) {
        return new StoreException("the store " + files.database() + " is damaged (" + how + "); " + ASIDE);
    }

    private static void recordEnds(Database database) {
        database.maintain("record where the journal ends", handle -> {
            database.ends().follow(handle);
            return 0;
        });
    }

    private Database make(@Nullable Path backup) throws IOException {
        Files.deleteIfExists(files.database());
        if (Files.deleteIfExists(files.chainEnds())) {
            LogManager.getLogger("store")
                    .warn("a new store is created in {}; the previous store was removed", files.folder());
        }
        String password = StorePassword.make(files);
        Database database = tryOpen(password, true);
        try {
            H2.ofStore(files, password).closeToOthers();
            if (backup != null) {
                fill(database, backup);
            }
            new Schema(files).bringUpToDate(database.dataSource());
            Installation.found(files, database, clock.instant());
            makeDurable(database);
            StorePassword.settle(files);
            Installation.keep(files, database);
            recordEnds(database);
            return database;
        } catch (RuntimeException | IOException e) {
            closeAfter(database, e);
            throw e;
        }
    }

    private static void makeDurable(Database database) {
        database.maintain("make new tables durable", handle -> {
            H2.makeDurable(handle);
            return 0;
        });
    }

    private static void fill(Database database, Path backup) {
        database.maintain("read the backup " + backup, handle -> {
            H2.restore(handle, backup);
            return 0;
        });
    }

    private static void closeAfter(Database database, Exception failure) {
        try {
            database.close();
        } catch (RuntimeException e) {
            failure.addSuppressed(e);
        }
    }

    private Database tryOpen(String password, boolean create) {
        try {
            return Database.open(H2.ofStore(files, password), create);
        } catch (RuntimeException e) {
            throw new StoreException(inWords(e), e);
        }
    }

    private String inWords(RuntimeException failure) {
        SQLException reason = H2.reason(failure);
        String file = files.database().toString();
        String aside = "; nothing was changed. " + ASIDE;
        if (reason == null) {
            return "the store " + file + " cannot be opened: " + Causes.of(failure);
        }
        return switch (H2.Fault.of(reason)) {
            case WRONG_PASSWORD ->
                "the store " + file + " was not made with the password in " + files.password()
                        + ": bring back the file that belongs to it" + aside;
            case OPEN_ELSEWHERE ->
                "the store " + file
                        + " is open in another program that does not respect its lock file: end that program, "
                        + "then try again";
            case DAMAGED -> "the store " + file + " is damaged (" + reason.getMessage() + ")" + aside;
            case OTHER_FORMAT ->
                "the store " + file + " is of a file format that this program's database does not read ("
                        + reason.getMessage() + ")" + aside;
            default ->
                "the store " + file + " cannot be opened: " + reason.getMessage()
                        + " (is the disk full, or the file not ours to write?)";
        };
    }
}
