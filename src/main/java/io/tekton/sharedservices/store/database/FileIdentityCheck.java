package io.tekton.sharedservices.store.database;

import io.tekton.sharedservices.journal.AuditException;
import io.tekton.sharedservices.store.sql.StoreFiles;
import io.tekton.sharedservices.text.Causes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import org.jspecify.annotations.Nullable;

/**
 * Checks whether the file that the database has open is still the file that has the store's name. A file that was
 * deleted, moved away or replaced still accepts writes and syncs ({@code unlink(2)}). It disappears with this process
 * or is in a place where nobody reads it, so nothing in it is durable. The check uses the file's name and never opens
 * it, see {@link StoreFiles}. Thread-safe.
 */
final class FileIdentityCheck {
    private final Path path;
    private volatile @Nullable Object opened;

    /** @param path of a file that the database has opened just now */
    FileIdentityCheck(Path path) throws IOException {
        this.path = path;
        remember();
    }

    /** From now on, the file that has the name is the right one: the database has rewritten its file. */
    void remember() throws IOException {
        opened = key();
    }

    boolean isOurs() {
        return trouble() == null;
    }

    /**
     * @param what what was to be done, for the message: "write run 4711"
     * @throws AuditException if another file or none has the name
     */
    void confirm(String what) {
        String trouble = trouble();
        if (trouble != null) {
            throw new AuditException("could not " + what + " in the store " + path + ": " + trouble);
        }
    }

    private @Nullable String trouble() {
        try {
            Object now = key();
            // no key: a file system that does not distinguish files
            return now == null || now.equals(opened)
                    ? null
                    : "another file has that name now. Restore the previous file,"
                            + " or restart the program to continue with this one";
        } catch (NoSuchFileException e) {
            return "it no longer exists. If it was moved, put it back. If it was deleted,"
                    + " only this process still has its content: run "
                    + "\"shared-services store backup FILE\" before it ends, then \"store set-aside\" and \"store "
                    + "restore FILE\"";
        } catch (IOException e) {
            return "it cannot be read: " + Causes.of(e);
        }
    }

    private @Nullable Object key() throws IOException {
        return Files.readAttributes(path, BasicFileAttributes.class).fileKey();
    }
}
