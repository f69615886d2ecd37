package io.tekton.sharedservices.process.linux;

import java.io.File;
import java.io.FileInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;

/**
 * A process's open files and its family, as {@code proc(5)} shows them; only for the few processes that a rule matched.
 */
final class OpenFiles {
    private static final String SOCKET = "socket:[";

    /** Fields 26 and 28 of {@code stat}, counted from the state, field 3. */
    private static final int START_CODE = 26 - 3;

    private static final int START_STACK = 28 - 3;

    private final String root;
    private final Threads threads;

    OpenFiles(Path root) {
        this.root = root.toString();
        this.threads = new Threads(this.root);
    }

    String living(int pid) throws IOException {
        return threads.living(pid);
    }

    /** Whether it is a zombie of which no thread lives: it has no open files. */
    boolean ended(int pid) throws IOException {
        String stat = threads.stat(Integer.toString(pid));
        return Threads.ended(stat.charAt(stat.lastIndexOf(')') + 2)) && !threads.othersLive(pid);
    }

    String path(String folder, String name) {
        return root + "/" + folder + "/" + name;
    }

    /** Where a link of the kernel's points, such as {@code ns/net}. */
    String link(String folder, String name) throws IOException {
        return Files.readSymbolicLink(Path.of(root, folder, name)).toString();
    }

    /** The inodes of the sockets in {@code fd}: each is a link such as {@code socket:[4711]}. */
    Set<Long> sockets(String folder) throws IOException {
        Set<Long> sockets = new HashSet<>();
        for (String target : targets(folder)) {
            if (target.startsWith(SOCKET)) {
                sockets.add(Long.parseLong(target.substring(SOCKET.length(), target.length() - 1)));
            }
        }
        return sockets;
    }

    /** Where the links in {@code fd} lead. */
    Set<String> targets(String folder) throws IOException {
        String fd = path(folder, "fd");
        String[] names = new File(fd).list();
        if (names == null) {
            throw new IOException(fd + " cannot be listed");
        }
        Set<String> targets = new HashSet<>();
        for (String name : names) {
            try {
                targets.add(Files.readSymbolicLink(Path.of(fd, name)).toString());
            } catch (NoSuchFileException e) {
                // Closed since the folder was listed; two listings are compared.
            }
        }
        return targets;
    }

    /** {@code task/TID/children} of all threads; empty where the kernel was built without it. */
    Set<Integer> children(int pid) throws IOException {
        Set<Integer> children = new HashSet<>();
        String task = root + "/" + pid + "/task";
        String[] names = new File(task).list();
        for (String thread : names == null ? new String[0] : names) {
            try (FileInputStream in = new FileInputStream(task + "/" + thread + "/children")) {
                for (String child : new String(in.readAllBytes(), StandardCharsets.US_ASCII).split(" ")) {
                    if (!child.isBlank()) {
                        children.add(Integer.parseInt(child.strip()));
                    }
                }
            }
        }
        return children;
    }

    /**
     * Where the program and its stack begin in memory, {@code startcode} and {@code startstack} of {@code stat}:
     * {@code fork(2)} keeps both, {@code execve(2)} chooses new ones at random. Empty where the system hides them.
     */
    String image(int pid) throws IOException {
        String stat = threads.stat(threads.living(pid));
        String[] fields = stat.substring(stat.lastIndexOf(')') + 1).strip().split(" ");
        if (fields.length <= START_STACK || fields[START_CODE].equals("0") || fields[START_STACK].equals("0")) {
            return "";
        }
        return fields[START_CODE] + " " + fields[START_STACK];
    }
}
