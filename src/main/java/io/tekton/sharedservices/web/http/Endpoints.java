package io.tekton.sharedservices.web.http;

import java.net.InetSocketAddress;

/** The two ends of a TCP connection. */
record Endpoints(InetSocketAddress peer, InetSocketAddress here) {}
