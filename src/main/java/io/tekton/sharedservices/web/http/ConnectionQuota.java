package io.tekton.sharedservices.web.http;

import java.util.HashMap;
import java.util.Map;

/**
 * How many connections each peer may have open. Strangers share a few, so that they cannot take the owner's. For one
 * thread.
 */
final class ConnectionQuota {
    /** Of this user, of root, of those with the token: each. They wait without a thread. */
    static final int OWNER = 256;

    /** Of one account or address that is none of these. */
    static final int STRANGER = 8;

    /** Of all of them together. */
    static final int STRANGERS = 32;

    private final Map<Peer, Integer> open = new HashMap<>();
    private int strangers;

    /** Whether the peer has as many as it may have itself. */
    boolean isUsedUpBy(Peer peer) {
        return open.getOrDefault(peer, 0) >= (peer.kind() == Peer.Kind.STRANGER ? STRANGER : OWNER);
    }

    boolean hasRoomFor(Peer peer) {
        return !isUsedUpBy(peer) && (peer.kind() != Peer.Kind.STRANGER || strangers < STRANGERS);
    }

    void add(Peer peer) {
        open.merge(peer, 1, Integer::sum);
        strangers += peer.kind() == Peer.Kind.STRANGER ? 1 : 0;
    }

    void remove(Peer peer) {
        open.computeIfPresent(peer, (key, count) -> count == 1 ? null : count - 1);
        strangers -= peer.kind() == Peer.Kind.STRANGER ? 1 : 0;
    }
}
