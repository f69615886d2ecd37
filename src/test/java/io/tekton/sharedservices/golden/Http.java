package io.tekton.sharedservices.golden;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Requests over a socket of the test's own, so that every header is as it is wanted. */
final class Http {
    private static final int PATIENCE_MILLIS = 60_000;

    /**
     * What came back.
     *
     * @param headers by their names in small letters
     */
    record Answer(int status, Map<String, String> headers, String body) {}

    private final int port;

    Http(int port) {
        this.port = port;
    }

    /**
     * Asks, and reads until the server closes.
     *
     * @param request such as {@code GET /livez}
     * @param body null for none
     * @param headers further lines; a {@code Host} among them is sent in place of the usual one
     */
    Answer ask(String request, @Nullable String body, List<String> headers) {
        List<String> lines = new ArrayList<>(List.of(request + " HTTP/1.1"));
        if (headers.stream().noneMatch(header -> header.startsWith("Host:"))) {
            lines.add("Host: 127.0.0.1:" + port);
        }
        lines.addAll(headers);
        lines.add("Connection: close");
        if (body != null) {
            if (headers.stream().noneMatch(header -> header.startsWith("Content-Type:"))) {
                lines.add("Content-Type: application/json");
            }
            lines.add("Content-Length: " + body.length());
        }
        return answer(sent(String.join("\r\n", lines) + "\r\n\r\n" + (body == null ? "" : body)));
    }

    private byte[] sent(String request) {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.setSoTimeout(PATIENCE_MILLIS);
            socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
            socket.getOutputStream().flush();
            return socket.getInputStream().readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(request, e);
        }
    }

    private static Answer answer(byte[] bytes) {
        String all = new String(bytes, StandardCharsets.ISO_8859_1);
        int end = all.indexOf("\r\n\r\n");
        String[] head = all.substring(0, end).split("\r\n");
        Map<String, String> headers = new TreeMap<>();
        for (int i = 1; i < head.length; i++) {
            int colon = head[i].indexOf(':');
            headers.put(
                    head[i].substring(0, colon).toLowerCase(Locale.ROOT),
                    head[i].substring(colon + 1).strip());
        }
        String body = all.substring(end + 4);
        String whole = "chunked".equals(headers.get("transfer-encoding")) ? unchunked(body) : body;
        return new Answer(
                Integer.parseInt(head[0].split(" ")[1]),
                headers,
                new String(whole.getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8));
    }

    private static String unchunked(String body) {
        StringBuilder whole = new StringBuilder();
        int at = 0;
        while (true) {
            int line = body.indexOf("\r\n", at);
            int length = Integer.parseInt(body.substring(at, line), 16);
            if (length == 0) {
                return whole.toString();
            }
            whole.append(body, line + 2, line + 2 + length);
            at = line + 2 + length + 2;
        }
    }

    /** The first line of an event stream that goes on, and its headers' status. */
    String begun(String request, String authorization) {
        ByteArrayOutputStream read = new ByteArrayOutputStream();
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.setSoTimeout(PATIENCE_MILLIS);
            socket.getOutputStream()
                    .write((request + " HTTP/1.1\r\nHost: 127.0.0.1:" + port + "\r\n" + authorization + "\r\n\r\n")
                            .getBytes(StandardCharsets.US_ASCII));
            for (int b = socket.getInputStream().read();
                    b >= 0;
                    b = socket.getInputStream().read()) {
                read.write(b);
                if (read.toString(StandardCharsets.US_ASCII).contains("data: {}")) {
                    break;
                }
            }
            return read.toString(StandardCharsets.US_ASCII);
        } catch (IOException e) {
            throw new UncheckedIOException(request, e);
        }
    }
}
