package io.tekton.sharedservices.web.dashboard;

import io.tekton.sharedservices.api.json.Json;
import io.tekton.sharedservices.journal.query.RuleUse;
import io.tekton.sharedservices.json.RecordCodec;
import io.tekton.sharedservices.metrics.DashboardQueries;
import io.tekton.sharedservices.settings.SettingInForce;
import io.tekton.sharedservices.web.route.Call;
import io.tekton.sharedservices.web.route.Operation;
import io.tekton.sharedservices.web.route.ProblemException;
import io.tekton.sharedservices.web.route.Route;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/** The settings in force with their origins, and what rules and owners named lately. */
public final class SettingsEndpoint {
    private static final RecordCodec<RuleUse> RULE_USE = RecordCodec.of(RuleUse.class);
    private static final Duration LATELY = Duration.ofDays(7);

    private final DashboardQueries insight;
    private final Json json;
    private final Clock clock;

    public SettingsEndpoint(DashboardQueries insight, Json json, Clock clock) {
        this.insight = insight;
        this.json = json;
        this.clock = clock;
    }

    public List<Route> routes() {
        return List.of(Route.get("api/v1/settings", this::settings)
                .forSessions()
                .with(Operation.json(
                        "SettingsInForce", "Lists the settings in force, and what rules and owners named in a week.")));
    }

    private void settings(Call call) throws ProblemException, IOException {
        call.parameters();
        List<SettingInForce> settings = insight.settings();
        Instant since = clock.instant().minus(LATELY);
        List<RuleUse> named = insight.rulesNamed(since);
        call.answer(json, out -> {
            out.writeArrayFieldStart("settings");
            for (SettingInForce setting : settings) {
                out.writeStartObject();
                out.writeStringField("key", setting.key());
                json.text(out, "value", setting.value());
                out.writeStringField("origin", setting.originText());
                out.writeEndObject();
            }
            out.writeEndArray();
            json.time(out, "namedSince", since);
            json.list(out, "named", RULE_USE, named);
        });
    }
}
