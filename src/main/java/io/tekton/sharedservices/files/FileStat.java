package io.tekton.sharedservices.files;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Map;

/** Mode, owner and group of one directory entry, a symbolic link not followed; {@code lstat(2)}, {@code inode(7)}. */
record FileStat(int mode, int uid, int gid) {

    private static final int TYPE_MASK = 0170000;
    private static final int STICKY = 01000;

    /** @throws IOException if there is no such entry or it may not be read */
    static FileStat of(Path entry) throws IOException {
        Map<String, Object> found = Files.readAttributes(entry, "unix:mode,uid,gid", LinkOption.NOFOLLOW_LINKS);
        return new FileStat(number(found, "mode"), number(found, "uid"), number(found, "gid"));
    }

    boolean isLink() {
        return (mode & TYPE_MASK) == 0120000;
    }

    boolean isFolder() {
        return (mode & TYPE_MASK) == 0040000;
    }

    boolean isRegular() {
        return (mode & TYPE_MASK) == 0100000;
    }

    /** A device, FIFO or socket. */
    boolean isSpecial() {
        return !isRegular() && !isFolder() && !isLink();
    }

    boolean isSticky() {
        return (mode & STICKY) != 0;
    }

    boolean othersMayWrite() {
        return (mode & 02) != 0;
    }

    boolean groupMayWrite() {
        return (mode & 020) != 0;
    }

    /** What kind of entry this is, as a noun for messages. */
    String kind() {
        return switch (mode & TYPE_MASK) {
            case 0100000 -> "a regular file";
            case 0040000 -> "a folder";
            case 0120000 -> "a symbolic link";
            case 0010000 -> "a FIFO";
            case 0140000 -> "a socket";
            case 0020000, 0060000 -> "a device";
            default -> "not a file";
        };
    }

    private static int number(Map<String, Object> found, String name) {
        if (found.get(name) instanceof Integer value) {
            return value;
        }
        throw new IllegalStateException("the file system gives no unix:" + name);
    }
}
