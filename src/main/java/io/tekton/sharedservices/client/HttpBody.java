package io.tekton.sharedservices.client;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;

/** The body of an answer: ends where the answer ends, not where the connection does. */
abstract class HttpBody extends InputStream {
    final InputStream in;

    private HttpBody(InputStream in) {
        this.in = in;
    }

    /** How many bytes can be read on, at most; 0 at the end. */
    abstract long ahead() throws IOException;

    abstract void took(int bytes);

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
    }

    @Override
    public int read(byte[] into, int offset, int length) throws IOException {
        if (length == 0) {
            return 0;
        }
        long ahead = ahead();
        if (ahead == 0) {
            return -1;
        }
        int read = in.read(into, offset, (int) Math.min(length, ahead));
        if (read < 0) {
            throw new EOFException("the connection was closed in the middle of an answer");
        }
        took(read);
        return read;
    }

    /** As long as {@code Content-Length} says. */
    static final class Sized extends HttpBody {
        private long left;

        Sized(InputStream in, long length) {
            super(in);
            left = length;
        }

        @Override
        long ahead() {
            return left;
        }

        @Override
        void took(int bytes) {
            left -= bytes;
        }
    }

    /** In chunks, each with its size before it (RFC 9112, 7.1). */
    static final class Chunked extends HttpBody {
        private long left;
        private boolean begun;
        private boolean over;

        Chunked(InputStream in) {
            super(in);
        }

        @Override
        long ahead() throws IOException {
            if (left > 0 || over) {
                return left;
            }
            if (begun && !HttpConnection.line(in).isEmpty()) {
                throw new IOException("a chunk of the answer is longer than it said");
            }
            begun = true;
            String size = HttpConnection.line(in).replaceFirst(";.*", "").strip();
            if (!size.matches("[0-9A-Fa-f]{1,8}")) {
                throw new IOException("a chunk of the answer does not say how long it is");
            }
            left = Long.parseLong(size, 16);
            if (left == 0) {
                over = true;
                while (!HttpConnection.line(in).isEmpty()) {
                    // trailers: none are expected, none are of use
                    continue;
                }
            }
            return left;
        }

        @Override
        void took(int bytes) {
            left -= bytes;
        }
    }
}
