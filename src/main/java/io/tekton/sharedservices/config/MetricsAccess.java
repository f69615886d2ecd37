package io.tekton.sharedservices.config;

/** Whom {@code /metrics} answers: {@code web.metrics}. */
public enum MetricsAccess {
    /** Everybody on this host; when a job is due next only with the token. */
    OPEN,
    /** Any client with the token. */
    TOKEN
}
