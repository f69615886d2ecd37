package io.tekton.sharedservices.notify;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;

/** A receiver of notifications: a real HTTP server on this host, which gives the answers that a test asks for. */
public final class Receiver implements AutoCloseable {
    /** One request. */
    public record Received(String method, String path, String head, String body) {}

    private final ServerSocket socket;
    private final Thread thread = new Thread(this::serve, "receiver");
    private final ConcurrentLinkedQueue<String> answers = new ConcurrentLinkedQueue<>();
    public final List<Received> received = new CopyOnWriteArrayList<>();

    public Receiver() throws IOException {
        socket = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        thread.setDaemon(true);
        thread.start();
    }

    public URI url(String path) {
        return URI.create("http://127.0.0.1:" + socket.getLocalPort() + path);
    }

    /** Status lines for the next requests, such as {@code 500 Broken}; 200 after them. */
    Receiver answering(String... statuses) {
        answers.addAll(List.of(statuses));
        return this;
    }

    private void serve() {
        while (!socket.isClosed()) {
            try (Socket client = socket.accept()) {
                answer(client);
            } catch (SocketException e) {
                // closed, or the client went away
                continue;
            } catch (IOException e) {
                throw new IllegalStateException(e);
            }
        }
    }

    private void answer(Socket client) throws IOException {
        InputStream in = client.getInputStream();
        String head = head(in);
        if (head.isEmpty()) {
            return;
        }
        int length = head.lines()
                .filter(line -> line.toLowerCase(Locale.ROOT).startsWith("content-length:"))
                .mapToInt(line ->
                        Integer.parseInt(line.substring(line.indexOf(':') + 1).strip()))
                .findFirst()
                .orElse(0);
        String body = new String(in.readNBytes(length), StandardCharsets.UTF_8);
        String[] first = head.lines().findFirst().orElse("").split(" ");
        String status = answers.isEmpty() ? "200 OK" : answers.remove();
        String more = status.startsWith("3") ? "Location: " + url("/elsewhere") + "\r\n" : "";
        client.getOutputStream()
                .write(("HTTP/1.1 " + status + "\r\n" + more + "Content-Length: 2\r\nConnection: close\r\n\r\nok")
                        .getBytes(StandardCharsets.US_ASCII));
        received.add(new Received(first[0], first[1], head, body));
    }

    private static String head(InputStream in) throws IOException {
        ByteArrayOutputStream head = new ByteArrayOutputStream();
        for (int c = in.read(); c >= 0; c = in.read()) {
            head.write(c);
            if (head.toString(StandardCharsets.US_ASCII).endsWith("\r\n\r\n")) {
                break;
            }
        }
        return head.toString(StandardCharsets.US_ASCII);
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
