package io.tekton.sharedservices.fleet.settings;

import io.tekton.sharedservices.settings.InvalidValueException;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Set;

/**
 * Where the central PostgreSQL is: {@code postgresql://HOST[:PORT]/DATABASE}. It holds no user, no password and no
 * parameters, so that it can be shown anywhere.
 */
public record FleetUrl(String host, int port, String database) {
    private static final int DEFAULT_PORT = 5432;
    private static final String ALLOWED = "postgresql://HOST[:PORT]/DATABASE, without user, password and parameters";
    private static final Set<String> LOOPBACK = Set.of("localhost", "127.0.0.1", "::1");

    /** @throws InvalidValueException if the text is none */
    public static FleetUrl parse(String text) {
        URI uri;
        try {
            uri = new URI(text);
        } catch (URISyntaxException e) {
            InvalidValueException wrong = new InvalidValueException("is no address", ALLOWED);
            wrong.addSuppressed(e);
            throw wrong;
        }
        String path = uri.getPath();
        if (!"postgresql".equals(uri.getScheme()) || uri.getHost() == null) {
            throw new InvalidValueException("is no address of a PostgreSQL", ALLOWED);
        }
        if (uri.getUserInfo() != null || uri.getQuery() != null || uri.getFragment() != null) {
            throw new InvalidValueException("says more than where it is", ALLOWED);
        }
        if (path == null || !path.matches("/[A-Za-z0-9_.-]{1,63}")) {
            throw new InvalidValueException("names no database", ALLOWED);
        }
        String host = uri.getHost().replaceAll("[\\[\\]]", "");
        return new FleetUrl(host, uri.getPort() < 0 ? DEFAULT_PORT : uri.getPort(), path.substring(1));
    }

    /** Whether nothing leaves this host on the way there. */
    public boolean isLoopback() {
        return LOOPBACK.contains(host);
    }

    @Override
    public String toString() {
        return "postgresql://" + (host.contains(":") ? "[" + host + "]" : host) + ":" + port + "/" + database;
    }
}
