package io.tekton.sharedservices.client;

import java.io.IOException;
import java.time.Duration;
import java.util.Map;

/** A way to the daemon of a state folder. Immutable. */
interface DaemonDoor {
    /** How long a connection, and each answer before the request, may take. */
    Duration PATIENCE = Duration.ofSeconds(5);

    /**
     * A connection to a daemon that has shown to be the right one.
     *
     * @param credentials the headers that let a request in
     */
    record Opened(HttpConnection connection, Map<String, String> credentials) {}

    /**
     * Connects.
     *
     * @throws ApiException if nobody answers, or it is not the daemon
     * @throws IOException if the connection breaks
     */
    Opened open() throws IOException;
}
