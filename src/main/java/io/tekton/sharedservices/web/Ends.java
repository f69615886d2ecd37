package io.tekton.sharedservices.web;

import java.net.InetSocketAddress;

/** The two ends of a TCP connection. */
record Ends(InetSocketAddress peer, InetSocketAddress here) {}
