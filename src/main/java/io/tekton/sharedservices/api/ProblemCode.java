package io.tekton.sharedservices.api;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/**
 * What can be wrong with a request or come of it instead of an answer: the {@code type} of
 * {@code application/problem+json} (RFC 9457).
 */
public enum ProblemCode {
    BAD_REQUEST(400, "this is no HTTP/1.1"),
    BAD_HOST(400, "the Host header does not name this server"),
    BAD_PARAMETER(400, "a query parameter is not allowed"),
    BAD_BODY(400, "the body is not what is expected"),
    UNAUTHORIZED(401, "the access token is missing or wrong"),
    CROSS_SITE(403, "the request comes from another site's page"),
    NO_SUCH_LINK(403, "the log-in link does not hold"),
    NOT_FOR_SESSIONS(403, "a dashboard session may not do this"),
    NO_SUCH_ENDPOINT(404, "there is no such endpoint"),
    NO_SUCH_RUN(404, "there is no such run on record"),
    NO_SUCH_TERMINATION(404, "there is no such termination on record"),
    NO_SUCH_HOST(404, "there is no such host in the fleet, or this host is no keeper"),
    NO_SUCH_JOB(404, "there is no such job"),
    NO_SUCH_PROCESS(404, "there is no such process"),
    NO_SUCH_CLEANUP(404, "there is no such cleanup under way"),
    METHOD_NOT_ALLOWED(405, "the method is not allowed here"),
    REFUSED(409, "a safety rule forbids it"),
    SETTINGS_DIFFER(409, "the settings given are not those in force"),
    UNREADABLE_PROCESS(409, "the process cannot be read"),
    BODY_TOO_LARGE(413, "the body is too large"),
    UNSUPPORTED_TYPE(415, "the content type is not supported"),
    SETTINGS_REJECTED(422, "the settings are faulty"),
    TOO_MANY_ATTEMPTS(429, "too many attempts"),
    TOO_MANY_REQUESTS(429, "too many requests"),
    INTERNAL(500, "the daemon failed"),
    STORE_FAILED(503, "the store failed"),
    CENTRE_AWAY(503, "the centre of the fleet cannot be asked"),
    BUSY(503, "too much is asked at once"),
    STOPPING(503, "the daemon is about to stop");

    private static final String PREFIX = "urn:shared-services:problem:";

    private final int status;
    private final String title;

    ProblemCode(int status, String title) {
        this.status = status;
        this.title = title;
    }

    public int status() {
        return status;
    }

    public String title() {
        return title;
    }

    /** The URI that names it, such as {@code urn:shared-services:problem:no-such-run}. */
    public String type() {
        return PREFIX + name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    public static Optional<ProblemCode> ofType(String type) {
        return Arrays.stream(values()).filter(code -> code.type().equals(type)).findFirst();
    }
}
