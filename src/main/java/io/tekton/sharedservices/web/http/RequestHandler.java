package io.tekton.sharedservices.web.http;

import io.tekton.sharedservices.api.ProblemCode;

/** Answers requests. Thread-safe. */
public interface RequestHandler {
    /** Answers and closes the exchange; throws nothing. */
    void handle(Exchange exchange);

    /** Answers with a problem without reading the request, and closes the exchange. */
    void refuse(Exchange exchange, ProblemCode code, String detail);
}
