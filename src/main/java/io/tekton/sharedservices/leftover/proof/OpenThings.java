package io.tekton.sharedservices.leftover.proof;

import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What processes had open, mapped, or as working folder, root or program when they were read, and which of them could
 * not be read.
 */
final class OpenThings {
    private final Map<Inode, String> byInode = new HashMap<>();
    private final Map<Long, String> mapped = new HashMap<>();
    private final Map<String, String> byPath = new HashMap<>();
    private @Nullable String unreadable;
    private int howManyUnreadable;

    void add(Inode inode, String user) {
        byInode.putIfAbsent(inode, user);
    }

    /** The device of a mapping is another than the file's on some file systems, so it is not compared. */
    void addMapped(long inode, String user) {
        mapped.putIfAbsent(inode, user);
    }

    void addPath(String path, String user) {
        byPath.putIfAbsent(path, user);
    }

    void couldNotRead(String process) {
        if (unreadable == null) {
            unreadable = process;
        }
        howManyUnreadable++;
    }

    /** How a process uses this thing, for people; null where none that could be read does. */
    @Nullable
    String user(Inode inode) {
        String user = byInode.get(inode);
        return user != null ? user : mapped.get(inode.number());
    }

    /** How a process uses the thing of this path, or one below it, as that process names it; null for none. */
    @Nullable
    String userAt(String path) {
        String below = path + "/";
        for (Map.Entry<String, String> open : byPath.entrySet()) {
            if (open.getKey().equals(path) || open.getKey().startsWith(below)) {
                return open.getValue();
            }
        }
        return null;
    }

    /** The sentence about processes that could not be read; null where all could. */
    @Nullable
    String unread() {
        return unreadable == null
                ? null
                : howManyUnreadable + " processes cannot be read (" + unreadable
                        + (howManyUnreadable > 1 ? " and others" : "") + "), so one of them might use it";
    }
}
