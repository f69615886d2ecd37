package io.tekton.sharedservices.web;

import java.util.Optional;

/**
 * Who asks.
 *
 * @param session the dashboard's; empty for whoever has the token, and for strangers, who get no further than the open endpoints
 */
record Caller(Optional<DashboardSession> session) {
    static final Caller WITH_TOKEN = new Caller(Optional.empty());
    static final Caller STRANGER = new Caller(Optional.empty());
}
