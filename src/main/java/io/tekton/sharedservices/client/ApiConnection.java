package io.tekton.sharedservices.client;

import io.tekton.sharedservices.api.AccessToken;
import io.tekton.sharedservices.api.ApiException;
import io.tekton.sharedservices.api.SocketPath;
import io.tekton.sharedservices.api.json.JsonObject;
import io.tekton.sharedservices.text.Causes;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Requests to the API of a running daemon. Holds no connection between calls; thread-safe. Loads neither a logging
 * library nor a database: a short command is over in a fraction of a second.
 */
public final class ApiConnection {
    private final DaemonAddress address;
    private final DaemonDoor door;

    /**
     * A connection over HTTP.
     *
     * @param token the token in the state folder of that daemon
     */
    public ApiConnection(DaemonAddress address, AccessToken token) {
        this(address, new HttpDoor(address, token));
    }

    private ApiConnection(DaemonAddress address, DaemonDoor door) {
        this.address = address;
        this.door = door;
    }

    /** To the daemon that was found: through the socket in its state folder, else over HTTP. */
    public static ApiConnection of(DaemonLookup.Running daemon, Path stateFolder) {
        DaemonDoor http = overHttp(daemon.address(), stateFolder);
        try {
            return new ApiConnection(
                    daemon.address(),
                    SocketPath.find(stateFolder)
                            .<DaemonDoor>map(socket -> new SocketDoor(socket, stateFolder, http))
                            .orElse(http));
        } catch (IOException e) {
            throw new ApiException(null, "the daemon's socket cannot be found: " + Causes.of(e), e);
        }
    }

    /**
     * Reads the token at once, so that a state folder that is moved away later does no harm; one that fails is reported
     * when it is needed.
     */
    private static DaemonDoor overHttp(DaemonAddress address, Path stateFolder) {
        try {
            return new HttpDoor(address, AccessToken.read(stateFolder));
        } catch (IOException e) {
            return () -> {
                throw new ApiException(null, "the daemon's token cannot be read: " + Causes.of(e), e);
            };
        }
    }

    /**
     * Sends one request.
     *
     * @param path below {@code /api/v1/}
     * @throws ApiException if nobody answers there, or it is not the daemon
     * @throws IOException if the connection breaks after that
     */
    AuthenticatedCall send(String method, String path, @Nullable String body, Duration patience) throws IOException {
        return AuthenticatedCall.send(door, method, "/api/v1/" + path, body, patience);
    }

    /** Where the daemon listens, such as {@code http://127.0.0.1:8377}. */
    String url() {
        return address.url();
    }

    static <T> @Nullable T noAnswer(RemoteProblem problem) {
        return null;
    }

    <T> T get(String path, Duration patience, JsonObject.Reader<T> reader) {
        return exchange("GET", path, null, patience, reader, ApiConnection::noAnswer);
    }

    /** Turns a problem into an answer, where it is one; null where it is an exception. */
    interface ProblemReader<T> {
        @Nullable
        T read(RemoteProblem problem) throws IOException;
    }

    /** @throws ApiException for anything but an answer */
    <T> T exchange(
            String method,
            String path,
            @Nullable String body,
            Duration patience,
            JsonObject.Reader<? extends T> reader,
            ProblemReader<? extends T> problems) {
        try (AuthenticatedCall call = send(method, path, body, patience)) {
            if (call.isGood()) {
                return reader.read(call.object());
            }
            RemoteProblem problem = call.problem();
            T answer = problems.read(problem);
            if (answer != null) {
                return answer;
            }
            throw problem.exception();
        } catch (IOException e) {
            throw new ApiException(
                    null,
                    "the daemon at " + address.url() + " gave no whole answer to " + method + " "
                            + path.split("\\?", 2)[0] + ": "
                            + Causes.of(e),
                    e);
        }
    }

    static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }
}
