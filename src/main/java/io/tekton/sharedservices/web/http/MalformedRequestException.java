package io.tekton.sharedservices.web.http;

/** The input is not a request; the message says why, without quoting it. */
final class MalformedRequestException extends Exception {
    private static final long serialVersionUID = 1L;

    MalformedRequestException(String message) {
        super(message);
    }
}
