package io.tekton.sharedservices.web.http;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * What a client is still to get. A thread that answers puts it here and goes on; the listener's thread sends it as the
 * client reads. An owner's thread waits where much is unread; a stranger's never does. Thread-safe.
 */
final class Outbox {
    private static final int MUCH = 1024 * 1024;

    private final Deque<ByteBuffer> buffers = new ArrayDeque<>();
    private long bytes;
    private boolean closed;

    /**
     * Adds to it.
     *
     * @param mayWait whether to wait while there is much
     * @throws IOException if the client has gone, or reads too slowly to be waited for
     */
    synchronized void put(byte[] data, boolean mayWait) throws IOException {
        while (bytes > MUCH && !closed) {
            if (!mayWait) {
                throw new IOException("the client reads too slowly");
            }
            try {
                wait();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new InterruptedIOException("interrupted while a client was slow to read");
            }
        }
        if (closed) {
            throw new IOException("the client has gone");
        }
        buffers.add(ByteBuffer.wrap(data));
        bytes += data.length;
    }

    /**
     * Sends what the client takes now.
     *
     * @return whether it took anything
     */
    synchronized boolean send(SocketChannel channel) throws IOException {
        long before = bytes;
        for (ByteBuffer next = buffers.peek(); next != null; next = buffers.peek()) {
            bytes -= channel.write(next);
            if (next.hasRemaining()) {
                break;
            }
            buffers.remove();
        }
        if (bytes <= MUCH) {
            notifyAll();
        }
        return bytes < before;
    }

    synchronized boolean isEmpty() {
        return buffers.isEmpty();
    }

    /** Nothing can be sent any more. */
    synchronized void close() {
        closed = true;
        buffers.clear();
        bytes = 0;
        notifyAll();
    }
}
