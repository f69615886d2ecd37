package io.tekton.sharedservices.web.http;

import java.net.InetAddress;
import java.net.InetSocketAddress;

/** The two ends of a TCP connection. */
record Endpoints(InetSocketAddress peer, InetSocketAddress here) {
    /** In place of those of a Unix domain socket, which has no addresses. */
    static final Endpoints SOCKET = new Endpoints(
            new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
            new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
}
