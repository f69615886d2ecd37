package io.tekton.sharedservices.web.http;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * How many requests a second each stranger may have answered: so many at once, and so many a second after that. For one
 * thread.
 */
final class RateLimit {
    private static final int AT_ONCE = 100;
    private static final double A_SECOND = 20;
    private static final int MOST_KNOWN = 256;

    private final Map<Peer, Left> peers = new LinkedHashMap<>(16, 0.75f, true);

    private record Left(double requests, long at) {}

    /** @param now in nanoseconds, of any origin */
    boolean takes(Peer peer, long now) {
        Left before = peers.getOrDefault(peer, new Left(AT_ONCE, now));
        double left = Math.min(AT_ONCE, before.requests() + (now - before.at()) / 1e9 * A_SECOND);
        boolean takes = left >= 1;
        peers.put(peer, new Left(takes ? left - 1 : left, now));
        if (peers.size() > MOST_KNOWN) {
            peers.remove(peers.keySet().iterator().next());
        }
        return takes;
    }
}
