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
 * Whether the file that the database has open still is the one that has the store's name. One that was deleted, moved
 * away or replaced goes on taking all that is written and synced ({@code unlink(2)}), and goes with this process or
 * lies where nobody looks: nothing in it is durable. It is looked at by name and never opened, see {@link StoreFiles}.
 * Thread-safe.
 */
final class FileIdentityCheck {
    private final Path path;
    private volatile @Nullable Object opened;

    /** @param path of a file that the database has opened just now */
    FileIdentityCheck(Path path) throws IOException {
        this.path = path;
        remember();
    }

    /** From now on the one that has the name counts: the database has written its file anew. */
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
            // no key: a file system that does not tell files apart
            return now == null || now.equals(opened)
                    ? null
                    : "another file has that name now. Put back the one that was there, or stop and start the program to go on with this one";
        } catch (NoSuchFileException e) {
            return "it is not there any more. Put it back if it was moved; if it was deleted, this process is the last that has what was in it:"
                    + " \"shared-services store backup FILE\" before it ends, then \"store set-aside\" and \"store restore FILE\"";
        } catch (IOException e) {
            return "it cannot be looked at: " + Causes.of(e);
        }
    }

    private @Nullable Object key() throws IOException {
        return Files.readAttributes(path, BasicFileAttributes.class).fileKey();
    }
}
