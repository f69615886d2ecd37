package io.tekton.sharedservices.web.http;

/** What came is no request; its message says why, in words of ours alone. */
final class MalformedRequestException extends Exception {
    private static final long serialVersionUID = 1L;

    MalformedRequestException(String message) {
        super(message);
    }
}
