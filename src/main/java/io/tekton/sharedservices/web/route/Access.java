package io.tekton.sharedservices.web.route;

/** Who is answered. */
enum Access {
    /** Everybody on this host, strangers too: what is answered tells nothing about its processes. */
    OPEN,
    /** A dashboard session, or whoever has the token. */
    SESSION,
    /** Whoever has the token. */
    TOKEN
}
