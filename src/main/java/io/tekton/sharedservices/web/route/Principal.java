package io.tekton.sharedservices.web.route;

import java.util.Optional;

/**
 * Who asks.
 *
 * @param session the dashboard's; empty with the token, and for strangers, who get no further than the open endpoints
 * @param known whether the access token or a session's secret was shown
 * @param wall whether it is a status page, which reads the little that is meant for it
 */
public record Principal(Optional<DashboardSession> session, boolean known, boolean wall) {
    static final Principal WITH_TOKEN = new Principal(Optional.empty(), true, false);
    static final Principal STRANGER = new Principal(Optional.empty(), false, false);
}
