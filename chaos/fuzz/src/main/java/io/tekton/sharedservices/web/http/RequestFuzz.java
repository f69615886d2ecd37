package io.tekton.sharedservices.web.http;

import io.tekton.sharedservices.web.FakeServices;
import io.tekton.sharedservices.web.RunningServer;
import io.tekton.sharedservices.testing.InWords;
import java.io.IOException;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.regex.Pattern;

/** A request of any bytes, in which TOKEN and PORT stand for those of the server: an answer in words, or none. */
public final class RequestFuzz {
    /** What the JDK's server says by itself of a target or a length that is none, before any code of ours is asked. */
    private static final Pattern OF_THE_JDK =
            Pattern.compile("<h1>400 Bad Request</h1>(URISyntax|NumberFormat)Exception thrown$");

    private static RunningServer server;

    private RequestFuzz() {}

    public static void fuzzerInitialize() throws IOException {
        server = RunningServer.with(new FakeServices(), Files.createTempDirectory("request-fuzz"));
    }

    public static void fuzzerTearDown() {
        server.close();
    }

    public static void fuzzerTestOneInput(byte[] bytes) throws IOException {
        String request = new String(bytes, StandardCharsets.ISO_8859_1)
                .replace("TOKEN", server.secret())
                .replace("PORT", Integer.toString(server.port()));
        String answer = answer(request.getBytes(StandardCharsets.ISO_8859_1));
        if (!answer.isEmpty() && !answer.startsWith("HTTP/1.1 ")) {
            throw new AssertionError("no answer: " + answer);
        }
        if (!OF_THE_JDK.matcher(answer).find()) {
            InWords.check(answer, bytes);
        }
    }

    /** What comes until the server closes; nothing where it does so at once. */
    private static String answer(byte[] request) throws IOException {
        try (Socket socket = server.connect()) {
            // so many connections a second would use up the ports of this host if each were remembered for a while
            socket.setSoLinger(true, 0);
            socket.getOutputStream().write(request);
            socket.shutdownOutput();
            return RunningServer.all(socket.getInputStream());
        } catch (SocketException e) {
            // closed under our hands
            return "";
        }
    }
}
