package io.tekton.sharedservices.web.http;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;

/**
 * The body of an answer of unknown length: in chunks (RFC 9112, 7.1), or up to the connection's end. For one thread.
 */
final class AnswerStream extends OutputStream {
    private static final int BUFFER = 16 * 1024;

    private final Connection connection;
    private final boolean chunks;
    private final ByteArrayOutputStream buffer = new ByteArrayOutputStream();
    private boolean closed;
    private boolean whole;

    AnswerStream(Connection connection, boolean chunks) {
        this.connection = connection;
        this.chunks = chunks;
    }

    @Override
    public void write(int b) throws IOException {
        write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int from, int count) throws IOException {
        if (closed) {
            throw new IOException("the answer has ended");
        }
        buffer.write(bytes, from, count);
        if (buffer.size() >= BUFFER) {
            flush();
        }
    }

    @Override
    public void flush() throws IOException {
        if (buffer.size() == 0) {
            return;
        }
        if (chunks) {
            ByteArrayOutputStream framed = new ByteArrayOutputStream(buffer.size() + 16);
            framed.writeBytes((Integer.toHexString(buffer.size()) + "\r\n").getBytes(StandardCharsets.US_ASCII));
            buffer.writeTo(framed);
            framed.writeBytes(new byte[] {'\r', '\n'});
            connection.send(framed.toByteArray());
        } else {
            connection.send(buffer.toByteArray());
        }
        buffer.reset();
    }

    @Override
    public void close() throws IOException {
        if (closed) {
            return;
        }
        closed = true;
        flush();
        if (chunks) {
            connection.send("0\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
            whole = true;
        }
    }

    /** Whether the client can recognise the end of the body, with the connection still open. */
    boolean isWhole() {
        return whole;
    }
}
