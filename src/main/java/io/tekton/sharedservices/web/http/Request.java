package io.tekton.sharedservices.web.http;

import java.net.URI;
import java.util.Locale;

/**
 * What a client sent.
 *
 * @param protocol {@code HTTP/1.1} or {@code HTTP/1.0}
 * @param body all of it; where it is larger than allowed, what was read of it, which may be nothing
 * @param whole whether all of the request was read
 */
public record Request(String method, URI target, String protocol, Headers headers, byte[] body, boolean whole) {
    /** The largest body that is taken. */
    public static final int LARGEST_BODY = 64 * 1024;

    /** In place of a request that is not HTTP. */
    static Request unreadable() {
        return new Request("GET", URI.create("/"), "HTTP/1.1", new Headers(), new byte[0], false);
    }

    /** Whether another one may follow on the same connection. */
    boolean allowsAnother() {
        return whole && protocol.equals("HTTP/1.1") && !says(headers, "close");
    }

    static boolean says(Headers headers, String option) {
        for (String value : headers.all("Connection")) {
            for (String word : value.split(",")) {
                if (word.strip().toLowerCase(Locale.ROOT).equals(option)) {
                    return true;
                }
            }
        }
        return false;
    }
}
