package io.tekton.sharedservices.operator;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * Stands in for the name service of a fleet, which a test may not change: a proxy for {@code CONNECT} that leads some
 * names, at port 443, to one port of this host, and refuses all else. TLS goes through it unseen.
 */
final class NameProxy implements AutoCloseable {
    private final Set<String> names;
    private final int port;
    private final ServerSocket socket = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    private final ExecutorService threads = Executors.newCachedThreadPool(task -> {
        Thread thread = new Thread(task, "name-proxy");
        thread.setDaemon(true);
        return thread;
    });

    /** @param port where all the names lead */
    NameProxy(Set<String> names, int port) throws IOException {
        this.names = names;
        this.port = port;
        threads.execute(this::serve);
    }

    String url() {
        return "http://127.0.0.1:" + socket.getLocalPort();
    }

    private void serve() {
        try {
            while (true) {
                Socket client = socket.accept();
                threads.execute(() -> connect(client));
            }
        } catch (IOException e) {
            if (!socket.isClosed()) {
                throw new UncheckedIOException(e);
            }
        }
    }

    private void connect(Socket client) {
        try {
            String asked = head(client.getInputStream());
            if (names.stream().noneMatch(name -> asked.startsWith("CONNECT " + name + ":443 HTTP/1.1\r\n"))) {
                client.getOutputStream().write("HTTP/1.1 502 Unknown name\r\n\r\n".getBytes(US_ASCII));
                client.close();
                return;
            }
            Socket server = new Socket(InetAddress.getLoopbackAddress(), port);
            client.getOutputStream().write("HTTP/1.1 200 Connected\r\n\r\n".getBytes(US_ASCII));
            threads.execute(() -> passOn(server, client));
            passOn(client, server);
        } catch (IOException e) {
            throw new UncheckedIOException("between the name proxy and its clients", e);
        }
    }

    /** Until one of both is gone; the other's connection ends then, too. */
    private static void passOn(Socket from, Socket to) {
        try (from;
                to) {
            from.getInputStream().transferTo(to.getOutputStream());
        } catch (IOException e) {
            // Its opposite has closed both, or one side reset its connection: who still waits sees the end.
            return;
        }
    }

    /** All up to the blank line, and not a byte more. */
    private static String head(InputStream in) throws IOException {
        StringBuilder head = new StringBuilder();
        while (head.indexOf("\r\n\r\n") < 0) {
            int next = in.read();
            if (next < 0) {
                throw new IOException("the request ended early: " + head);
            }
            head.append((char) next);
        }
        return head.toString();
    }

    @Override
    public void close() throws IOException {
        socket.close();
        threads.shutdownNow();
    }
}
