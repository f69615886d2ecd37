package io.tekton.sharedservices.client;

import io.tekton.sharedservices.api.AccessToken;
import io.tekton.sharedservices.api.ApiException;
import io.tekton.sharedservices.api.json.JsonObject;
import io.tekton.sharedservices.text.Causes;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.Map;

/**
 * The daemon's port. First the other side must prove on the connection that it knows the token: another user may have
 * taken a dead daemon's port. Only then the token is sent, on the same connection, so that nobody can come in between.
 */
record HttpDoor(DaemonAddress address, AccessToken token) implements DaemonDoor {
    private static final int LARGEST_ANSWER = 1024 * 1024;

    @Override
    public Opened open() throws IOException {
        return new Opened(proven(), Map.of("Authorization", token.authorization()));
    }

    private HttpConnection proven() throws IOException {
        HttpConnection connection;
        try {
            connection = HttpConnection.open(address, PATIENCE);
        } catch (IOException e) {
            throw new ApiException(
                    null,
                    "the daemon runs as pid " + address.process().pid() + " and cannot be reached at " + address.url()
                            + ": " + Causes.of(e),
                    e);
        }
        boolean proven = false;
        try {
            proven = hello(connection);
        } catch (IOException e) {
            throw new ApiException(
                    null,
                    "what listens at " + address.url() + " does not answer as the daemon (pid "
                            + address.process().pid() + ") would, so nothing was sent to it: " + Causes.of(e),
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
                            + " does not know the token of this state folder, so nothing was sent to it:"
                            + " it is not its daemon, or the daemon has just been restarted",
                    null);
        }
        return connection;
    }

    private boolean hello(HttpConnection connection) throws IOException {
        byte[] bytes = new byte[16];
        new SecureRandom().nextBytes(bytes);
        String nonce = HexFormat.of().formatHex(bytes);
        HttpConnection.Answer answer = connection.send("GET", "/api/v1/hello?nonce=" + nonce, Map.of(), new byte[0]);
        byte[] body = answer.body().readNBytes(LARGEST_ANSWER);
        if (answer.status() != 200) {
            throw new IOException("HTTP status " + answer.status());
        }
        String proof = JsonObject.read(new String(body, StandardCharsets.UTF_8)).text("proof");
        return token.proves(proof, nonce, address.port()) && connection.isOpen();
    }
}
