package io.tekton.sharedservices.posix;

import com.sun.jna.LastErrorException;
import com.sun.jna.Memory;
import com.sun.jna.Native;
import com.sun.jna.Pointer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import org.jspecify.annotations.Nullable;

/**
 * Reports the state of the service to a service manager, by the protocol of {@code sd_notify(3)}: a datagram to the
 * socket that {@code NOTIFY_SOCKET} names. Without that variable nothing is sent and nothing is loaded.
 */
public final class ServiceNotification {
    private static final short AF_UNIX = 1;
    private static final int SOCK_DGRAM = 2;
    private static final int SOCK_CLOEXEC = 0x80000;
    private static final int MSG_NOSIGNAL = 0x4000;
    private static final int LONGEST_PATH = 107;

    private final byte @Nullable [] socket;

    private ServiceNotification(byte @Nullable [] socket) {
        this.socket = socket;
    }

    /**
     * @param socket the value of {@code NOTIFY_SOCKET}: a path, or a name in the abstract space behind {@code @}; null
     *     or empty where there is no service manager
     */
    public static ServiceNotification to(@Nullable String socket) {
        byte[] name = socket == null ? new byte[0] : socket.getBytes(StandardCharsets.UTF_8);
        boolean usable = name.length > 1 && name.length <= LONGEST_PATH && (name[0] == '/' || name[0] == '@');
        return new ServiceNotification(usable ? name : null);
    }

    private static final class Calls {
        static {
            NativeAccess.prepare();
            Native.register(Calls.class, "c");
        }

        static native int socket(int domain, int type, int protocol) throws LastErrorException;

        static native long sendto(int fd, Pointer data, long length, int flags, Pointer address, int addressLength)
                throws LastErrorException;

        static native int close(int fd) throws LastErrorException;
    }

    /**
     * How often the manager's watchdog wants to be fed, {@code sd_watchdog_enabled(3)}: twice within its time at least.
     *
     * @param micros the value of {@code WATCHDOG_USEC}; null where there is none
     * @param usual what to keep to where the watchdog wants nothing, or less often
     */
    public static Duration heartbeat(@Nullable String micros, Duration usual) {
        if (micros == null || !micros.matches("[1-9][0-9]{0,15}")) {
            return usual;
        }
        Duration third = Duration.of(Long.parseLong(micros), ChronoUnit.MICROS).dividedBy(3);
        return third.compareTo(usual) < 0 ? third : usual;
    }

    /** Whether a service manager listens. */
    public boolean isWanted() {
        return socket != null;
    }

    /**
     * Sends a state, such as {@code READY=1} or {@code STATUS=text}; line feeds separate several states.
     *
     * @throws PosixException if the state could not be sent
     */
    public void send(String state) {
        if (socket == null) {
            return;
        }
        byte[] data = state.getBytes(StandardCharsets.UTF_8);
        int fd = -1;
        try (Memory address = new Memory(2L + socket.length);
                Memory message = new Memory(Math.max(1, data.length))) {
            address.setShort(0, AF_UNIX);
            address.write(2, socket, 0, socket.length);
            if (socket[0] == '@') {
                address.setByte(2, (byte) 0);
            }
            message.write(0, data, 0, data.length);
            fd = Calls.socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
            Calls.sendto(fd, message, data.length, MSG_NOSIGNAL, address, 2 + socket.length);
        } catch (LastErrorException e) {
            throw new PosixException("could not send " + state + " to the service manager", e.getErrorCode(), e);
        } finally {
            if (fd >= 0) {
                Calls.close(fd);
            }
        }
    }
}
