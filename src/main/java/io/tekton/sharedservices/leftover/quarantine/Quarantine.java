package io.tekton.sharedservices.leftover.quarantine;

import io.tekton.sharedservices.posix.path.FileStatus;
import io.tekton.sharedservices.posix.path.Folder;
import io.tekton.sharedservices.posix.path.SystemCallException;
import java.io.IOException;

/** The quarantine of one root, held open: a folder of this user's that nobody else can enter. Not thread-safe. */
final class Quarantine implements AutoCloseable {
    private static final int PRIVATE = 0700;

    private final Folder root;
    private final Folder folder;

    private Quarantine(Folder root, Folder folder) {
        this.root = root;
        this.folder = folder;
    }

    /**
     * Opens it, and makes it where there is none.
     *
     * @throws IOException if there is something else of its name, or it cannot be made
     */
    static Quarantine make(Place place, int uid) throws IOException {
        Folder root = Folder.root(place.root());
        try {
            try {
                root.makeFolder(place.folder());
                root.sync();
            } catch (SystemCallException e) {
                if (!e.isTaken()) {
                    throw e;
                }
            }
            return open(root, place, uid);
        } catch (IOException | RuntimeException e) {
            root.close();
            throw e;
        }
    }

    /** @throws IOException if there is none, or something else of its name */
    static Quarantine open(Place place, int uid) throws IOException {
        Folder root = Folder.root(place.root());
        try {
            return open(root, place, uid);
        } catch (IOException | RuntimeException e) {
            root.close();
            throw e;
        }
    }

    private static Quarantine open(Folder root, Place place, int uid) throws IOException {
        Folder folder = root.open(place.folder());
        try {
            FileStatus status = folder.status();
            if (status.uid() != uid || status.permissions() != PRIVATE) {
                throw new IOException("the quarantine " + place.root() + "/" + place.folder()
                        + " is not this user's alone (allowed is mode 0700), so nothing is moved there");
            }
            return new Quarantine(root, folder);
        } catch (IOException | RuntimeException e) {
            folder.close();
            throw e;
        }
    }

    Folder root() {
        return root;
    }

    Folder folder() {
        return folder;
    }

    @Override
    public void close() {
        folder.close();
        root.close();
    }
}
