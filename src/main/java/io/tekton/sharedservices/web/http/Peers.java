package io.tekton.sharedservices.web.http;

import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Distinguishes this user's connections from those of strangers, before a byte of them is read. */
public final class Peers {
    private static final int ROOT = 0;

    private final SocketOwners owners;
    private final int self;

    /** @param self the uid of this process */
    public Peers(SocketOwners owners, int self) {
        this.owners = owners;
        this.self = self;
    }

    Map<Endpoints, Peer> of(Collection<Endpoints> connections) {
        Map<Endpoints, Peer> peers = new HashMap<>();
        Optional<Map<Endpoints, Integer>> uids = owners.of(connections);
        Map<Endpoints, Integer> found = new HashMap<>(uids.orElse(Map.of()));
        if (uids.isPresent() && found.size() < connections.size()) {
            // The table is not read at one moment: a line that moved meanwhile is seen at the second reading.
            Set<Endpoints> missed = connections.stream()
                    .filter(ends -> !found.containsKey(ends))
                    .collect(Collectors.toSet());
            owners.of(missed).ifPresent(found::putAll);
        }
        for (Endpoints ends : connections) {
            peers.put(ends, peer(ends, found.get(ends), uids.isPresent()));
        }
        return peers;
    }

    private Peer peer(Endpoints ends, @Nullable Integer uid, boolean shown) {
        String address = ends.peer().getAddress().getHostAddress();
        if (uid != null) {
            boolean owner = uid == self || uid == ROOT;
            return new Peer(owner ? Peer.Kind.OWNER : Peer.Kind.STRANGER, "uid " + uid);
        }
        boolean local = ends.peer().getAddress().isLoopbackAddress();
        return new Peer(local && !shown ? Peer.Kind.UNKNOWN : Peer.Kind.STRANGER, address);
    }
}
