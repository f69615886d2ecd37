package io.tekton.sharedservices.posix.path;

import com.sun.jna.LastErrorException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * A folder that is held open. Each name is looked up in it by {@code openat2(2)} with {@code RESOLVE_BENEATH}, without
 * links and without leaving its mount, so a name leads to an entry of this very folder or nowhere. Names are single:
 * neither empty nor {@code .}, {@code ..} or with a slash. Not thread-safe.
 *
 * <p>Methods throw {@link SystemCallException} if the system refuses.
 */
public final class Folder implements AutoCloseable {
    private static final long RESOLVE = PathCalls.RESOLVE_BENEATH
            | PathCalls.RESOLVE_NO_SYMLINKS
            | PathCalls.RESOLVE_NO_MAGICLINKS
            | PathCalls.RESOLVE_NO_XDEV;
    private static final int HOW_BYTES = 24;
    private static final int LIST_BYTES = 32_768;
    private static final int NAME_OFFSET = 19;
    private static final int LONGEST_LINK = 4096;

    private final int descriptor;
    private boolean closed;

    private Folder(int descriptor) {
        this.descriptor = descriptor;
    }

    /**
     * Opens the folder of an absolute path. Links on the way to it are followed; it must not be one itself.
     *
     * @throws IOException if it cannot be opened, or the system has no such calls
     */
    public static Folder root(String path) throws IOException {
        try {
            Folder root = new Folder(PathCalls.open(
                    PathCalls.bytes(path), PathCalls.O_DIRECTORY | PathCalls.O_NOFOLLOW | PathCalls.O_CLOEXEC));
            root.probe();
            return root;
        } catch (LastErrorException e) {
            throw new SystemCallException(path, e);
        } catch (LinkageError e) {
            throw new IOException("the calls that a folder is held with need Linux and its C library", e);
        }
    }

    /** Learns at once whether the kernel has openat2, which is of 5.6. */
    private void probe() throws IOException {
        try {
            PathCalls.close(openat2(".", PathCalls.O_PATH | PathCalls.O_CLOEXEC));
        } catch (LastErrorException e) {
            close();
            throw e.getErrorCode() == SystemCallException.ENOSYS
                    ? new IOException("the kernel has no openat2(2), which is of Linux 5.6", e)
                    : new SystemCallException("openat2", e);
        }
    }

    private static String single(String name) {
        if (name.isEmpty() || name.equals(".") || name.equals("..") || name.indexOf('/') >= 0 || name.indexOf(0) >= 0) {
            throw new IllegalArgumentException("not the name of an entry: " + name);
        }
        return name;
    }

    private int openat2(String name, int flags) {
        byte[] how = new byte[HOW_BYTES];
        ByteBuffer.wrap(how)
                .order(ByteOrder.nativeOrder())
                .putLong(Integer.toUnsignedLong(flags))
                .putLong(0)
                .putLong(RESOLVE);
        return (int) PathCalls.syscall(PathCalls.SYS_OPENAT2, descriptor, PathCalls.bytes(name), how, HOW_BYTES);
    }

    private int open(String name, int flags) throws IOException {
        try {
            return openat2(single(name), flags | PathCalls.O_CLOEXEC | PathCalls.O_NOFOLLOW);
        } catch (LastErrorException e) {
            throw new SystemCallException(name, e);
        }
    }

    /** A folder in this one. */
    public Folder open(String name) throws IOException {
        return new Folder(open(name, PathCalls.O_DIRECTORY));
    }

    /** Whatever has the name now, a link itself included. */
    public HeldPath hold(String name) throws IOException {
        return new HeldPath(open(name, PathCalls.O_PATH));
    }

    /** The descriptor of a file that is open for reading; a FIFO does not hang. */
    int openForReading(String name) throws IOException {
        return open(name, PathCalls.O_NONBLOCK);
    }

    public FileStatus status(String name) throws IOException {
        return status(descriptor, single(name), PathCalls.AT_SYMLINK_NOFOLLOW);
    }

    /** Of this folder itself. */
    public FileStatus status() throws IOException {
        return status(descriptor, "", PathCalls.AT_EMPTY_PATH);
    }

    static FileStatus status(int folder, String name, int flags) throws IOException {
        byte[] status = new byte[FileStatus.BYTES];
        try {
            PathCalls.statx(folder, PathCalls.bytes(name), flags, PathCalls.STATX_BASIC_STATS, status);
            return FileStatus.of(status);
        } catch (LastErrorException e) {
            throw new SystemCallException(name.isEmpty() ? "the held thing" : name, e);
        }
    }

    /**
     * The names of all entries, without {@code .} and {@code ..}, in no order.
     *
     * @throws IOException also if there are more than {@code most}, or one is no UTF-8
     */
    public List<String> names(int most) throws IOException {
        List<String> names = new ArrayList<>();
        byte[] some = new byte[LIST_BYTES];
        // a descriptor of its own: where a reading has come to belongs to the descriptor
        try (Folder again = again()) {
            for (int length = again.list(some); length > 0; length = again.list(some)) {
                ByteBuffer entries = ByteBuffer.wrap(some).order(ByteOrder.nativeOrder());
                for (int at = 0; at < length; at += Short.toUnsignedInt(entries.getShort(at + 16))) {
                    String name = name(some, at + NAME_OFFSET);
                    if (!name.equals(".") && !name.equals("..")) {
                        names.add(name);
                    }
                }
                if (names.size() > most) {
                    throw new IOException("it has more than " + most + " entries");
                }
            }
        }
        return names;
    }

    private Folder again() throws IOException {
        try {
            return new Folder(openat2(".", PathCalls.O_DIRECTORY | PathCalls.O_CLOEXEC));
        } catch (LastErrorException e) {
            throw new SystemCallException("the held folder", e);
        }
    }

    private int list(byte[] into) throws IOException {
        try {
            return (int) PathCalls.getdents64(descriptor, into, into.length);
        } catch (LastErrorException e) {
            throw new SystemCallException("the entries of the held folder", e);
        }
    }

    private static String name(byte[] entries, int from) throws IOException {
        int end = from;
        while (entries[end] != 0) {
            end++;
        }
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(entries, from, end - from))
                    .toString();
        } catch (CharacterCodingException e) {
            throw new IOException("an entry has a name that is no UTF-8", e);
        }
    }

    /** Where a link leads to, as it says. */
    public String link(String name) throws IOException {
        byte[] target = new byte[LONGEST_LINK];
        try {
            int length = (int) PathCalls.readlinkat(descriptor, PathCalls.bytes(single(name)), target, target.length);
            return new String(target, 0, length, StandardCharsets.UTF_8);
        } catch (LastErrorException e) {
            throw new SystemCallException(name, e);
        }
    }

    /** The first bytes of a file, at most so many. */
    public byte[] read(String name, int most) throws IOException {
        int file = openForReading(name);
        try {
            byte[] bytes = new byte[most];
            int length = (int) PathCalls.pread(file, bytes, most, 0);
            return Arrays.copyOf(bytes, length);
        } catch (LastErrorException e) {
            throw new SystemCallException(name, e);
        } finally {
            closeQuietly(file);
        }
    }

    /**
     * Gives an entry another name and folder, in one step and never over another entry.
     *
     * @throws SystemCallException also where that name is taken, or the folder is in another file system
     */
    public void rename(String name, Folder to, String newName) throws IOException {
        try {
            PathCalls.renameat2(
                    descriptor,
                    PathCalls.bytes(single(name)),
                    to.descriptor,
                    PathCalls.bytes(single(newName)),
                    PathCalls.RENAME_NOREPLACE);
        } catch (LastErrorException e) {
            throw new SystemCallException(name, e);
        }
    }

    /** Removes a name that is no folder's; a link itself. */
    public void remove(String name) throws IOException {
        unlink(name, 0);
    }

    /** Removes an empty folder. */
    public void removeFolder(String name) throws IOException {
        unlink(name, PathCalls.AT_REMOVEDIR);
    }

    private void unlink(String name, int flags) throws IOException {
        try {
            PathCalls.unlinkat(descriptor, PathCalls.bytes(single(name)), flags);
        } catch (LastErrorException e) {
            throw new SystemCallException(name, e);
        }
    }

    /** Makes a folder that this user alone may enter. */
    public void makeFolder(String name) throws IOException {
        try {
            PathCalls.mkdirat(descriptor, PathCalls.bytes(single(name)), 0700);
        } catch (LastErrorException e) {
            throw new SystemCallException(name, e);
        }
    }

    /** Returns when the disk has every name of this folder as it is now. */
    public void sync() throws IOException {
        try {
            PathCalls.fsync(descriptor);
        } catch (LastErrorException e) {
            throw new SystemCallException("the held folder", e);
        }
    }

    /** How Java reaches the same folder. */
    public String procPath() {
        return "/proc/self/fd/" + descriptor;
    }

    static void closeQuietly(int descriptor) {
        try {
            PathCalls.close(descriptor);
        } catch (LastErrorException e) {
            // nothing was written through it, and the descriptor is gone whatever the answer is
            return;
        }
    }

    /** Doing it again does nothing. */
    @Override
    public void close() {
        if (!closed) {
            closed = true;
            closeQuietly(descriptor);
        }
    }
}
