package io.tekton.sharedservices.web.http;

import io.tekton.sharedservices.api.SocketPath;
import io.tekton.sharedservices.text.Causes;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.nio.file.attribute.UserPrincipal;
import jdk.net.ExtendedSocketOptions;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.Logger;
import org.jspecify.annotations.Nullable;

/**
 * The Unix domain socket of this user's own programs, mode 0600. The kernel says who connects ({@code SO_PEERCRED},
 * {@code unix(7)}), so that no token is needed, and no other account can take the place of either side.
 */
public final class OwnerSocket implements AutoCloseable {
    private static final Logger LOG = LogManager.getLogger(OwnerSocket.class);
    private static final int BACKLOG = 256;
    private static final String ROOT = "root";

    private final ServerSocketChannel channel;
    private final Path stateFolder;
    private final UserPrincipal self;

    private OwnerSocket(ServerSocketChannel channel, Path stateFolder, UserPrincipal self) {
        this.channel = channel;
        this.stateFolder = stateFolder;
        this.self = self;
    }

    /**
     * Listens from now on; takes the place of a socket that a daemon left which ended without a clean stop. The caller
     * holds the store of this state folder, so no other daemon listens there.
     *
     * @param runtimeFolder {@code XDG_RUNTIME_DIR}; null where it is not set
     */
    public static OwnerSocket listen(Path stateFolder, @Nullable String runtimeFolder) throws IOException {
        Path path = SocketPath.prepare(stateFolder, runtimeFolder);
        ServerSocketChannel channel = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
        boolean listens = false;
        try {
            channel.bind(UnixDomainSocketAddress.of(path), BACKLOG);
            Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rw-------"));
            OwnerSocket socket = new OwnerSocket(channel, stateFolder, Files.getOwner(path));
            listens = true;
            return socket;
        } finally {
            if (!listens) {
                channel.close();
                SocketPath.remove(stateFolder);
            }
        }
    }

    ServerSocketChannel channel() {
        return channel;
    }

    /** Whether this user or root has connected. */
    boolean isFromOwner(SocketChannel connection) {
        try {
            UserPrincipal peer =
                    connection.getOption(ExtendedSocketOptions.SO_PEERCRED).user();
            return peer.equals(self) || peer.getName().equals(ROOT);
        } catch (IOException e) {
            LOG.debug("the user who connects through the socket is unknown: {}", Causes.of(e));
            return false;
        }
    }

    @Override
    public void close() {
        try {
            channel.close();
            SocketPath.remove(stateFolder);
        } catch (IOException e) {
            LOG.debug("removing the socket of the state folder: {}", Causes.of(e));
        }
    }
}
