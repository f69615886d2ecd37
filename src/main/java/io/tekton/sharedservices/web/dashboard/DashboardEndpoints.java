package io.tekton.sharedservices.web.dashboard;

import com.fasterxml.jackson.core.JsonGenerator;
import io.tekton.sharedservices.api.ProblemCode;
import io.tekton.sharedservices.api.SharedServices;
import io.tekton.sharedservices.api.json.Json;
import io.tekton.sharedservices.api.json.SyncJson;
import io.tekton.sharedservices.configsync.ConfigSync;
import io.tekton.sharedservices.journal.Intervention;
import io.tekton.sharedservices.journal.Run;
import io.tekton.sharedservices.journal.SyncRecord;
import io.tekton.sharedservices.journal.codec.AsideCodecs;
import io.tekton.sharedservices.journal.query.RunQuery;
import io.tekton.sharedservices.journal.query.TerminationStory;
import io.tekton.sharedservices.metrics.DashboardQueries;
import io.tekton.sharedservices.web.route.Call;
import io.tekton.sharedservices.web.route.Input;
import io.tekton.sharedservices.web.route.Operation;
import io.tekton.sharedservices.web.route.Parameters;
import io.tekton.sharedservices.web.route.ProblemException;
import io.tekton.sharedservices.web.route.Route;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What the dashboard shows beyond what the commands ask. */
public final class DashboardEndpoints {
    /** How many runs of the sync are searched for those that changed something. */
    private static final int SYNCS_LOOKED_AT = 500;

    private final SharedServices services;
    private final DashboardQueries insight;
    private final Json json;
    private final DashboardJson views;
    private final Outlook outlook;

    public DashboardEndpoints(SharedServices services, DashboardQueries insight, Json json, Outlook outlook) {
        this.services = services;
        this.insight = insight;
        this.json = json;
        this.views = new DashboardJson(json);
        this.outlook = outlook;
    }

    public List<Route> routes() {
        return List.of(
                Route.get("api/v1/terminations/{sequence}", this::termination)
                        .forSessions()
                        .with(Operation.json("TerminationRecord", "Reads a termination with its run and its events.")
                                .at(Input.of("sequence", "Sequence", "the termination"))
                                .or(ProblemCode.NO_SUCH_TERMINATION)),
                Route.get("api/v1/trend", this::trend)
                        .forSessions()
                        .with(Operation.json("Trend", "Counts the runs and their results over time.")
                                .query(Input.of("range", "TrendRange", "how far back; month unless given"))),
                Route.get("api/v1/plan", this::plan)
                        .forSessions()
                        .with(Operation.json("Plan", "Lists when the jobs run in the coming 24 hours.")),
                Route.get("api/v1/interventions", this::interventions)
                        .forSessions()
                        .with(Operation.json(
                                        "Interventions", "Lists who triggered, paused or resumed jobs, newest first.")
                                .query(Input.LIMIT)),
                Route.get("api/v1/syncs", this::syncs)
                        .forSessions()
                        .with(Operation.json("Syncs", "Lists the syncs that changed something, newest first.")
                                .query(Input.LIMIT)));
    }

    private void termination(Call call) throws ProblemException, IOException {
        call.parameters();
        long sequence = Parameters.number("the sequence", call.wildcard(0), 1, Long.MAX_VALUE);
        TerminationStory story = insight.termination(sequence)
                .orElseThrow(() -> new ProblemException(
                        ProblemCode.NO_SUCH_TERMINATION, "/api/v1/terminations lists them, with their sequences"));
        call.answer(json, out -> views.story(out, story));
    }

    private void trend(Call call) throws ProblemException, IOException {
        TrendRange range = TrendRange.given(call.parameters());
        Outlook.Counted trend = outlook.trend(range == null ? TrendRange.MONTH : range);
        call.answer(json, trend::write);
    }

    private void plan(Call call) throws ProblemException, IOException {
        call.parameters();
        Outlook.Planned plan = outlook.plan();
        call.answer(json, plan::write);
    }

    private void interventions(Call call) throws ProblemException, IOException {
        List<Intervention> asked = insight.interventions(call.parameters().limit());
        call.answer(json, out -> json.list(out, "interventions", AsideCodecs.INTERVENTION, asked));
    }

    private void syncs(Call call) throws ProblemException, IOException {
        int limit = call.parameters().limit();
        Map<Run, SyncRecord> syncs = new LinkedHashMap<>();
        for (Run run : services.history().runs(new RunQuery(ConfigSync.JOB, null, null, null, null, SYNCS_LOOKED_AT))) {
            services.history()
                    .sync(run.id())
                    .filter(sync -> !sync.changes().isEmpty())
                    .ifPresent(sync -> syncs.put(run, sync));
            if (syncs.size() == limit) {
                break;
            }
        }
        call.answer(
                json,
                out -> list(out, "syncs", List.copyOf(syncs.entrySet()), (to, sync) -> {
                    json.run(to, "run", sync.getKey());
                    new SyncJson(json).plan(to, sync.getKey(), sync.getValue());
                }));
    }

    private interface Fields<T> {
        void write(JsonGenerator out, T value) throws IOException;
    }

    private static <T> void list(JsonGenerator out, String name, List<T> values, Fields<T> fields) throws IOException {
        out.writeArrayFieldStart(name);
        for (T value : values) {
            out.writeStartObject();
            fields.write(out, value);
            out.writeEndObject();
        }
        out.writeEndArray();
    }
}
