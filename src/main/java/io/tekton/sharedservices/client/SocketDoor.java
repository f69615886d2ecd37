package io.tekton.sharedservices.client;

import io.tekton.sharedservices.api.ApiException;
import io.tekton.sharedservices.text.Causes;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.channels.spi.SelectorProvider;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.UserPrincipal;
import java.util.List;
import java.util.Map;
import jdk.net.ExtendedSocketOptions;

/**
 * The daemon's socket in the state folder. The kernel says which user listens there ({@code SO_PEERCRED},
 * {@code unix(7)}), so nothing has to be proven and no token is needed.
 *
 * @param stateFolder belongs to this user
 * @param otherwise the way where nobody listens at the socket
 */
record SocketDoor(Path socket, Path stateFolder, DaemonDoor otherwise) implements DaemonDoor {
    private static final int LARGEST_ANSWER = 64 * 1024;

    /** What the JDK uses on Linux and macOS where it finds no other. */
    private static final List<String> USUAL_PROVIDERS =
            List.of("sun.nio.ch.EPollSelectorProvider", "sun.nio.ch.KQueueSelectorProvider");

    static {
        nameTheUsualProvider();
    }

    /**
     * Unless it is named, the JDK looks for another provider in every jar of the class path at the first channel
     * ({@link SelectorProvider#provider}), which is a tenth of a short command.
     */
    private static void nameTheUsualProvider() {
        String property = SelectorProvider.class.getName();
        if (System.getProperty(property) != null) {
            return;
        }
        for (String usual : USUAL_PROVIDERS) {
            if (isThere(usual)) {
                System.setProperty(property, usual);
                return;
            }
        }
    }

    private static boolean isThere(String name) {
        try {
            return Class.forName(name, false, null) != null;
        } catch (ClassNotFoundException e) {
            return false;
        }
    }

    @Override
    public Opened open() throws IOException {
        UserPrincipal owner;
        try {
            owner = Files.getOwner(stateFolder, LinkOption.NOFOLLOW_LINKS);
        } catch (IOException e) {
            // The folder was moved away: the daemon may still be reached.
            return otherwise.open();
        }
        SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX);
        boolean connected = false;
        try {
            channel.connect(UnixDomainSocketAddress.of(socket));
            connected = true;
        } catch (IOException e) {
            // Left by a daemon that was killed, or of one that could not listen there.
            return otherwise.open();
        } finally {
            if (!connected) {
                channel.close();
            }
        }
        return new Opened(checked(channel, owner), Map.of());
    }

    private HttpConnection checked(SocketChannel channel, UserPrincipal owner) throws IOException {
        HttpConnection connection = null;
        boolean answers = false;
        try {
            UserPrincipal peer =
                    channel.getOption(ExtendedSocketOptions.SO_PEERCRED).user();
            if (!peer.equals(owner)) {
                throw new ApiException(
                        null,
                        "user " + peer.getName() + " listens at the socket " + socket
                                + ", and the state folder belongs to another user; nothing was sent",
                        null);
            }
            connection = HttpConnection.over(channel, PATIENCE);
            // The system accepts for a daemon that cannot, for want of descriptors say; only an answer shows that it
            // can.
            connection.send("GET", "/livez", Map.of(), new byte[0]).body().readNBytes(LARGEST_ANSWER);
            answers = true;
            return connection;
        } catch (IOException e) {
            throw new ApiException(null, "the daemon does not answer at its socket " + socket + ": " + Causes.of(e), e);
        } finally {
            if (!answers) {
                channel.close();
                if (connection != null) {
                    connection.close();
                }
            }
        }
    }
}
