package io.tekton.sharedservices.process;

import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Follows a path from another process's root or working folder, a component at a time: the kernel would take an
 * absolute link from our own root ({@code path_resolution(7)}). May hang where a file system does not answer.
 */
public final class PathWalk {
    /** As many links as the kernel follows: {@code ELOOP}. */
    private static final int MOST_LINKS = 40;

    private static final int MOST_FOLDERS = 2_048;
    private static final int TYPE_MASK = 0170000;
    private static final int LINK = 0120000;
    private static final int FOLDER = 0040000;

    private final String root;
    private final @Nullable String workingFolder;

    /**
     * @param root leads to the root, such as {@code /proc/PID/root}
     * @param workingFolder leads to the working folder; null where that is not known
     */
    public PathWalk(String root, @Nullable String workingFolder) {
        this.root = root;
        this.workingFolder = workingFolder;
    }

    private record Entry(FileIdentity identity, int type) {}

    /** @throws IOException if some folder on the way may not be searched, or the links go in a circle */
    public SeenPath follow(String path) throws IOException {
        if (!path.startsWith("/") && workingFolder == null) {
            throw new IOException("the working folder is not known");
        }
        String at = path.startsWith("/") ? root : String.valueOf(workingFolder);
        FileIdentity top = folder(root).identity();
        Entry entry = folder(at);
        Deque<String> rest = components(path);
        int links = 0;
        boolean exists = true;
        while (!rest.isEmpty()) {
            String name = rest.pop();
            if (name.equals("..")) {
                if (!entry.identity().equals(top)) {
                    at += "/..";
                    entry = folder(at);
                }
                continue;
            }
            Entry next = entry.type() == FOLDER ? entry(at + "/" + name) : null;
            if (next == null) {
                if (rest.contains("..")) {
                    throw new IOException("it refers to the parent of a folder that does not exist: " + name);
                }
                exists = false;
                break;
            }
            if (next.type() == LINK) {
                if (++links > MOST_LINKS) {
                    throw new IOException("too many symbolic links");
                }
                String target = Files.readSymbolicLink(Path.of(at + "/" + name)).toString();
                if (name.endsWith("self") && !target.isEmpty() && Character.isDigit(target.charAt(0))) {
                    // proc(5): these links lead to the process that reads them: this program, not the other.
                    throw new IOException("it leads through " + name + " of a proc file system");
                }
                if (target.startsWith("/")) {
                    at = root;
                    entry = folder(at);
                }
                Deque<String> more = components(target);
                while (!more.isEmpty()) {
                    rest.push(more.removeLast());
                }
                continue;
            }
            at += "/" + name;
            entry = next;
        }
        return new SeenPath(chain(at, entry, top), exists);
    }

    /** Up to the root; in the working folder of somebody whose root is elsewhere, up to where it goes no further. */
    private static List<FileIdentity> chain(String from, Entry entry, FileIdentity top) throws IOException {
        List<FileIdentity> chain = new ArrayList<>();
        chain.add(entry.identity());
        String at = from;
        if (entry.type() != FOLDER) {
            at = from.substring(0, from.lastIndexOf('/'));
            chain.add(folder(at).identity());
        }
        while (!chain.get(chain.size() - 1).equals(top)) {
            at += "/..";
            FileIdentity above = folder(at).identity();
            if (above.equals(chain.get(chain.size() - 1))) {
                break;
            }
            chain.add(above);
            if (chain.size() > MOST_FOLDERS) {
                throw new IOException("too many folders above it");
            }
        }
        return chain;
    }

    private static Deque<String> components(String path) {
        Deque<String> components = new ArrayDeque<>();
        for (String name : path.split("/", -1)) {
            if (!name.isEmpty() && !name.equals(".")) {
                components.add(name);
            }
        }
        return components;
    }

    /** A folder by a path whose last component may be one of the kernel's own links, such as {@code /proc/PID/root}. */
    private static Entry folder(String path) throws IOException {
        return entry(Files.readAttributes(Path.of(path), "unix:mode,dev,ino"));
    }

    /** Null where there is none. */
    private static @Nullable Entry entry(String path) throws IOException {
        try {
            return entry(Files.readAttributes(Path.of(path), "unix:mode,dev,ino", LinkOption.NOFOLLOW_LINKS));
        } catch (NoSuchFileException e) {
            return null;
        } catch (FileSystemException e) {
            if ("Not a directory".equals(e.getReason())) {
                return null;
            }
            throw e;
        }
    }

    private static Entry entry(Map<String, Object> attributes) throws IOException {
        if (attributes.get("mode") instanceof Integer mode
                && attributes.get("dev") instanceof Long device
                && attributes.get("ino") instanceof Long inode) {
            return new Entry(new FileIdentity(device, inode), mode & TYPE_MASK);
        }
        throw new IOException("the file system gives no device and inode");
    }
}
