package io.tekton.sharedservices.web.http;

import io.tekton.sharedservices.text.Causes;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.Logger;

/**
 * Lets connections in, each on its peer's share, and sends the rest away before a byte is read. While strangers knock,
 * it rests between two rounds, so that they cost a part of one core at most. For one thread.
 */
public final class ConnectionLimiter {
    private static final Logger LOG = LogManager.getLogger(ConnectionLimiter.class);
    private static final int MOST_A_ROUND = 256;
    private static final long REST = TimeUnit.MILLISECONDS.toNanos(5);
    private static final long REST_WITHOUT_DESCRIPTORS = TimeUnit.MILLISECONDS.toNanos(100);

    /** A round may take this part of the time. */
    private static final int ONE_IN = 4;

    private final Peers peers;
    private final ConnectionQuota shares = new ConnectionQuota();
    private final Set<Connection> inside = new LinkedHashSet<>();
    private long nextAccept = Long.MAX_VALUE;
    private long nextOwnerAccept = Long.MAX_VALUE;

    public ConnectionLimiter(Peers peers) {
        this.peers = peers;
    }

    /** Makes a connection of a channel. */
    interface Welcome {
        Connection of(SocketChannel channel, Endpoints ends, Peer peer);
    }

    /**
     * When to check again, on the scale of {@link System#nanoTime}; {@link Long#MAX_VALUE} for as soon as somebody
     * comes.
     */
    long nextAccept() {
        return nextAccept;
    }

    /** @param drop closes a connection that has to make room */
    void admit(ServerSocketChannel socket, Selector selector, Welcome welcome, Consumer<Connection> drop) {
        long began = System.nanoTime();
        nextAccept = Long.MAX_VALUE;
        Map<Endpoints, SocketChannel> fresh = new LinkedHashMap<>();
        boolean failed = false;
        try {
            while (fresh.size() < MOST_A_ROUND) {
                SocketChannel channel = socket.accept();
                if (channel == null) {
                    break;
                }
                ends(channel).ifPresent(ends -> fresh.put(ends, channel));
            }
        } catch (IOException e) {
            LOG.debug("a connection cannot be accepted: {}", Causes.of(e));
            failed = true;
        }
        if (!fresh.isEmpty()) {
            boolean strangers = false;
            Map<Endpoints, Peer> known = known(fresh);
            for (Map.Entry<Endpoints, SocketChannel> one : fresh.entrySet()) {
                Peer peer = known.getOrDefault(one.getKey(), new Peer(Peer.Kind.STRANGER, "unknown"));
                strangers |= !peer.isOwner();
                letIn(one.getValue(), one.getKey(), peer, selector, welcome, drop);
            }
            if (strangers) {
                long now = System.nanoTime();
                nextAccept = now + REST + (ONE_IN - 1) * (now - began);
            }
        }
        if (failed) {
            nextAccept = System.nanoTime() + REST_WITHOUT_DESCRIPTORS;
        }
    }

    /** As {@link #nextAccept}, for the owner's socket: it rests for want of descriptors alone, never for strangers. */
    long nextOwnerAccept() {
        return nextOwnerAccept;
    }

    /** Lets in whom the kernel says to be this user or root, and closes all others. */
    void admitOwners(OwnerSocket socket, Selector selector, Welcome welcome, Consumer<Connection> drop) {
        nextOwnerAccept = Long.MAX_VALUE;
        try {
            for (int admitted = 0; admitted < MOST_A_ROUND; admitted++) {
                SocketChannel channel = socket.channel().accept();
                if (channel == null) {
                    return;
                }
                if (socket.isFromOwner(channel)) {
                    letIn(channel, Endpoints.SOCKET, Peer.SOCKET, selector, welcome, drop);
                } else {
                    close(channel);
                }
            }
        } catch (IOException e) {
            LOG.debug("a connection cannot be accepted: {}", Causes.of(e));
            nextOwnerAccept = System.nanoTime() + REST_WITHOUT_DESCRIPTORS;
        }
    }

    private Map<Endpoints, Peer> known(Map<Endpoints, SocketChannel> fresh) {
        try {
            return peers.of(fresh.keySet());
        } catch (RuntimeException | Error e) {
            fresh.values().forEach(ConnectionLimiter::close);
            throw e;
        }
    }

    private static Optional<Endpoints> ends(SocketChannel channel) {
        try {
            return Optional.of(new Endpoints(
                    (InetSocketAddress) channel.getRemoteAddress(), (InetSocketAddress) channel.getLocalAddress()));
        } catch (IOException e) {
            close(channel);
            return Optional.empty();
        }
    }

    private void letIn(
            SocketChannel channel,
            Endpoints ends,
            Peer peer,
            Selector selector,
            Welcome welcome,
            Consumer<Connection> drop) {
        if (shares.isUsedUpBy(peer)) {
            oldestWaiting(peer).ifPresent(drop);
        }
        if (!shares.hasRoomFor(peer)) {
            if (peer.equals(Peer.SOCKET)) {
                close(channel);
            } else {
                reset(channel);
            }
            return;
        }
        try {
            channel.configureBlocking(false);
            if (!peer.equals(Peer.SOCKET)) {
                channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
            }
            Connection connection = welcome.of(channel, ends, peer);
            channel.register(selector, SelectionKey.OP_READ, connection);
            inside.add(connection);
            shares.add(peer);
        } catch (IOException e) {
            close(channel);
        }
    }

    /** The peer's connection that has waited longest for a request is closed for the next. */
    private Optional<Connection> oldestWaiting(Peer peer) {
        return inside.stream()
                .filter(connection -> connection.peer().equals(peer) && connection.phase != Connection.Phase.ANSWER)
                .findFirst();
    }

    /** With the token or a session one is no stranger, whichever account it comes from. */
    void vouchFor(Connection connection) {
        if (!connection.peer().isOwner() && shares.hasRoomFor(Peer.VOUCHED)) {
            shares.remove(connection.peer());
            connection.vouchedFor();
            shares.add(Peer.VOUCHED);
        }
    }

    void gone(Connection connection) {
        if (inside.remove(connection)) {
            shares.remove(connection.peer());
        }
    }

    /** At once, so that nothing of it stays in the kernel. */
    private static void reset(SocketChannel channel) {
        try {
            channel.setOption(StandardSocketOptions.SO_LINGER, 0);
        } catch (IOException e) {
            LOG.debug("a connection that is not let in: {}", Causes.of(e));
        }
        close(channel);
    }

    private static void close(SocketChannel channel) {
        try {
            channel.close();
        } catch (IOException e) {
            LOG.debug("closing a connection that is not let in: {}", Causes.of(e));
        }
    }
}
