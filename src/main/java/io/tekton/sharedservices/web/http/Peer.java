package io.tekton.sharedservices.web.http;

/**
 * Who is at the other end of a connection.
 *
 * @param name distinguishes strangers: a uid or an address
 */
record Peer(Kind kind, String name) {
    /** Has shown the access token or a session's secret, whichever account it comes from. */
    static final Peer VOUCHED = new Peer(Kind.OWNER, "token");

    /** A program of this user or root, through the socket of the state folder. */
    static final Peer SOCKET = new Peer(Kind.OWNER, "socket");

    /** What is known of it. */
    enum Kind {
        /** This user or root, or one with the token. */
        OWNER,
        /** Another account of this host, or another host. */
        STRANGER,
        /** Some account of this host, where the host does not show which. */
        UNKNOWN
    }

    boolean isOwner() {
        return kind == Kind.OWNER;
    }
}
