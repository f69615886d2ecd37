package io.tekton.sharedservices.api;

import java.time.Instant;

/**
 * A status page for a wall.
 *
 * @param url with the secret after its hash sign
 * @param name by which it is revoked
 * @param until when it ends
 */
public record WallPage(String url, String name, Instant until) {}
