package io.tekton.sharedservices.web.http;

import io.tekton.sharedservices.text.Causes;
import java.io.IOException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.Logger;
import org.jspecify.annotations.Nullable;

/**
 * One thread that has all connections. A client that sends half a request, or reads nothing, uses one connection of its
 * own quota and no thread. The listener never waits for a client, and no failure ends it.
 */
public final class HttpListener {
    private static final Logger LOG = LogManager.getLogger(HttpListener.class);
    private static final long BREATH = TimeUnit.MILLISECONDS.toNanos(100);

    private final Selector selector;
    private final ServerSocketChannel socket;
    private final @Nullable OwnerSocket ownerSocket;
    private final ConnectionLimiter doorman;
    private final Conversations conversations;
    private final Workers owners;
    private final Workers strangers;
    private final Queue<Connection> touched = new ConcurrentLinkedQueue<>();
    private final Thread thread = new Thread(this::run, "api-listener");
    private volatile long end = Long.MAX_VALUE;
    private volatile boolean stopping;

    /**
     * @param socket bound already
     * @param ownerSocket listens already; closed with this
     * @param vouches whether headers hold the access token or a session's secret
     */
    public HttpListener(
            ServerSocketChannel socket,
            @Nullable OwnerSocket ownerSocket,
            ConnectionLimiter doorman,
            RequestHandler handler,
            Predicate<Headers> vouches,
            Clock clock,
            Workers owners,
            Workers strangers)
            throws IOException {
        this.selector = Selector.open();
        this.socket = socket;
        this.ownerSocket = ownerSocket;
        this.doorman = doorman;
        this.conversations = new Conversations(selector, doorman, handler, vouches, clock, owners, strangers);
        this.owners = owners;
        this.strangers = strangers;
        socket.configureBlocking(false);
        socket.register(selector, SelectionKey.OP_ACCEPT);
        if (ownerSocket != null) {
            ownerSocket.channel().configureBlocking(false);
            ownerSocket.channel().register(selector, SelectionKey.OP_ACCEPT);
        }
        thread.setDaemon(true);
    }

    public void start() {
        owners.start();
        strangers.start();
        thread.start();
    }

    /** Takes no more requests, sends what is to be sent, for so long at most, and closes all connections. */
    public void stop(Duration atMost) {
        end = System.nanoTime() + atMost.toNanos();
        stopping = true;
        conversations.lastOnes();
        selector.wakeup();
        try {
            thread.join(atMost.plusSeconds(5).toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        owners.end();
        strangers.end();
    }

    private void run() {
        while (!stopping || !isQuiet()) {
            try {
                round();
            } catch (IOException | RuntimeException | Error e) {
                LOG.error("the API's listener failed and continues", e);
                rest();
            }
        }
        for (SelectionKey key : selector.keys()) {
            if (key.attachment() instanceof Connection connection) {
                conversations.drop(connection);
            }
        }
        closeQuietly();
    }

    private void closeQuietly() {
        try {
            socket.close();
            if (ownerSocket != null) {
                ownerSocket.close();
            }
            selector.close();
        } catch (IOException e) {
            LOG.debug("closing the API's socket: {}", Causes.of(e));
        }
    }

    private boolean isQuiet() {
        if (System.nanoTime() - end >= 0) {
            return true;
        }
        for (SelectionKey key : selector.keys()) {
            if (key.attachment() instanceof Connection connection && connection.phase == Connection.Phase.ANSWER) {
                return false;
            }
        }
        return true;
    }

    private static void rest() {
        try {
            TimeUnit.NANOSECONDS.sleep(BREATH);
        } catch (InterruptedException e) {
            LOG.debug("the listener is not interrupted by anybody");
        }
    }

    private void round() throws IOException {
        long now = System.nanoTime();
        long accept = Math.min(doorman.nextAccept(), doorman.nextOwnerAccept());
        long next = Math.min(accept, stopping ? end : Long.MAX_VALUE);
        for (SelectionKey key : selector.keys()) {
            if (key.attachment() instanceof Connection connection) {
                next = Math.min(next, connection.deadline);
            }
        }
        long millis = next == Long.MAX_VALUE ? 0 : Math.max(1, (next - now) / 1_000_000 + 1);
        selector.select(millis);
        for (Connection connection = touched.poll(); connection != null; connection = touched.poll()) {
            guarded(connection, conversations::settle);
        }
        List<SelectionKey> ready = new ArrayList<>(selector.selectedKeys());
        selector.selectedKeys().clear();
        for (SelectionKey key : ready) {
            if (key.isValid() && key.attachment() instanceof Connection connection) {
                guarded(connection, key.isReadable() ? conversations::read : conversations::settle);
            }
        }
        dropLate();
        accept();
    }

    private void accept() {
        SelectionKey key = socket.keyFor(selector);
        if (stopping || key == null) {
            return;
        }
        if (isOpen(doorman.nextAccept())) {
            doorman.admit(socket, selector, this::begin, conversations::drop);
        }
        if (ownerSocket != null && isOpen(doorman.nextOwnerAccept())) {
            doorman.admitOwners(ownerSocket, selector, this::begin, conversations::drop);
        }
        wantAccept(key, doorman.nextAccept());
        SelectionKey ownerKey =
                ownerSocket == null ? null : ownerSocket.channel().keyFor(selector);
        if (ownerKey != null) {
            wantAccept(ownerKey, doorman.nextOwnerAccept());
        }
    }

    private static boolean isOpen(long next) {
        return next == Long.MAX_VALUE || System.nanoTime() - next >= 0;
    }

    /** While it rests, a connection that waits must not wake the selector again and again. */
    private static void wantAccept(SelectionKey key, long next) {
        key.interestOps(next == Long.MAX_VALUE ? SelectionKey.OP_ACCEPT : 0);
    }

    /** A connection that fails is closed, and no other with it. */
    private void guarded(Connection connection, Step step) {
        try {
            step.take(connection);
        } catch (IOException e) {
            conversations.drop(connection);
        } catch (RuntimeException | Error e) {
            LOG.error("a connection to the API failed", e);
            conversations.drop(connection);
        }
    }

    private interface Step {
        void take(Connection connection) throws IOException;
    }

    private Connection begin(SocketChannel channel, Endpoints ends, Peer peer) {
        Connection connection = new Connection(channel, ends, peer, this::touch);
        connection.deadline = System.nanoTime() + Limits.of(peer).request().toNanos();
        return connection;
    }

    private void touch(Connection connection) {
        touched.add(connection);
        selector.wakeup();
    }

    private void dropLate() {
        long now = System.nanoTime();
        for (SelectionKey key : selector.keys()) {
            if (key.isValid() && key.attachment() instanceof Connection connection && connection.deadline <= now) {
                conversations.drop(connection);
            }
        }
    }
}
