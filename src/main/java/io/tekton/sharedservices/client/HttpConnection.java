package io.tekton.sharedservices.client;

import io.tekton.sharedservices.text.Digits;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

/**
 * One connection to the daemon, for a few requests after each other (HTTP/1.1, RFC 9112). The JDK's clients choose
 * connections by themselves and send a failed POST again. Here, what was proven of a connection holds for the request
 * that follows on it, and nothing is sent twice. Not thread-safe.
 */
final class HttpConnection implements AutoCloseable {
    private static final int LONGEST_LINE = 16 * 1024;
    private static final int MOST_HEADERS = 100;

    private final Closeable socket;
    private final PatienceSetter setter;
    private final InputStream in;
    private final OutputStream out;
    private final String host;
    private boolean open = true;

    private HttpConnection(Closeable socket, PatienceSetter setter, InputStream in, OutputStream out, String host) {
        this.socket = socket;
        this.setter = setter;
        this.in = new BufferedInputStream(in);
        this.out = out;
        this.host = host;
    }

    /** @param patience for the connection and for each read after it */
    static HttpConnection open(DaemonAddress address, Duration patience) throws IOException {
        Socket socket = new Socket();
        HttpConnection connection = null;
        try {
            int millis = Math.toIntExact(patience.toMillis());
            // A literal: no name is resolved.
            socket.connect(new InetSocketAddress(InetAddress.getByName(address.host()), address.port()), millis);
            socket.setTcpNoDelay(true);
            socket.setSoTimeout(millis);
            connection = new HttpConnection(
                    socket,
                    time -> socket.setSoTimeout(Math.toIntExact(time.toMillis())),
                    socket.getInputStream(),
                    socket.getOutputStream(),
                    address.url().substring("http://".length()));
            return connection;
        } finally {
            if (connection == null) {
                socket.close();
            }
        }
    }

    /** Sets how long each read may take. */
    private interface PatienceSetter {
        void set(Duration patience) throws IOException;
    }

    /**
     * One over a connected Unix domain socket.
     *
     * @param patience for each read
     */
    static HttpConnection over(SocketChannel channel, Duration patience) throws IOException {
        TimedChannel timed = new TimedChannel(channel, patience);
        return new HttpConnection(timed, timed::patience, timed.in(), timed.out(), "localhost");
    }

    /**
     * An answer; its body must be read to the end before the next request.
     *
     * @param headers by lower-case name
     */
    record Answer(int status, Map<String, String> headers, InputStream body) {
        String header(String name) {
            return headers.getOrDefault(name, "");
        }
    }

    /** @param body empty for none */
    Answer send(String method, String target, Map<String, String> headers, byte[] body) throws IOException {
        StringBuilder head = new StringBuilder()
                .append(method + ' ' + target + " HTTP/1.1\r\n")
                .append("Host: " + host + "\r\n");
        headers.forEach((name, value) -> head.append(name + ": " + value + "\r\n"));
        if (!method.equals("GET")) {
            head.append("Content-Length: " + body.length + "\r\n");
        }
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        bytes.writeBytes(head.append("\r\n").toString().getBytes(StandardCharsets.ISO_8859_1));
        bytes.writeBytes(body);
        out.write(bytes.toByteArray());
        return answer();
    }

    private Answer answer() throws IOException {
        String status = line(in);
        if (!isStatus(status)) {
            throw new IOException("what answers does not speak HTTP");
        }
        Map<String, String> headers = new HashMap<>();
        for (String line = line(in); !line.isEmpty(); line = line(in)) {
            int colon = line.indexOf(':');
            if (colon < 1 || headers.size() >= MOST_HEADERS) {
                throw new IOException("the answer's headers cannot be understood");
            }
            headers.put(
                    line.substring(0, colon).toLowerCase(Locale.ROOT),
                    line.substring(colon + 1).strip());
        }
        if (headers.getOrDefault("connection", "").equalsIgnoreCase("close")) {
            open = false;
        }
        return new Answer(Integer.parseInt(status.substring(9, 12)), headers, body(headers));
    }

    /** Such as {@code HTTP/1.1 200 OK}; the words may be missing. */
    private static boolean isStatus(String line) {
        return (line.startsWith("HTTP/1.1 ") || line.startsWith("HTTP/1.0 "))
                && line.length() >= 12
                && Digits.decimal(line.substring(9, 12), 3)
                && line.charAt(9) >= '1'
                && line.charAt(9) <= '5'
                && (line.length() == 12 || line.charAt(12) == ' ');
    }

    private InputStream body(Map<String, String> headers) throws IOException {
        if (headers.getOrDefault("transfer-encoding", "").equalsIgnoreCase("chunked")) {
            return new HttpBody.Chunked(in);
        }
        String length = headers.get("content-length");
        if (length == null || !Digits.decimal(length, 18)) {
            throw new IOException("the answer does not say how long it is");
        }
        return new HttpBody.Sized(in, Long.parseLong(length));
    }

    /** Whether the other side will take another request on it. */
    boolean isOpen() {
        return open;
    }

    /** How long each read may take from now on. */
    void patience(Duration patience) throws IOException {
        setter.set(patience);
    }

    static String line(InputStream in) throws IOException {
        StringBuilder line = new StringBuilder();
        while (true) {
            int c = in.read();
            if (c < 0) {
                throw new EOFException("the connection was closed in the middle of an answer");
            }
            if (c == '\n') {
                return line.length() > 0 && line.charAt(line.length() - 1) == '\r'
                        ? line.substring(0, line.length() - 1)
                        : line.toString();
            }
            if (line.length() >= LONGEST_LINE) {
                throw new IOException("a line of the answer is longer than " + LONGEST_LINE + " bytes");
            }
            line.append((char) c);
        }
    }

    @Override
    public void close() throws IOException {
        open = false;
        socket.close();
    }
}
