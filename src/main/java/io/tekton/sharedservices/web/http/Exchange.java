package io.tekton.sharedservices.web.http;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpContext;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpPrincipal;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import org.jspecify.annotations.Nullable;

/** A request and its answer, as the JDK's interface has them. For one thread. */
public final class Exchange extends HttpExchange {
    private static final int NO_BODY = -1;

    private final Request request;
    private final Connection connection;
    private final Clock clock;
    private final Headers answerHeaders = new Headers();
    private final InputStream body;
    private @Nullable AnswerBody out;
    private int status = -1;
    private boolean closed;

    Exchange(Request request, Connection connection, Clock clock) {
        this.request = request;
        this.connection = connection;
        this.clock = clock;
        this.body = new ByteArrayInputStream(request.body());
    }

    /** Whether it came through the socket of the state folder, so that the kernel vouches for who asks. */
    public boolean isThroughSocket() {
        return connection.peer().equals(Peer.SOCKET);
    }

    @Override
    public void sendResponseHeaders(int code, long length) throws IOException {
        if (status != -1) {
            throw new IOException("the answer was begun already");
        }
        status = code;
        boolean head = request.method().equals("HEAD");
        boolean stream = length == 0;
        boolean chunks = stream && !head && request.protocol().equals("HTTP/1.1");
        answerHeaders.set(
                "Date",
                DateTimeFormatter.RFC_1123_DATE_TIME.format(clock.instant().atOffset(ZoneOffset.UTC)));
        if (chunks) {
            answerHeaders.set("Transfer-Encoding", "chunked");
        } else if (!stream && !head) {
            answerHeaders.set("Content-Length", Long.toString(Math.max(0, length)));
        }
        if (!goesOn() || (stream && !chunks)) {
            answerHeaders.set("Connection", "close");
        }
        StringBuilder text = new StringBuilder("HTTP/1.1 ")
                .append(code)
                .append(' ')
                .append(word(code))
                .append("\r\n");
        answerHeaders.forEach((name, values) -> values.forEach(
                value -> text.append(name).append(": ").append(value).append("\r\n")));
        connection.send(text.append("\r\n").toString().getBytes(StandardCharsets.ISO_8859_1));
        out = new AnswerBody(connection, chunks, stream ? Long.MAX_VALUE : head ? 0 : Math.max(0, length));
        if (length == NO_BODY || head) {
            out.close();
        }
    }

    private boolean goesOn() {
        return request.allowsAnother() && !Request.says(answerHeaders, "close");
    }

    /** The reason phrase, for people who read it raw; clients go by the number. */
    private static String word(int code) {
        return switch (code / 100) {
            case 2 -> "OK";
            case 4 -> "Refused";
            default -> "Failed";
        };
    }

    /** Ends it. An answer that was not ended before is cut off, which shows the client that it is not whole. */
    @Override
    public void close() {
        if (!closed) {
            closed = true;
            AnswerBody answer = out;
            connection.answered(answer != null && answer.isWhole() && goesOn());
        }
    }

    @Override
    public Headers getRequestHeaders() {
        return request.headers();
    }

    @Override
    public Headers getResponseHeaders() {
        return answerHeaders;
    }

    @Override
    public URI getRequestURI() {
        return request.target();
    }

    @Override
    public String getRequestMethod() {
        return request.method();
    }

    @Override
    public InputStream getRequestBody() {
        return body;
    }

    @Override
    public OutputStream getResponseBody() {
        AnswerBody answer = out;
        if (answer == null) {
            throw new IllegalStateException("the headers come first");
        }
        return answer;
    }

    @Override
    public InetSocketAddress getRemoteAddress() {
        return connection.ends.peer();
    }

    @Override
    public InetSocketAddress getLocalAddress() {
        return connection.here();
    }

    @Override
    public int getResponseCode() {
        return status;
    }

    @Override
    public String getProtocol() {
        return request.protocol();
    }

    @Override
    public HttpContext getHttpContext() {
        throw new UnsupportedOperationException("there are no contexts");
    }

    @Override
    public Object getAttribute(String name) {
        throw new UnsupportedOperationException("there are no attributes");
    }

    @Override
    public void setAttribute(String name, Object value) {
        throw new UnsupportedOperationException("there are no attributes");
    }

    @Override
    public void setStreams(InputStream in, OutputStream answer) {
        throw new UnsupportedOperationException("the streams stay as they are");
    }

    @Override
    public HttpPrincipal getPrincipal() {
        throw new UnsupportedOperationException("who asks is the gate's affair");
    }
}
