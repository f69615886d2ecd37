package io.tekton.sharedservices.web.route;

/** Who is answered. */
enum Access {
    /** Everybody on this host, strangers too: the answer contains nothing about its processes. */
    OPEN,
    /** A status page, a dashboard session, or any client with the token: the answer contains no command line. */
    WALL,
    /** A dashboard session, or any client with the token. */
    SESSION,
    /** Any client with the token. */
    TOKEN
}
