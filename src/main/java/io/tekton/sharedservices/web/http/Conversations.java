package io.tekton.sharedservices.web.http;

import io.tekton.sharedservices.api.ProblemCode;
import io.tekton.sharedservices.text.Causes;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.Logger;

/**
 * What is done with a connection that has something: requests are read until they are whole, handed to a few threads,
 * and their answers sent. For one thread.
 */
final class Conversations {
    private static final Logger LOG = LogManager.getLogger(Conversations.class);
    private static final int READ_AT_ONCE = 64 * 1024;
    private static final int MOST_UNREAD = 256 * 1024;
    private static final long GOODBYE = TimeUnit.SECONDS.toNanos(1);
    private static final byte[] CONTINUE = "HTTP/1.1 100 Continue\r\n\r\n".getBytes(StandardCharsets.US_ASCII);

    private final Selector selector;
    private final ConnectionLimiter doorman;
    private final RequestHandler handler;
    private final Predicate<Headers> vouches;
    private final Clock clock;
    private final Workers owners;
    private final Workers strangers;
    private final RateLimit pace = new RateLimit();
    private final ByteBuffer buffer = ByteBuffer.allocate(READ_AT_ONCE);
    private volatile boolean stopping;

    Conversations(
            Selector selector,
            ConnectionLimiter doorman,
            RequestHandler handler,
            Predicate<Headers> vouches,
            Clock clock,
            Workers owners,
            Workers strangers) {
        this.selector = selector;
        this.doorman = doorman;
        this.handler = handler;
        this.vouches = vouches;
        this.clock = clock;
        this.owners = owners;
        this.strangers = strangers;
    }

    /** Every connection is closed after its present answer. Any thread may call it. */
    void lastOnes() {
        stopping = true;
    }

    void read(Connection connection) throws IOException {
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

    /** Hands over the next request, if it is complete. */
    private void take(Connection connection) throws IOException {
        try {
            Request request = connection.reader.next();
            if (request != null) {
                answer(connection, request);
            } else if (connection.reader.wantsContinue()) {
                connection.send(CONTINUE);
            }
        } catch (MalformedRequestException e) {
            refuse(connection, Request.unreadable(), ProblemCode.BAD_REQUEST, Causes.of(e));
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
        (connection.peer().isOwner() ? owners : strangers).execute(() -> handler.handle(exchange));
    }

    private void refuse(Connection connection, Request request, ProblemCode code, String detail) {
        connection.begin(request);
        handler.refuse(new Exchange(request, connection, clock), code, detail);
    }

    /** Sends what is to be sent, and goes on to the next request or the end where an answer has ended. */
    void settle(Connection connection) throws IOException {
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

    void drop(Connection connection) {
        connection.outbox.close();
        doorman.gone(connection);
        try {
            connection.channel.close();
        } catch (IOException e) {
            LOG.debug("closing a connection: {}", Causes.of(e));
        }
    }
}
