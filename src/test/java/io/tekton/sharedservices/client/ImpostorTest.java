package io.tekton.sharedservices.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tekton.sharedservices.api.AccessToken;
import io.tekton.sharedservices.api.ApiException;
import io.tekton.sharedservices.process.ProcessIdentity;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A process that took the daemon's port never sees the token. */
@Timeout(240)
class ImpostorTest {
    @TempDir
    private Path folder;

    private final ByteArrayOutputStream heard = new ByteArrayOutputStream();
    private ServerSocket port;
    private AccessToken token;

    @BeforeEach
    void listen() throws IOException {
        port = new ServerSocket(0, 10, InetAddress.getLoopbackAddress());
        token = AccessToken.create(folder);
    }

    @AfterEach
    void close() throws IOException {
        port.close();
    }

    /** What it says to each request that it hears, by the request's first line. */
    private interface Impostor {
        String answer(String request) throws IOException;
    }

    private void impersonate(Impostor impostor) {
        Thread thread = new Thread(() -> {
            try {
                while (true) {
                    try (Socket client = port.accept()) {
                        for (String request = request(client); request != null; request = request(client)) {
                            client.getOutputStream()
                                    .write(impostor.answer(request).getBytes(StandardCharsets.UTF_8));
                        }
                    }
                }
            } catch (IOException e) {
                // The test is over, or the client has gone: nothing more will arrive.
                return;
            }
        });
        thread.setDaemon(true);
        thread.start();
    }

    private String request(Socket client) throws IOException {
        InputStream in = client.getInputStream();
        StringBuilder request = new StringBuilder();
        while (request.indexOf("\r\n\r\n") < 0) {
            int c = in.read();
            if (c < 0) {
                return null;
            }
            heard.write(c);
            request.append((char) c);
        }
        return request.substring(0, request.indexOf("\r\n"));
    }

    private static String json(String body) {
        return "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: " + body.length() + "\r\n\r\n"
                + body;
    }

    private RemoteServices client() {
        DaemonAddress address = new DaemonAddress(
                new ProcessIdentity("boot", 1, 1),
                "http://127.0.0.1:" + port.getLocalPort(),
                Instant.EPOCH,
                "1",
                null,
                null);
        return new RemoteServices(new ApiConnection(address, token), GivenSettings.NONE);
    }

    private void assertSentNothing(String why) throws IOException {
        String secret = Files.readString(folder.resolve("token")).strip();

        assertThatThrownBy(() -> client().status())
                .isInstanceOf(ApiException.class)
                .hasMessageContaining(why)
                .hasMessageNotContaining(secret);
        assertThat(heard.toString(StandardCharsets.UTF_8))
                .contains("GET /api/v1/hello?nonce=")
                .doesNotContain(secret, "Authorization");
    }

    @Test
    void aServerThatInventsAProofReceivesNothing() throws IOException {
        impersonate(request -> json("{\"proof\":\"" + "0".repeat(64) + "\"}"));

        assertSentNothing("does not know the token");
    }

    @Test
    void aServerThatRelaysToTheDaemonOfAnotherPortReceivesNothing() throws IOException {
        int other = port.getLocalPort() + 1;
        impersonate(request -> {
            String nonce = request.replaceFirst(".*nonce=([0-9a-f]+) .*", "$1");
            return json("{\"proof\":\"" + token.proof(nonce, other) + "\"}");
        });

        assertSentNothing("does not know the token");
    }

    @Test
    void aServerWithAnOldProofReceivesNothing() throws IOException {
        String old = token.proof("0123456789abcdef0123456789abcdef", port.getLocalPort());
        impersonate(request -> json("{\"proof\":\"" + old + "\"}"));

        assertSentNothing("does not know the token");
    }

    @Test
    void anotherServiceReceivesNothing() throws IOException {
        impersonate(request -> "HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n");

        assertSentNothing("HTTP status 404");
    }

    @Test
    void aServerWithoutHttpReceivesNothing() throws IOException {
        impersonate(request -> "220 mail.example ESMTP\r\n");

        assertSentNothing("does not speak HTTP");
    }

    @Test
    void whoNeverStopsTalkingIsHungUpOn() throws IOException {
        impersonate(request -> "x".repeat(100_000));

        assertSentNothing("longer than");
    }

    @Test
    void theRightProofIsBelieved() {
        impersonate(request -> {
            String nonce = request.replaceFirst(".*nonce=([0-9a-f]+) .*", "$1");
            return request.contains("hello")
                    ? json("{\"proof\":\"" + token.proof(nonce, port.getLocalPort()) + "\"}")
                    : json("{\"host\":\"h\"}");
        });

        assertThat(client().host()).isEqualTo("h");
        assertThat(heard.toString(StandardCharsets.UTF_8)).contains("Authorization: Bearer ");
    }

    @Test
    void aClosedPortIsReported() throws IOException {
        port.close();

        assertThatThrownBy(() -> client().status())
                .isInstanceOf(ApiException.class)
                .hasMessageContaining("cannot be reached at http://127.0.0.1:");
    }
}
