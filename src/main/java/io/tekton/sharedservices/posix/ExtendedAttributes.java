package io.tekton.sharedservices.posix;

import com.sun.jna.LastErrorException;
import com.sun.jna.Native;
import com.sun.jna.NativeLibrary;
import com.sun.jna.Platform;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;

/**
 * The extended attributes of a file, its access list among them ({@code xattr(7)}, {@code acl(5)}); Linux only,
 * elsewhere a file has none. A symbolic link is followed.
 */
public final class ExtendedAttributes {
    private static final int ENOENT = 2;
    private static final int ERANGE = 34;
    private static final int ENODATA = 61;
    private static final int EOPNOTSUPP = 95;

    /** The kernel's own bound of a list and of a value. */
    private static final int LARGEST = 1 << 16;

    private ExtendedAttributes() {}

    private static final class Calls {
        static final boolean LINUX;

        static {
            NativeAccess.prepare();
            LINUX = Platform.isLinux();
            if (LINUX) {
                Native.register(Calls.class, NativeLibrary.getProcess());
            }
        }

        static native long listxattr(byte[] path, byte[] list, long size) throws LastErrorException;

        static native long getxattr(byte[] path, byte[] name, byte[] value, long size) throws LastErrorException;

        static native int setxattr(byte[] path, byte[] name, byte[] value, long size, int flags)
                throws LastErrorException;

        static native int removexattr(byte[] path, byte[] name) throws LastErrorException;
    }

    /**
     * All that this user may see, by name.
     *
     * @return empty where the file system has none
     */
    public static Map<String, byte[]> of(Path file) throws IOException {
        Map<String, byte[]> found = new TreeMap<>();
        try {
            if (!Calls.LINUX) {
                return found;
            }
            byte[] path = SystemPath.bytes(file);
            byte[] list = new byte[LARGEST];
            int length = (int) Calls.listxattr(path, list, list.length);
            String names = new String(list, 0, length, StandardCharsets.UTF_8);
            for (String name : names.split("\0")) {
                if (!name.isEmpty()) {
                    read(path, name, found);
                }
            }
            return found;
        } catch (LastErrorException e) {
            if (e.getErrorCode() == EOPNOTSUPP) {
                return new TreeMap<>();
            }
            throw failure(file, "listing its extended attributes", e);
        } catch (LinkageError e) {
            throw new IOException("extended attributes cannot be read: the native library does not load", e);
        }
    }

    private static void read(byte[] path, String name, Map<String, byte[]> found) {
        byte[] value = new byte[LARGEST];
        try {
            int length = (int) Calls.getxattr(path, bytes(name), value, value.length);
            found.put(name, Arrays.copyOf(value, length));
        } catch (LastErrorException e) {
            if (e.getErrorCode() != ENODATA) {
                throw e;
            }
        }
    }

    /** Gives the file this attribute, or another value of it. */
    public static void set(Path file, String name, byte[] value) throws IOException {
        try {
            Calls.setxattr(SystemPath.bytes(file), bytes(name), value, value.length, 0);
        } catch (LastErrorException e) {
            throw failure(file, "setting the extended attribute " + name, e);
        }
    }

    /** Takes it away; does nothing where the file has none of that name. */
    public static void remove(Path file, String name) throws IOException {
        try {
            Calls.removexattr(SystemPath.bytes(file), bytes(name));
        } catch (LastErrorException e) {
            if (e.getErrorCode() != ENODATA) {
                throw failure(file, "removing the extended attribute " + name, e);
            }
        }
    }

    private static byte[] bytes(String name) {
        byte[] bytes = name.getBytes(StandardCharsets.UTF_8);
        return Arrays.copyOf(bytes, bytes.length + 1);
    }

    private static IOException failure(Path file, String what, LastErrorException e) {
        String why = switch (e.getErrorCode()) {
            case ENOENT -> "no such file";
            case ERANGE -> "it is too large";
            default -> String.valueOf(e.getMessage()).replaceFirst("^\\[\\d+] ", "");
        };
        return new FileSystemException(file.toString(), null, what + ": " + why);
    }
}
