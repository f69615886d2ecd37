package io.tekton.sharedservices.web.route;

import java.time.Instant;

/**
 * A browser that was logged in.
 *
 * @param actor how it appears on record: the person who asked for the link, and the session, such as
 *     {@code op@dashboard-k3f9qz}
 * @param until when it ends at the latest
 */
public record DashboardSession(String actor, Instant until) {}
