package io.tekton.sharedservices.process.linux;

import java.io.File;
import java.io.FileInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * The threads of a process, {@code PID/task} in {@code proc(5)}. A process lives as long as one of its threads does. If
 * the first thread has ended ({@code pthread_exit(3)}), the process's own files show a zombie without arguments and
 * open files. The files of another thread then show the real state.
 */
public final class Threads {
    private final String root;

    public Threads(String root) {
        this.root = root;
    }

    /** Whether a state of {@code stat} is that of a thread that has ended. */
    static boolean ended(char state) {
        return state == 'Z' || state == 'X' || state == 'x';
    }

    /**
     * Whether a thread other than the first is alive; also true if the threads cannot be read and the process exists.
     */
    boolean othersLive(int pid) {
        try {
            return other(pid) != null;
        } catch (IOException e) {
            return !Files.notExists(Path.of(root, Integer.toString(pid)));
        }
    }

    /**
     * The folder of a thread that lives, relative to {@code /proc}: {@code PID}, or {@code PID/task/TID} where the
     * first has ended.
     */
    String living(int pid) throws IOException {
        String first = Integer.toString(pid);
        if (!ended(state(first))) {
            return first;
        }
        String other = other(pid);
        return other == null ? first : other;
    }

    private @Nullable String other(int pid) throws IOException {
        String[] threads = new File(root + "/" + pid + "/task").list();
        if (threads == null) {
            throw new IOException("the threads of pid " + pid + " cannot be listed");
        }
        for (String thread : threads) {
            String folder = pid + "/task/" + thread;
            if (!thread.equals(Integer.toString(pid)) && lives(folder)) {
                return folder;
            }
        }
        return null;
    }

    private boolean lives(String folder) throws IOException {
        try {
            return !ended(state(folder));
        } catch (IOException e) {
            if (Files.notExists(Path.of(root, folder))) {
                return false;
            }
            throw e;
        }
    }

    private char state(String folder) throws IOException {
        String text = stat(folder);
        int close = text.lastIndexOf(')');
        if (close < 0 || close + 2 >= text.length()) {
            throw new IOException("stat of " + folder + " has an unknown form");
        }
        return text.charAt(close + 2);
    }

    /** {@code stat} of a process or thread as it is. */
    public String stat(String folder) throws IOException {
        try (FileInputStream in = new FileInputStream(root + "/" + folder + "/stat")) {
            return new String(in.readAllBytes(), StandardCharsets.ISO_8859_1);
        }
    }
}
