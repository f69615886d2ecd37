package io.tekton.sharedservices.web.route;

import java.util.Optional;

/**
 * Who asks.
 *
 * @param session the dashboard's; empty with the token, and for strangers, who get no further than the open endpoints
 * @param known whether the access token or a session's secret was shown
 */
public record Principal(Optional<DashboardSession> session, boolean known) {
    static final Principal WITH_TOKEN = new Principal(Optional.empty(), true);
    static final Principal STRANGER = new Principal(Optional.empty(), false);
}
