package io.tekton.sharedservices.web.http;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import org.jspecify.annotations.Nullable;

/** A request and its one answer: a body that is complete, or a stream. For one thread. */
public final class Exchange implements AutoCloseable {
    private final Request request;
    private final Connection connection;
    private final Clock clock;
    private final Headers headers = new Headers();
    private @Nullable AnswerStream stream;
    private boolean begun;
    private boolean whole;
    private boolean closed;

    Exchange(Request request, Connection connection, Clock clock) {
        this.request = request;
        this.connection = connection;
        this.clock = clock;
    }

    public Request request() {
        return request;
    }

    /** Those of the answer; they are sent when it begins. */
    public Headers headers() {
        return headers;
    }

    /** Whether it came through the socket of the state folder, so that the kernel vouches for the client. */
    public boolean isThroughSocket() {
        return connection.peer().equals(Peer.SOCKET);
    }

    /** The port that the client connected to; 0 for the socket of the state folder. */
    public int port() {
        return connection.ends.here().getPort();
    }

    /** Whether something of the answer is sent already. */
    public boolean isBegun() {
        return begun;
    }

    /**
     * Sends the answer. A HEAD request receives its headers alone.
     *
     * @param body is not changed afterwards
     * @throws IOException if the client has gone, or the answer was begun before
     */
    public void send(int status, byte[] body) throws IOException {
        if (!isHead()) {
            headers.set("Content-Length", Integer.toString(body.length));
        }
        begin(status, goesOn());
        if (!isHead() && body.length > 0) {
            connection.send(body);
        }
        whole = true;
    }

    /**
     * Begins an answer of unknown length, which ends when the stream is closed. Only HTTP/1.1 has chunks (RFC 9112,
     * 7.1); for others the connection's end is that of the answer.
     *
     * @throws IOException if the client has gone, or the answer was begun before
     */
    public OutputStream stream(int status) throws IOException {
        boolean chunks = !isHead() && request.protocol().equals("HTTP/1.1");
        if (chunks) {
            headers.set("Transfer-Encoding", "chunked");
        }
        begin(status, chunks && goesOn());
        AnswerStream answer = new AnswerStream(connection, chunks);
        stream = answer;
        if (isHead()) {
            answer.close();
        }
        return answer;
    }

    private boolean isHead() {
        return request.method().equals("HEAD");
    }

    /** @param another whether another request may follow on the connection */
    private void begin(int status, boolean another) throws IOException {
        if (begun) {
            throw new IOException("the answer was begun already");
        }
        begun = true;
        headers.set(
                "Date",
                DateTimeFormatter.RFC_1123_DATE_TIME.format(clock.instant().atOffset(ZoneOffset.UTC)));
        if (!another) {
            headers.set("Connection", "close");
        }
        StringBuilder text = new StringBuilder("HTTP/1.1 ")
                .append(status)
                .append(' ')
                .append(word(status))
                .append("\r\n");
        headers.writeTo(text);
        connection.send(text.append("\r\n").toString().getBytes(StandardCharsets.ISO_8859_1));
    }

    private boolean goesOn() {
        return request.allowsAnother() && !Request.says(headers, "close");
    }

    /** The reason phrase, for people who read it raw; clients go by the number. */
    private static String word(int status) {
        return switch (status / 100) {
            case 2 -> "OK";
            case 4 -> "Refused";
            default -> "Failed";
        };
    }

    /** Ends it. An incomplete answer is cut off with its connection, which shows the client that it is not whole. */
    @Override
    public void close() {
        if (!closed) {
            closed = true;
            AnswerStream answer = stream;
            boolean complete = whole || (answer != null && answer.isWhole());
            connection.answered(complete && goesOn());
        }
    }
}
