package io.tekton.sharedservices.api;

import java.time.Duration;

/**
 * Logs a browser in, once.
 *
 * @param url with the secret after its hash sign
 */
public record DashboardLink(String url, Duration goodFor) {}
