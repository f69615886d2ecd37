package io.tekton.sharedservices.process.linux;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * Follows the links of a path as another process would, from its own root and through its own mounts
 * ({@code path_resolution(7)}), and says where it leads. May hang where a file system does not answer.
 */
final class LinkWalk {
    /** As many as the kernel follows: {@code ELOOP}. */
    private static final int MOST_LINKS = 40;

    private final String root;

    /** @param root leads to that process's root: {@code /proc/PID/root} */
    LinkWalk(String root) {
        this.root = root;
    }

    /**
     * The path of the file itself, in which nothing is a link.
     *
     * @param folder where a relative path begins: the working folder, which has no links in it
     * @throws IOException if there is no such file, or it cannot be reached
     */
    String follow(String folder, String path) throws IOException {
        Deque<String> rest = new ArrayDeque<>();
        add(rest, path);
        if (!path.startsWith("/")) {
            add(rest, folder);
        }
        StringBuilder at = new StringBuilder();
        int links = 0;
        while (!rest.isEmpty()) {
            String name = rest.pop();
            if (name.equals("..")) {
                at.setLength(Math.max(0, at.lastIndexOf("/")));
                continue;
            }
            int before = at.length();
            Path next = Path.of(root + at.append('/').append(name));
            BasicFileAttributes found =
                    Files.readAttributes(next, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
            if (!found.isSymbolicLink()) {
                continue;
            }
            if (++links > MOST_LINKS) {
                throw new IOException("too many symbolic links: " + path);
            }
            if (at.indexOf("/proc/") == 0) {
                // proc(5): some of these lead to the process that reads them: this program, not the other.
                throw new IOException("it leads through a link of a proc file system: " + at);
            }
            String target = Files.readSymbolicLink(next).toString();
            at.setLength(target.startsWith("/") ? 0 : before);
            add(rest, target);
        }
        if (at.isEmpty()) {
            throw new NoSuchFileException(path, null, "it is a folder");
        }
        return at.toString();
    }

    /** Its components come before all that is left. */
    private static void add(Deque<String> rest, String path) {
        String[] names = path.split("/", -1);
        for (int i = names.length - 1; i >= 0; i--) {
            if (!names[i].isEmpty() && !names[i].equals(".")) {
                rest.push(names[i]);
            }
        }
    }
}
