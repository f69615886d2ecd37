package io.tekton.sharedservices.posix;

import com.sun.jna.LastErrorException;
import com.sun.jna.Native;
import com.sun.jna.NativeLibrary;
import com.sun.jna.Platform;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Who owns the folders below one whose names are numbers, such as {@code /proc}, asked thousands of times in a row: by
 * {@code statx(2)} into a buffer that is used again, where the system has that, else by Java's own call, which leaves
 * 1,000 bytes of garbage each time. Not for use by several threads.
 */
public final class FolderOwners {
    private static final int AT_FDCWD = -100;
    private static final int STATX_UID = 0x8;
    private static final int STATX_BYTES = 256;
    private static final int UID_AT = 20;
    private static final int ENOENT = 2;
    private static final int MOST_DIGITS = 10;

    private final Path folder;
    private final ByteBuffer path;
    private final int nameAt;
    private final ByteBuffer answer = ByteBuffer.allocateDirect(STATX_BYTES).order(ByteOrder.nativeOrder());
    private boolean asksKernel = true;

    private static final class Calls {
        static final boolean LINUX;

        static {
            NativeAccess.prepare();
            LINUX = Platform.isLinux();
            Native.register(Calls.class, NativeLibrary.getProcess());
        }

        static native int statx(int folder, ByteBuffer path, int flags, int mask, ByteBuffer answer)
                throws LastErrorException;
    }

    public FolderOwners(Path folder) {
        this.folder = folder;
        byte[] bytes = SystemPath.bytes(folder);
        this.nameAt = bytes.length;
        this.path = ByteBuffer.allocateDirect(bytes.length + MOST_DIGITS + 1);
        path.put(0, bytes);
        path.put(nameAt - 1, (byte) '/');
    }

    /**
     * @param number not negative
     * @return the user's number
     * @throws java.nio.file.NoSuchFileException if there is no folder of this number
     * @throws IOException if it may not be read
     */
    public int of(int number) throws IOException {
        if (asksKernel) {
            try {
                if (Calls.LINUX && Calls.statx(AT_FDCWD, named(number), 0, STATX_UID, answer) == 0) {
                    return answer.getInt(UID_AT);
                }
                asksKernel = false;
            } catch (LastErrorException e) {
                // Neither kernel nor sandbox need know the call; where only this one folder is gone, Java says so.
                asksKernel = e.getErrorCode() == ENOENT;
            } catch (LinkageError e) {
                asksKernel = false;
            }
        }
        return (Integer) Files.getAttribute(folder.resolve(Integer.toString(number)), "unix:uid");
    }

    private ByteBuffer named(int number) {
        int end = nameAt + 1;
        for (int left = number / 10; left > 0; left /= 10) {
            end++;
        }
        path.put(end, (byte) 0);
        int left = number;
        for (int at = end - 1; at >= nameAt; at--) {
            path.put(at, (byte) ('0' + left % 10));
            left /= 10;
        }
        return path;
    }
}
