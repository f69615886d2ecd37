package io.tekton.sharedservices.store;

import io.tekton.sharedservices.posix.Causes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/**
 * Opens the database of a folder whose lock is held, or makes it. A store counts as made once its password file has its name: what
 * a crash left before that has never held a record and is made anew. Nothing else is ever deleted or moved.
 */
final class Opening {
    private static final int WRONG_PASSWORD = 28000;
    private static final int OPEN_ELSEWHERE = 90020;
    private static final int DAMAGED = 90030;
    private static final int OTHER_FORMAT = 90048;

    private final StoreFiles files;

    Opening(StoreFiles files) {
        this.files = files;
    }

    /**
     * @param backup the script to fill a new store from; null for an empty one, or to open the one that is there
     * @throws StoreException if it cannot be opened
     */
    Database open(@Nullable Path backup) {
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
                    + " is there: bring the database back, or move the password file away to begin with"
                    + " an empty history or to restore a backup");
        }
        if (files.hasDatabase() && !files.hasNewPassword()) {
            throw new StoreException(
                    "the store's password file " + files.password() + " is missing, without which its database "
                            + files.database()
                            + " cannot be opened: bring the file back, or move the database away to begin with"
                            + " an empty history or to restore a backup");
        }
    }

    private Database openExisting() throws IOException {
        Database database = tryOpen(StorePassword.read(files), false);
        try {
            if (new Schema(files).bringUpToDate(database.dataSource())) {
                makeDurable(database);
                // Up to version 3 the file was also written within, and what was left free in it may hold remains that
                // look
                // newer than they are: H2 is to have a file without.
                database.reopen();
            }
            return database;
        } catch (RuntimeException e) {
            closeAfter(database, e);
            throw e;
        }
    }

    private Database make(@Nullable Path backup) throws IOException {
        Files.deleteIfExists(files.database());
        String password = StorePassword.make(files);
        Database database = tryOpen(password, true);
        try {
            H2File.ofStore(files, password).closeToOthers();
            if (backup != null) {
                fill(database, backup);
            }
            new Schema(files).bringUpToDate(database.dataSource());
            makeDurable(database);
            StorePassword.settle(files);
            return database;
        } catch (RuntimeException | IOException e) {
            closeAfter(database, e);
            throw e;
        }
    }

    private static void makeDurable(Database database) {
        database.maintain(
                "make new tables durable",
                handle -> handle.execute(Sql.h2("make-durable").plain()));
    }

    private static void fill(Database database, Path backup) {
        database.maintain(
                "read the backup " + backup,
                handle -> handle.createUpdate(Sql.h2("read-backup").plain())
                        .bind("file", backup.toString())
                        .execute());
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
            return Database.open(H2File.ofStore(files, password), create);
        } catch (RuntimeException e) {
            throw new StoreException(inWords(e), e);
        }
    }

    private String inWords(RuntimeException failure) {
        SQLException reason = H2File.reason(failure);
        String file = files.database().toString();
        String aside =
                "; nothing was changed. \"shared-services store set-aside\" moves it and its password out of the way;"
                        + " then restore a backup (\"store restore FILE\") or begin with an empty history";
        if (reason == null) {
            return "the store " + file + " cannot be opened: " + Causes.of(failure);
        }
        return switch (reason.getErrorCode()) {
            case WRONG_PASSWORD ->
                "the store " + file + " was not made with the password in " + files.password()
                        + ": bring back the file that belongs to it" + aside;
            case OPEN_ELSEWHERE ->
                "the store " + file
                        + " is open in another program that does not respect its lock file: end that program, then try again";
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
