package io.tekton.sharedservices.web;

import com.sun.net.httpserver.Headers;
import io.tekton.sharedservices.api.ProblemCode;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
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

/**
 * One thread that has all connections: it reads requests until they are whole, hands them to a few threads, and sends the answers. Who sends half a request, or
 * reads nothing, holds a connection of his own share and no thread. It never waits for a client, and no failure ends it.
 */
final class HttpListener {
    private static final Logger LOG = LogManager.getLogger(HttpListener.class);
    private static final int READ_AT_ONCE = 64 * 1024;
    private static final int MOST_UNREAD = 256 * 1024;
    private static final long GOODBYE = TimeUnit.SECONDS.toNanos(1);
    private static final long BREATH = TimeUnit.MILLISECONDS.toNanos(100);
    private static final byte[] CONTINUE = "HTTP/1.1 100 Continue\r\n\r\n".getBytes(StandardCharsets.US_ASCII);

    private final Selector selector;
    private final ServerSocketChannel socket;
    private final Doorman doorman;
    private final Router router;
    private final Predicate<Headers> vouches;
    private final Clock clock;
    private final Workers owners;
    private final Workers strangers;
    private final Pace pace = new Pace();
    private final Queue<Connection> touched = new ConcurrentLinkedQueue<>();
    private final ByteBuffer buffer = ByteBuffer.allocate(READ_AT_ONCE);
    private final Thread thread = new Thread(this::run, "api-listener");
    private volatile long end = Long.MAX_VALUE;
    private volatile boolean stopping;

    /**
     * @param socket bound already
     * @param vouches whether headers hold the access token or a session's secret
     */
    HttpListener(
            ServerSocketChannel socket,
            Doorman doorman,
            Router router,
            Predicate<Headers> vouches,
            Clock clock,
            Workers owners,
            Workers strangers)
            throws IOException {
        this.selector = Selector.open();
        this.socket = socket;
        this.doorman = doorman;
        this.router = router;
        this.vouches = vouches;
        this.clock = clock;
        this.owners = owners;
        this.strangers = strangers;
        socket.configureBlocking(false);
        socket.register(selector, SelectionKey.OP_ACCEPT);
        thread.setDaemon(true);
    }

    void start() {
        owners.start();
        strangers.start();
        thread.start();
    }

    /** Takes no more requests, sends what is to be sent, for so long at most, and closes all connections. */
    void stop(Duration atMost) {
        end = System.nanoTime() + atMost.toNanos();
        stopping = true;
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
                LOG.error("the API's listener failed and goes on", e);
                rest();
            }
        }
        for (SelectionKey key : selector.keys()) {
            if (key.attachment() instanceof Connection connection) {
                drop(connection);
            }
        }
        closeQuietly();
    }

    private void closeQuietly() {
        try {
            socket.close();
            selector.close();
        } catch (IOException e) {
            LOG.debug("closing the API's socket: {}", e.toString());
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
        long next = Math.min(doorman.nextAccept(), stopping ? end : Long.MAX_VALUE);
        for (SelectionKey key : selector.keys()) {
            if (key.attachment() instanceof Connection connection) {
                next = Math.min(next, connection.deadline);
            }
        }
        long millis = next == Long.MAX_VALUE ? 0 : Math.max(1, (next - now) / 1_000_000 + 1);
        selector.select(millis);
        for (Connection connection = touched.poll(); connection != null; connection = touched.poll()) {
            guarded(connection, this::settle);
        }
        List<SelectionKey> ready = new ArrayList<>(selector.selectedKeys());
        selector.selectedKeys().clear();
        for (SelectionKey key : ready) {
            if (key.isValid() && key.attachment() instanceof Connection connection) {
                guarded(connection, key.isReadable() ? this::read : this::settle);
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
        boolean open = doorman.nextAccept() == Long.MAX_VALUE || System.nanoTime() - doorman.nextAccept() >= 0;
        if (open) {
            doorman.admit(socket, selector, this::begin, this::drop);
        }
        key.interestOps(doorman.nextAccept() == Long.MAX_VALUE ? SelectionKey.OP_ACCEPT : 0);
    }

    /** A connection that fails is closed, and no other with it. */
    private void guarded(Connection connection, Step step) {
        try {
            step.take(connection);
        } catch (IOException e) {
            drop(connection);
        } catch (RuntimeException | Error e) {
            LOG.error("a connection to the API failed", e);
            drop(connection);
        }
    }

    private interface Step {
        void take(Connection connection) throws IOException;
    }

    private Connection begin(SocketChannel channel, Ends ends, Peer peer) {
        Connection connection = new Connection(channel, ends, peer, this::touch);
        connection.deadline = System.nanoTime() + Limits.of(peer).request().toNanos();
        return connection;
    }

    private void touch(Connection connection) {
        touched.add(connection);
        selector.wakeup();
    }

    private void read(Connection connection) throws IOException {
        if (connection.phase == Connection.Phase.ANSWER) {
            // It became readable in the same round in which an earlier answer made way for the next request.
            settle(connection);
            return;
        }
        buffer.clear();
        int count = connection.channel.read(buffer);
        if (count < 0) {
            drop(connection);
            return;
        }
        if (connection.phase == Connection.Phase.GOODBYE) {
            connection.leftUnread += count;
            if (connection.leftUnread > MOST_UNREAD) {
                drop(connection);
            }
            return;
        }
        if (connection.reader.isEmpty() && count > 0) {
            connection.deadline =
                    System.nanoTime() + Limits.of(connection.peer()).request().toNanos();
        }
        connection.reader.add(buffer.flip());
        take(connection);
    }

    /** Hands over the next request, if it is there. */
    private void take(Connection connection) throws IOException {
        try {
            Request request = connection.reader.next();
            if (request != null) {
                answer(connection, request);
            } else if (connection.reader.wantsContinue()) {
                connection.send(CONTINUE);
            }
        } catch (MalformedRequestException e) {
            refuse(connection, Request.unreadable(), ProblemCode.BAD_REQUEST, String.valueOf(e.getMessage()));
        }
        settle(connection);
    }

    private void answer(Connection connection, Request request) {
        boolean vouched = vouches.test(request.headers());
        if (vouched) {
            doorman.vouchFor(connection);
        }
        if (!connection.peer().isOwner() && !pace.takes(connection.peer(), System.nanoTime())) {
            refuse(connection, request, ProblemCode.TOO_MANY_REQUESTS, "ask more slowly, or with the access token");
            return;
        }
        connection.begin(request);
        connection.deadline = Long.MAX_VALUE;
        Exchange exchange = new Exchange(request, connection, clock);
        (connection.peer().isOwner() ? owners : strangers).execute(() -> router.handle(exchange));
    }

    private void refuse(Connection connection, Request request, ProblemCode code, String detail) {
        connection.begin(request);
        router.refuse(new Exchange(request, connection, clock), code, detail);
    }

    /** Sends what is to be sent, and goes on to the next request or the end where an answer has ended. */
    private void settle(Connection connection) throws IOException {
        SelectionKey key = connection.channel.keyFor(selector);
        if (key == null || !key.isValid()) {
            connection.outbox.close();
            return;
        }
        boolean answered = connection.phase == Connection.Phase.ANSWER && connection.isAnswered();
        boolean sent = connection.outbox.send(connection.channel);
        boolean empty = connection.outbox.isEmpty();
        long now = System.nanoTime();
        Limits limits = Limits.of(connection.peer());
        if (connection.phase == Connection.Phase.ANSWER) {
            if (empty) {
                connection.deadline = Long.MAX_VALUE;
            } else if (sent || connection.deadline == Long.MAX_VALUE) {
                connection.deadline = now + limits.stall().toNanos();
            }
        }
        if (answered && empty) {
            end(connection, now, limits);
            return;
        }
        connection.want(key);
    }

    private void end(Connection connection, long now, Limits limits) throws IOException {
        if (connection.mayGoOn() && !stopping) {
            connection.phase = Connection.Phase.REQUEST;
            connection.deadline = now + (connection.reader.isEmpty() ? limits.idle() : limits.request()).toNanos();
            take(connection);
        } else if (connection.whole && connection.reader.isEmpty()) {
            drop(connection);
        } else {
            connection.phase = Connection.Phase.GOODBYE;
            connection.deadline = now + GOODBYE;
            connection.channel.shutdownOutput();
            connection.want(connection.channel.keyFor(selector));
        }
    }

    private void dropLate() {
        long now = System.nanoTime();
        for (SelectionKey key : selector.keys()) {
            if (key.isValid() && key.attachment() instanceof Connection connection && connection.deadline <= now) {
                drop(connection);
            }
        }
    }

    private void drop(Connection connection) {
        connection.outbox.close();
        doorman.gone(connection);
        try {
            connection.channel.close();
        } catch (IOException e) {
            LOG.debug("closing a connection: {}", e.toString());
        }
    }
}
