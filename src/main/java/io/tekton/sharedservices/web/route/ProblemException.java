package io.tekton.sharedservices.web.route;

import io.tekton.sharedservices.api.ProblemCode;
import io.tekton.sharedservices.api.json.Json;
import io.tekton.sharedservices.text.PrintableText;

/** A request that ends in a problem instead of an answer; its message says what is wrong and what is allowed. */
public final class ProblemException extends Exception {
    private static final long serialVersionUID = 1L;

    private final ProblemCode code;
    private final transient Json.Body more;

    public ProblemException(ProblemCode code, String detail) {
        this(code, detail, json -> {});
    }

    /** @param more writes further fields into the problem */
    public ProblemException(ProblemCode code, String detail, Json.Body more) {
        super(detail);
        this.code = code;
        this.more = more;
    }

    ProblemCode code() {
        return code;
    }

    /** Its fields (RFC 9457), and its additional ones. */
    public Json.Body body() {
        return json -> {
            json.writeStringField("type", code.type());
            json.writeStringField("title", code.title());
            json.writeNumberField("status", code.status());
            // it may quote the request, and may be read on a terminal
            json.writeStringField("detail", PrintableText.escapedLines(String.valueOf(getMessage())));
            more.write(json);
        };
    }
}
