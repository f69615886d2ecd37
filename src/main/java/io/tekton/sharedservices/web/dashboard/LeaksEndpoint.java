package io.tekton.sharedservices.web.dashboard;

import io.tekton.sharedservices.api.json.Json;
import io.tekton.sharedservices.cleanup.OrphanCleanup;
import io.tekton.sharedservices.journal.query.Leak;
import io.tekton.sharedservices.journal.query.TrendQuery;
import io.tekton.sharedservices.json.RecordCodec;
import io.tekton.sharedservices.metrics.DashboardQueries;
import io.tekton.sharedservices.web.route.Call;
import io.tekton.sharedservices.web.route.Input;
import io.tekton.sharedservices.web.route.Operation;
import io.tekton.sharedservices.web.route.ProblemException;
import io.tekton.sharedservices.web.route.Route;
import java.io.IOException;
import java.time.Clock;
import java.time.ZoneId;
import java.util.List;

/** Who leaks: what was ended in a time, by where it came from. */
public final class LeaksEndpoint {
    private static final RecordCodec<Leaks.Sum> SUM = RecordCodec.of(Leaks.Sum.class);

    private final DashboardQueries insight;
    private final Json json;
    private final Clock clock;
    private final ZoneId zone;

    /** @param zone whose midnight begins a day */
    public LeaksEndpoint(DashboardQueries insight, Json json, Clock clock, ZoneId zone) {
        this.insight = insight;
        this.json = json;
        this.clock = clock;
        this.zone = zone;
    }

    public List<Route> routes() {
        return List.of(Route.get("api/v1/leaks", this::leaks)
                .forSessions()
                .with(Operation.json("Leaks", "Sums up what live runs decided to end, by where it came from.")
                        .query(Input.of("range", "TrendRange", "how far back; month unless given"))));
    }

    private void leaks(Call call) throws ProblemException, IOException {
        TrendRange given = TrendRange.given(call.parameters());
        TrendRange range = given == null ? TrendRange.MONTH : given;
        TrendQuery time = range.until(clock.instant(), OrphanCleanup.JOB, zone);
        List<Leak> leaks = insight.leaks(time.since(), time.until());
        List<String> loops = insight.recurring();
        Leaks.Sum all = Leaks.sum("", leaks);
        call.answer(json, out -> {
            out.writeStringField("range", range.word());
            json.time(out, "since", time.since());
            json.time(out, "until", time.until());
            out.writeNumberField("terminations", all.terminations());
            out.writeNumberField("ended", all.ended());
            out.writeNumberField("memoryBytes", all.memoryBytes());
            json.list(out, "components", SUM, Leaks.by(Leak::component, leaks));
            json.list(out, "owners", SUM, Leaks.by(Leak::owner, leaks));
            json.list(out, "users", SUM, Leaks.by(Leak::user, leaks));
            json.list(out, "programs", SUM, Leaks.by(Leak::program, leaks));
            json.list(out, "rules", SUM, Leaks.by(Leak::rule, leaks));
            json.texts(out, "loops", loops);
        });
    }
}
