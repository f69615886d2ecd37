package io.tekton.sharedservices.posix.path;

import com.sun.jna.LastErrorException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/**
 * Whether a process has the socket of a name bound, by {@code connect(2)} to it. Nothing is sent. The kernel looks for
 * the socket by the inode, so neither network namespaces nor another name of it matter.
 */
public final class SocketProbe {
    private static final int AF_UNIX = 1;
    private static final int SOCK_STREAM = 1;
    private static final int ADDRESS_BYTES = 110;
    private static final int EPROTOTYPE = 91;

    /** The possible answers. */
    public enum Answer {
        /** No process listens, and none has a datagram socket there. */
        NOBODY,
        SOMEBODY,
        UNKNOWN
    }

    private SocketProbe() {}

    /** @param socket is one */
    public static Answer of(HeldPath socket) {
        byte[] address = new byte[ADDRESS_BYTES];
        byte[] path = ("/proc/self/fd/" + socket.descriptor()).getBytes(StandardCharsets.US_ASCII);
        ByteBuffer.wrap(address)
                .order(ByteOrder.nativeOrder())
                .putShort((short) AF_UNIX)
                .put(path);
        try {
            int own = PathCalls.socket(AF_UNIX, SOCK_STREAM | PathCalls.O_NONBLOCK | PathCalls.O_CLOEXEC, 0);
            try {
                PathCalls.connect(own, address, 2 + path.length + 1);
                return Answer.SOMEBODY;
            } catch (LastErrorException e) {
                return answer(e.getErrorCode());
            } finally {
                Folder.closeQuietly(own);
            }
        } catch (LastErrorException e) {
            return Answer.UNKNOWN;
        }
    }

    private static Answer answer(int errno) {
        return switch (errno) {
            case SystemCallException.ECONNREFUSED -> Answer.NOBODY;
            // its queue is full, or it is of another type: it is bound
            case SystemCallException.EAGAIN, EPROTOTYPE -> Answer.SOMEBODY;
            default -> Answer.UNKNOWN;
        };
    }
}
