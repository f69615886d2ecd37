package io.tekton.sharedservices.client;

import io.tekton.sharedservices.api.ApiException;
import io.tekton.sharedservices.api.json.JsonObject;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** One request to the daemon on its own connection. */
final class AuthenticatedCall implements AutoCloseable {
    private static final int LARGEST_PROBLEM = 1024 * 1024;

    private final HttpConnection connection;
    private final HttpConnection.Answer answer;

    private AuthenticatedCall(HttpConnection connection, HttpConnection.Answer answer) {
        this.connection = connection;
        this.answer = answer;
    }

    /**
     * Sends a request.
     *
     * @param body null for none
     * @param patience for each read of the answer
     * @throws ApiException if nobody answers there, or it is not the daemon
     * @throws IOException if the connection breaks after that
     */
    static AuthenticatedCall send(
            DaemonDoor door, String method, String target, @Nullable String body, Duration patience)
            throws IOException {
        DaemonDoor.Opened opened = door.open();
        HttpConnection connection = opened.connection();
        AuthenticatedCall call = null;
        try {
            connection.patience(patience);
            Map<String, String> headers = new LinkedHashMap<>(opened.credentials());
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
