package io.tekton.sharedservices.client;

import io.tekton.sharedservices.api.AccessToken;
import io.tekton.sharedservices.api.ApiException;
import io.tekton.sharedservices.api.json.JsonObject;
import io.tekton.sharedservices.text.Causes;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One request to the daemon on a connection of its own. First the other side must prove on that connection that it
 * knows the token: another user may have taken a dead daemon's port. Only then the token is sent, on the same
 * connection, so that nobody can come in between.
 */
final class AuthenticatedCall implements AutoCloseable {
    private static final Duration HELLO = Duration.ofSeconds(5);
    private static final int LARGEST_PROBLEM = 1024 * 1024;

    private final HttpConnection connection;
    private final HttpConnection.Answer answer;

    private AuthenticatedCall(HttpConnection connection, HttpConnection.Answer answer) {
        this.connection = connection;
        this.answer = answer;
    }

    /**
     * @param body null for none
     * @param patience for each read of the answer
     * @throws ApiException if nobody answers there, or it is not the daemon
     * @throws IOException if the connection breaks after that
     */
    static AuthenticatedCall send(
            DaemonAddress address,
            AccessToken token,
            String method,
            String target,
            @Nullable String body,
            Duration patience)
            throws IOException {
        HttpConnection connection = proven(address, token);
        AuthenticatedCall call = null;
        try {
            connection.patience(patience);
            Map<String, String> headers = new LinkedHashMap<>();
            headers.put("Authorization", token.authorization());
            headers.put("Connection", "close");
            if (body != null) {
                headers.put("Content-Type", "application/json");
            }
            byte[] bytes = body == null ? new byte[0] : body.getBytes(StandardCharsets.UTF_8);
            call = new AuthenticatedCall(connection, connection.send(method, target, headers, bytes));
            return call;
        } finally {
            if (call == null) {
                connection.close();
            }
        }
    }

    private static HttpConnection proven(DaemonAddress address, AccessToken token) throws IOException {
        HttpConnection connection;
        try {
            connection = HttpConnection.open(address, HELLO);
        } catch (IOException e) {
            throw new ApiException(
                    null,
                    "the daemon runs as pid " + address.process().pid() + " and cannot be reached at " + address.url()
                            + ": " + Causes.of(e),
                    e);
        }
        boolean proven = false;
        try {
            proven = hello(connection, address, token);
        } catch (IOException e) {
            throw new ApiException(
                    null,
                    "what listens at " + address.url() + " does not answer as the daemon (pid "
                            + address.process().pid() + ") would, so it was told nothing: " + Causes.of(e),
                    e);
        } finally {
            if (!proven) {
                connection.close();
            }
        }
        if (!proven) {
            throw new ApiException(
                    null,
                    "what listens at " + address.url()
                            + " does not know the token of this state folder, so it was told nothing: it is not its daemon, or that"
                            + " was started again just now",
                    null);
        }
        return connection;
    }

    private static boolean hello(HttpConnection connection, DaemonAddress address, AccessToken token)
            throws IOException {
        byte[] bytes = new byte[16];
        new SecureRandom().nextBytes(bytes);
        String nonce = HexFormat.of().formatHex(bytes);
        HttpConnection.Answer answer = connection.send("GET", "/api/v1/hello?nonce=" + nonce, Map.of(), new byte[0]);
        byte[] body = answer.body().readNBytes(LARGEST_PROBLEM);
        if (answer.status() != 200) {
            throw new IOException("HTTP status " + answer.status());
        }
        String proof = JsonObject.read(new String(body, StandardCharsets.UTF_8)).text("proof");
        return token.proves(proof, nonce, address.port()) && connection.isOpen();
    }

    boolean isGood() {
        return answer.status() / 100 == 2;
    }

    InputStream body() {
        return answer.body();
    }

    /** The answer as one object. */
    JsonObject object() throws IOException {
        return JsonObject.read(answer.body());
    }

    /** What is said in place of an answer. */
    RemoteProblem problem() throws IOException {
        byte[] body = answer.body().readNBytes(LARGEST_PROBLEM);
        if (!answer.header("content-type").startsWith("application/problem+json")) {
            return new RemoteProblem(null, "HTTP status " + answer.status(), null);
        }
        return RemoteProblem.of(JsonObject.read(new String(body, StandardCharsets.UTF_8)));
    }

    @Override
    public void close() throws IOException {
        connection.close();
    }
}
