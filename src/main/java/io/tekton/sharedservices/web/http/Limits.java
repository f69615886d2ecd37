package io.tekton.sharedservices.web.http;

import java.time.Duration;

/**
 * How long a connection may take.
 *
 * @param request from its first byte, or from the connection's beginning, to its last
 * @param idle until the next request
 * @param stall while the client takes nothing of an answer
 */
record Limits(Duration request, Duration idle, Duration stall) {
    private static final Limits OWNER =
            new Limits(Duration.ofSeconds(10), Duration.ofSeconds(30), Duration.ofSeconds(60));
    private static final Limits OTHERS =
            new Limits(Duration.ofSeconds(5), Duration.ofSeconds(5), Duration.ofSeconds(5));

    static Limits of(Peer peer) {
        return peer.kind() == Peer.Kind.STRANGER ? OTHERS : OWNER;
    }
}
