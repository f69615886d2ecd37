package io.tekton.sharedservices.web;

import java.util.Optional;

/**
 * Who asks.
 *
 * @param session the dashboard's; empty with the token, and for strangers, who get no further than the open endpoints
 * @param known whether the access token or a session's secret was shown
 */
record Caller(Optional<DashboardSession> session, boolean known) {
    static final Caller WITH_TOKEN = new Caller(Optional.empty(), true);
    static final Caller STRANGER = new Caller(Optional.empty(), false);
}
