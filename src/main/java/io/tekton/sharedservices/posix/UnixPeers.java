package io.tekton.sharedservices.posix;

import com.sun.jna.LastErrorException;
import com.sun.jna.Memory;
import com.sun.jna.Pointer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;

/**
 * The sockets of the Unix domain and their peers, which {@code /proc/net/unix} does not name: {@code sock_diag(7)},
 * {@code netlink(7)}, in this process's network namespace.
 */
public final class UnixPeers {
    private static final int HEADER = 16;
    private static final int REQUEST = 24;
    private static final int MESSAGE = 16;
    private static final int ATTRIBUTE = 4;
    private static final int BUFFER = 256 * 1024;
    private static final short DUMP_REQUEST = 0x301;
    private static final short SOCK_DIAG_BY_FAMILY = 20;
    private static final short NLMSG_ERROR = 2;
    private static final short NLMSG_DONE = 3;
    private static final int SHOW_NAME = 1;
    private static final int SHOW_PEER = 4;
    private static final int ATTRIBUTE_NAME = 0;
    private static final int SHOW_QUEUE = 16;
    private static final int ATTRIBUTE_PEER = 2;
    private static final int ATTRIBUTE_QUEUE = 4;
    private static final byte LISTENS = 10;
    private static final byte AF_UNIX = 1;

    /** {@code struct nlmsghdr}: a set flag says that the dump is not of one moment. */
    private static final int INTERRUPTED = 0x10;

    private UnixPeers() {}

    /**
     * One socket.
     *
     * @param peer the inode of the socket at the other end; 0 where there is none
     * @param name its path, with {@code @} in front where it is abstract; empty where it has none. A connection that
     *     was accepted has its listener's
     * @param waiting how many connections a listener has not accepted yet
     */
    public record Socket(long peer, String name, long waiting) {}

    /**
     * All sockets by inode.
     *
     * @throws IOException if the kernel's answer is not whole
     * @throws PosixException if a call failed
     * @throws LinkageError if native calls cannot be made
     */
    public static Map<Long, Socket> read() throws IOException {
        int fd = -1;
        try (Memory buffer = new Memory(BUFFER)) {
            fd = NetlinkCalls.socket(NetlinkCalls.AF_NETLINK, NetlinkCalls.SOCK_RAW, NetlinkCalls.SOCK_DIAG);
            request(buffer);
            NetlinkCalls.send(fd, buffer, HEADER + REQUEST, 0);
            Map<Long, Socket> sockets = new HashMap<>();
            boolean more = true;
            while (more) {
                more = messages(buffer, (int) NetlinkCalls.recv(fd, buffer, BUFFER, 0), sockets);
            }
            return sockets;
        } catch (LastErrorException e) {
            throw new PosixException("sock_diag of Unix sockets failed", e.getErrorCode(), e);
        } finally {
            if (fd >= 0) {
                NetlinkCalls.close(fd);
            }
        }
    }

    /** {@code struct nlmsghdr} and {@code struct unix_diag_req}. */
    private static void request(Pointer at) {
        at.clear(HEADER + REQUEST);
        at.setInt(0, HEADER + REQUEST);
        at.setShort(4, SOCK_DIAG_BY_FAMILY);
        at.setShort(6, DUMP_REQUEST);
        at.setByte(HEADER, AF_UNIX);
        at.setInt(HEADER + 4, -1); // in every state
        at.setInt(HEADER + 12, SHOW_NAME | SHOW_PEER | SHOW_QUEUE);
    }

    /** @return whether more messages follow */
    private static boolean messages(Pointer buffer, int length, Map<Long, Socket> into) throws IOException {
        int at = 0;
        while (at + HEADER <= length) {
            int size = buffer.getInt(at);
            short type = buffer.getShort(at + 4L);
            if (type == NLMSG_DONE) {
                return false;
            }
            if (type == NLMSG_ERROR || size < HEADER + MESSAGE || at + size > length) {
                throw new IOException("sock_diag of Unix sockets was refused"
                        + (type == NLMSG_ERROR ? ", errno " + -buffer.getInt(at + (long) HEADER) : ""));
            }
            if ((buffer.getShort(at + 6L) & INTERRUPTED) != 0) {
                throw new IOException("the Unix sockets changed while sock_diag listed them");
            }
            socket(buffer, at + HEADER, at + size, into);
            at += aligned(size);
        }
        return length > 0;
    }

    /** {@code struct unix_diag_msg}, and {@code struct rtattr}s behind it. */
    private static void socket(Pointer buffer, int begin, int end, Map<Long, Socket> into) throws IOException {
        boolean listens = buffer.getByte(begin + 2L) == LISTENS;
        long waiting = listens ? -1 : 0;
        long inode = Integer.toUnsignedLong(buffer.getInt(begin + 4L));
        long peer = 0;
        String name = "";
        int at = begin + MESSAGE;
        while (at + ATTRIBUTE <= end) {
            int size = Short.toUnsignedInt(buffer.getShort(at));
            int type = Short.toUnsignedInt(buffer.getShort(at + 2L));
            if (size < ATTRIBUTE || at + size > end) {
                break;
            }
            if (type == ATTRIBUTE_PEER && size >= ATTRIBUTE + 4) {
                peer = Integer.toUnsignedLong(buffer.getInt(at + (long) ATTRIBUTE));
            } else if (type == ATTRIBUTE_NAME && size > ATTRIBUTE) {
                name = name(buffer.getByteArray(at + (long) ATTRIBUTE, size - ATTRIBUTE));
            } else if (type == ATTRIBUTE_QUEUE && listens && size >= ATTRIBUTE + 4) {
                waiting = Integer.toUnsignedLong(buffer.getInt(at + (long) ATTRIBUTE));
            }
            at += aligned(size);
        }
        if (waiting < 0) {
            throw new IOException("sock_diag does not say who waits at a Unix socket");
        }
        into.put(inode, new Socket(peer, name, waiting));
    }

    private static String name(byte[] bytes) {
        String text = new String(bytes, StandardCharsets.UTF_8);
        if (text.startsWith("\0")) {
            // As /proc/net/unix shows it.
            return "@" + text.substring(1).replace('\0', '@');
        }
        int end = text.indexOf('\0');
        return end < 0 ? text : text.substring(0, end);
    }

    private static int aligned(int size) {
        return (size + 3) & ~3;
    }
}
