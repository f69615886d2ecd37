package io.tekton.sharedservices.web.http;

import java.io.IOException;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import java.util.function.Consumer;

/**
 * One client's connection. All is the listener's thread's, but {@link #send} and {@link #answered}, which a thread that
 * answers calls.
 */
final class Connection {
    /** What it waits for. */
    enum Phase {
        /** The rest of a request, or a first one. */
        REQUEST,
        /** The end of our answer. */
        ANSWER,
        /** The client's end: closed at once, it would perhaps not see our last answer. */
        GOODBYE
    }

    final SocketChannel channel;
    final Endpoints ends;
    final RequestReader reader = new RequestReader();
    final Outbox outbox = new Outbox();
    private final Consumer<Connection> news;
    private volatile Peer peer;
    private volatile boolean over;
    private volatile boolean another;
    Phase phase = Phase.REQUEST;
    /** On the scale of {@link System#nanoTime}. */
    long deadline = Long.MAX_VALUE;

    boolean whole = true;
    int leftUnread;

    /** @param news is notified when there is something to send or an answer has ended */
    Connection(SocketChannel channel, Endpoints ends, Peer peer, Consumer<Connection> news) {
        this.channel = channel;
        this.ends = ends;
        this.peer = peer;
        this.news = news;
    }

    Peer peer() {
        return peer;
    }

    void vouchedFor() {
        peer = Peer.VOUCHED;
    }

    void want(SelectionKey key) {
        int read = phase == Phase.ANSWER ? 0 : SelectionKey.OP_READ;
        key.interestOps(read | (outbox.isEmpty() ? 0 : SelectionKey.OP_WRITE));
    }

    void begin(Request request) {
        phase = Phase.ANSWER;
        over = false;
        whole = request.whole();
    }

    /** @throws IOException if the client has gone */
    void send(byte[] data) throws IOException {
        outbox.put(data, peer.isOwner());
        news.accept(this);
    }

    /** @param mayGoOn whether another request may follow */
    void answered(boolean mayGoOn) {
        another = mayGoOn;
        over = true;
        news.accept(this);
    }

    boolean isAnswered() {
        return over;
    }

    boolean mayGoOn() {
        return another;
    }
}
