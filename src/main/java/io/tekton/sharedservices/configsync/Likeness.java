package io.tekton.sharedservices.configsync;

import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;

/** Mode, owner and group of a file, for the one that takes its place; {@code inode(7)}. */
record Likeness(int mode, int uid, int gid) {
    /** What a file is made with until it has its own: it must not be readable to more people in between. */
    static final FileAttribute<?> PRIVATE =
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));

    private static final int PERMISSIONS = 07777;

    static Likeness of(Path file) throws IOException {
        Map<String, Object> found = Files.readAttributes(file, "unix:mode,uid,gid");
        return new Likeness(number(found, "mode") & PERMISSIONS, number(found, "uid"), number(found, "gid"));
    }

    /** Owner and group as far as this process may give a file away, and then the mode, which giving away would cut. */
    void giveTo(Path file) throws IOException {
        Likeness own = of(file);
        if (own.gid != gid) {
            give(file, "unix:gid", gid);
        }
        if (own.uid != uid) {
            give(file, "unix:uid", uid);
        }
        Files.setAttribute(file, "unix:mode", mode);
    }

    private static void give(Path file, String what, int id) throws IOException {
        try {
            Files.setAttribute(file, what, id);
        } catch (FileSystemException e) {
            // only root may give a file away, and a group only to one's own: the file stays ours, as an editor's would
            return;
        }
    }

    private static int number(Map<String, Object> found, String name) {
        if (found.get(name) instanceof Integer value) {
            return value;
        }
        throw new IllegalStateException("the file system gives no unix:" + name);
    }
}
