package io.tekton.sharedservices.web.dashboard;

import io.tekton.sharedservices.api.ProblemCode;
import io.tekton.sharedservices.api.json.Json;
import io.tekton.sharedservices.fleet.FleetHost;
import io.tekton.sharedservices.fleet.centre.CentreException;
import io.tekton.sharedservices.journal.query.Leak;
import io.tekton.sharedservices.json.RecordCodec;
import io.tekton.sharedservices.metrics.DashboardQueries;
import io.tekton.sharedservices.metrics.FleetPicture;
import io.tekton.sharedservices.web.route.Call;
import io.tekton.sharedservices.web.route.Operation;
import io.tekton.sharedservices.web.route.ProblemException;
import io.tekton.sharedservices.web.route.Route;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The hosts of the fleet, on a keeper: to see, never to do anything on another host. */
public final class HostsEndpoint {
    private static final RecordCodec<Leaks.Sum> SUM = RecordCodec.of(Leaks.Sum.class);
    private static final Duration LEAKS_OF = Duration.ofDays(30);
    private static final FleetPicture NONE = new FleetPicture(List.of(), null);

    private final DashboardQueries insight;
    private final Json json;
    private final Clock clock;

    public HostsEndpoint(DashboardQueries insight, Json json, Clock clock) {
        this.insight = insight;
        this.json = json;
        this.clock = clock;
    }

    public List<Route> routes() {
        return List.of(
                Route.get("api/v1/hosts", this::hosts)
                        .forSessions()
                        .with(Operation.json("Hosts", "Lists the hosts of the fleet, the worst first; on a keeper.")),
                Route.get("api/v1/fleet/leaks", this::leaks)
                        .forSessions()
                        .with(Operation.json(
                                        "FleetLeaks",
                                        "Sums up what live runs of all hosts decided to end in 30 days; on a keeper.")
                                .or(ProblemCode.CENTRE_AWAY)));
    }

    private void hosts(Call call) throws ProblemException, IOException {
        call.parameters();
        @Nullable FleetPicture found = insight.fleet().orElse(null);
        FleetPicture fleet = found == null ? NONE : found;
        call.answer(json, out -> {
            out.writeBooleanField("keeper", found != null);
            json.list(out, "hosts", FleetHost.CODEC, fleet.hosts());
            out.writeStringField("problem", fleet.problem());
        });
    }

    private void leaks(Call call) throws ProblemException, IOException {
        call.parameters();
        Instant until = clock.instant();
        Instant since = until.minus(LEAKS_OF);
        List<Leak> leaks;
        try {
            leaks = insight.fleetLeaks(since, until.plus(Duration.ofDays(1)));
        } catch (CentreException e) {
            throw new ProblemException(ProblemCode.CENTRE_AWAY, String.valueOf(e.getMessage()));
        }
        call.answer(json, out -> {
            json.time(out, "since", since);
            json.time(out, "until", until);
            json.list(out, "components", SUM, Leaks.by(Leak::component, leaks));
        });
    }
}
