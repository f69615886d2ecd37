package io.tekton.sharedservices.leftover.proof;

import io.tekton.sharedservices.posix.path.FileStatus;
import io.tekton.sharedservices.posix.path.Folder;
import io.tekton.sharedservices.posix.path.SystemCallException;
import io.tekton.sharedservices.text.Causes;
import java.io.IOException;
import java.time.Instant;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** All that is in a folder, at any depth, the folder itself included. Links are entries; they are never followed. */
public final class Tree {
    /** A folder with more is spared: nothing that one process leaves has so many. */
    private static final int MOST = 500_000;

    private static final int DEEPEST = 200;

    private final int uid;
    private final Set<Inode> things = new HashSet<>();
    private final Set<String> sockets = new HashSet<>();
    private long entries;
    private long bytes;
    private Instant newest = Instant.MIN;
    private Instant newestInside = Instant.MIN;
    private @Nullable String foreign;
    private @Nullable String unreadable;

    private Tree(int uid) {
        this.uid = uid;
    }

    /**
     * Reads it.
     *
     * @param uid whose all of it must be
     */
    public static Tree of(Folder parent, String name, int uid) {
        Tree tree = new Tree(uid);
        try {
            tree.add(parent.status(name), name);
            tree.folder(parent, name, 1);
        } catch (IOException e) {
            tree.failed(name, e);
        }
        return tree;
    }

    private void folder(Folder parent, String name, int depth) throws IOException {
        if (depth > DEEPEST) {
            throw new IOException("it has more than " + DEEPEST + " folders in each other");
        }
        try (Folder folder = parent.open(name)) {
            for (String entry : folder.names(MOST)) {
                if (entries > MOST) {
                    throw new IOException("it has more than " + MOST + " entries");
                }
                FileStatus status = folder.status(entry);
                add(status, entry);
                if (status.isFolder()) {
                    folder(folder, entry, depth + 1);
                }
            }
        }
    }

    private void add(FileStatus status, String name) {
        entries++;
        if (!status.isFolder() && things.contains(Inode.of(status))) {
            return;
        }
        things.add(Inode.of(status));
        bytes += status.allocated();
        newest = status.newest().isAfter(newest) ? status.newest() : newest;
        if (entries > 1 && status.newest().isAfter(newestInside)) {
            newestInside = status.newest();
        }
        if (status.isSocket()) {
            sockets.add(name);
        }
        if (status.uid() != uid && foreign == null) {
            foreign = "'" + name + "' in it belongs to user " + Integer.toUnsignedString(status.uid());
        }
        if (status.mountRoot() && foreign == null) {
            foreign = "another file system is mounted at '" + name + "' in it";
        }
    }

    private void failed(String name, IOException e) {
        if (e instanceof SystemCallException call && call.isOtherMount()) {
            foreign = "another file system is mounted in it";
        } else {
            unreadable = "'" + name + "' cannot be read: " + Causes.of(e);
        }
    }

    /** The number of names, the folder's own included. */
    public long entries() {
        return entries;
    }

    /** On the disk; what has several names counts once. */
    public long bytes() {
        return bytes;
    }

    /** When anything of it last changed. */
    public Instant newest() {
        return newest;
    }

    /** Whether what is in it is as it was. A rename of the folder itself changes nothing of that. */
    public boolean hasContentOf(Tree earlier) {
        return unreadable == null
                && entries == earlier.entries
                && newestInside.equals(earlier.newestInside)
                && things.equals(earlier.things);
    }

    Set<Inode> things() {
        return things;
    }

    /** The names of the sockets in it. */
    Set<String> sockets() {
        return sockets;
    }

    @Nullable
    String foreign() {
        return foreign;
    }

    @Nullable
    String unreadable() {
        return unreadable;
    }
}
