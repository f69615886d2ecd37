package io.tekton.sharedservices.process.linux;

import io.tekton.sharedservices.posix.FolderOwners;
import io.tekton.sharedservices.process.CommandLine;
import io.tekton.sharedservices.process.ProcessNode;
import java.io.FileInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/**
 * The files below {@code /proc} that are read, and their fields ({@code proc(5)}). Everything is read as bytes: names
 * and arguments need not be text.
 */
final class ProcFiles {
    private static final int AT_CLKTCK = 17;

    /**
     * More than the kernel takes for arguments; only a process that points elsewhere with {@code prctl(2)} shows more.
     */
    static final int MOST_BYTES = 16 * 1024 * 1024;

    private final String root;
    private final Threads threads;

    ProcFiles(Path root) {
        this.root = root.toString();
        this.threads = new Threads(this.root);
    }

    /** Whether a thread of it lives although the first one has ended. */
    boolean othersLive(int pid) {
        return threads.othersLive(pid);
    }

    Path root() {
        return Path.of(root);
    }

    /** {@code sys/kernel/random/boot_id}: a UUID, new at each boot. */
    String bootId() throws IOException {
        return Files.readString(Path.of(root, "sys/kernel/random/boot_id")).strip();
    }

    /**
     * {@code self/ns/pid}: {@code pid:[INODE]}, the same for all processes of one PID namespace; empty where the kernel
     * has none.
     */
    String pidNamespace() throws IOException {
        Path link = Path.of(root, "self/ns/pid");
        return Files.isSymbolicLink(link) ? Files.readSymbolicLink(link).toString() : "";
    }

    /** {@code uptime}, first field: seconds since boot with two decimals, suspended time included. */
    Duration uptime() throws IOException {
        String text;
        // Not by a channel, which an interrupted thread cannot read from.
        try (FileInputStream in = new FileInputStream(root + "/uptime")) {
            text = new String(in.readAllBytes(), StandardCharsets.US_ASCII);
        }
        String[] seconds = text.substring(0, text.indexOf(' ')).split("\\.", -1);
        return Duration.ofSeconds(Long.parseLong(seconds[0])).plusMillis(Long.parseLong(seconds[1]) * 10);
    }

    /** {@code self/auxv}, AT_CLKTCK of {@code getauxval(3)}: ticks a second, nearly always 100. */
    int ticksPerSecond() throws IOException {
        ByteBuffer pairs =
                ByteBuffer.wrap(Files.readAllBytes(Path.of(root, "self/auxv"))).order(ByteOrder.nativeOrder());
        while (pairs.remaining() >= 2 * Long.BYTES) {
            long type = pairs.getLong();
            long value = pairs.getLong();
            if (type == AT_CLKTCK) {
                return Math.toIntExact(value);
            }
        }
        throw new IOException("AT_CLKTCK is missing in " + root + "/self/auxv");
    }

    /** Where {@code self} points: this process's pid in the PID namespace that this {@code /proc} shows. */
    int self() throws IOException {
        return Integer.parseInt(Files.readSymbolicLink(Path.of(root, "self")).toString());
    }

    /** Every process's pid, in the order of the folder. */
    int[] pids() throws IOException {
        String[] names = Path.of(root).toFile().list();
        if (names == null) {
            throw new IOException(root + " cannot be listed");
        }
        int[] pids = new int[names.length];
        int count = 0;
        for (String name : names) {
            char first = name.charAt(0);
            if (first >= '0' && first <= '9') {
                pids[count++] = Integer.parseInt(name);
            }
        }
        return Arrays.copyOf(pids, count);
    }

    /** False only where it is certain that there is no such process in this folder. */
    boolean exists(int pid) {
        return !Files.notExists(Path.of(root, Integer.toString(pid)), LinkOption.NOFOLLOW_LINKS);
    }

    /** Who owns the folder: the effective user. */
    int folderOwner(int pid) throws IOException {
        return (Integer) Files.getAttribute(Path.of(root, Integer.toString(pid)), "unix:uid");
    }

    /** As {@link #folderOwner}, for many of them; for one thread. */
    FolderOwners owners() {
        return new FolderOwners(Path.of(root));
    }

    String folderOwnerName(int pid) throws IOException {
        return Files.getOwner(Path.of(root, Integer.toString(pid))).getName();
    }

    /** Reads the whole of {@code PID/name}. */
    void read(int pid, String name, Buffer into) throws IOException {
        try (FileInputStream in = new FileInputStream(into.path(root, pid, name))) {
            into.fill(in, false);
        }
    }

    /**
     * Reads {@code PID/name} for a first scan, up to the first read that does not fill the buffer. The kernel returns
     * all data at once, so this is the end; a further read would cost a tenth of the scan. Data that is acted on is
     * read to its end by {@link #read}.
     */
    void glance(int pid, String name, Buffer into) throws IOException {
        try (FileInputStream in = new FileInputStream(into.path(root, pid, name))) {
            into.fill(in, true);
        }
    }

    /** One buffer for many files, and for their names. */
    static final class Buffer {
        private static final int ANY_FILE = 8 * 1024;
        private static final int STAT = 1024;

        byte[] bytes;
        int length;
        private final StringBuilder path = new StringBuilder(64);

        Buffer() {
            this(ANY_FILE);
        }

        private Buffer(int bytes) {
            this.bytes = new byte[bytes];
        }

        /** For one {@code stat}: of thousands of processes each is read into a buffer of its own. */
        static Buffer forStat() {
            return new Buffer(STAT);
        }

        private String path(String root, int pid, String name) {
            path.setLength(0);
            return path.append(root)
                    .append('/')
                    .append(pid)
                    .append('/')
                    .append(name)
                    .toString();
        }

        private void fill(FileInputStream in, boolean atOnce) throws IOException {
            length = 0;
            while (true) {
                int read = in.read(bytes, length, bytes.length - length);
                if (read < 0) {
                    return;
                }
                length += read;
                if (length > MOST_BYTES) {
                    throw new IOException("longer than " + MOST_BYTES + " bytes");
                }
                if (length < bytes.length && atOnce) {
                    return;
                }
                if (length == bytes.length) {
                    bytes = Arrays.copyOf(bytes, Math.multiplyExact(length, 2));
                }
            }
        }

        String text() {
            return new String(bytes, 0, length, StandardCharsets.ISO_8859_1);
        }
    }

    /** Parses {@code PID/stat}. */
    static ProcessNode stat(String bootId, int pid, Buffer stat) throws IOException {
        return StatText.parse(bootId, pid, stat.bytes, stat.length);
    }

    /** What {@code PID/status} says of user and PID namespaces; -1 for what it does not say. */
    record Status(int uid, int effectiveUid, int nesting) {
        static Status parse(Buffer status) {
            int uid = -1;
            int effectiveUid = -1;
            int nesting = -1;
            for (String line : status.text().split("\n")) {
                if (line.startsWith("Uid:")) {
                    String[] ids = line.substring(4).strip().split("\t");
                    uid = (int) Long.parseLong(ids[0]);
                    effectiveUid = (int) Long.parseLong(ids[1]);
                } else if (line.startsWith("NSpid:")) {
                    nesting = line.substring(6).strip().split("\t").length - 1;
                }
            }
            return new Status(uid, effectiveUid, nesting);
        }
    }

    /**
     * The mask {@code SigIgn} of {@code PID/status}: bit n - 1 is signal n of {@code signal(7)}; SIGHUP is 1.
     *
     * @throws IOException if it has none
     */
    static boolean ignoresHangup(Buffer status) throws IOException {
        for (String line : status.text().split("\n")) {
            if (line.startsWith("SigIgn:")) {
                return (Long.parseUnsignedLong(line.substring(7).strip(), 16) & 1) != 0;
            }
        }
        throw new IOException("SigIgn is missing");
    }

    /**
     * The wanted variables of {@code PID/environ}: those that the process was started with, NUL after each.
     *
     * @throws IOException if this is no environment: empty, or overwritten by a title ({@code setproctitle(3)}), which
     *     fills the memory behind the arguments and leaves text of its own or NULs there
     */
    static Map<String, String> environ(Buffer environ, Set<String> wanted) throws IOException {
        Map<String, String> kept = new HashMap<>();
        CommandLine entries = CommandLine.view();
        entries.point(environ.bytes, environ.length);
        if (entries.isEmpty()) {
            throw new IOException("it is empty: the process started without an environment, or hid it");
        }
        for (int i = 0; i < entries.size(); i++) {
            int equals = entries.start(i);
            while (equals < entries.end(i) && entries.byteAt(equals) != '=') {
                equals++;
            }
            String name =
                    new String(environ.bytes, entries.start(i), equals - entries.start(i), StandardCharsets.UTF_8);
            if (entries.end(i) == entries.start(i) || (i == 0 && !isVariable(name, equals < entries.end(i)))) {
                throw new IOException("it does not begin with NAME=VALUE or has gaps: the process has overwritten it");
            }
            if (equals < entries.end(i) && wanted.contains(name)) {
                // The first one applies, as for getenv(3).
                kept.putIfAbsent(
                        name,
                        new String(environ.bytes, equals + 1, entries.end(i) - equals - 1, StandardCharsets.UTF_8));
            }
        }
        return kept;
    }

    /** Shells export functions under names with brackets and per cent signs; a title has blanks. */
    private static boolean isVariable(String name, boolean assigned) {
        return assigned && !name.isEmpty() && name.chars().noneMatch(c -> c <= ' ');
    }
}
