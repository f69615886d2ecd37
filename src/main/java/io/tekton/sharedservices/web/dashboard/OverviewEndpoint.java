package io.tekton.sharedservices.web.dashboard;

import io.tekton.sharedservices.api.JobStatus;
import io.tekton.sharedservices.api.Remedies;
import io.tekton.sharedservices.api.SharedServices;
import io.tekton.sharedservices.api.Status;
import io.tekton.sharedservices.api.json.AnswerCodecs;
import io.tekton.sharedservices.api.json.AnswerCodecs.RunOfList;
import io.tekton.sharedservices.api.json.Json;
import io.tekton.sharedservices.api.json.StatusCodecs;
import io.tekton.sharedservices.journal.query.RunQuery;
import io.tekton.sharedservices.json.RecordCodec;
import io.tekton.sharedservices.metrics.CleanupProgress;
import io.tekton.sharedservices.web.route.Call;
import io.tekton.sharedservices.web.route.Input;
import io.tekton.sharedservices.web.route.Operation;
import io.tekton.sharedservices.web.route.ProblemException;
import io.tekton.sharedservices.web.route.Route;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The dashboard's first view in one answer. */
public final class OverviewEndpoint {
    private static final RecordCodec<CleanupProgress.Step> STEP = RecordCodec.of(CleanupProgress.Step.class);
    private static final Duration BACK = Duration.ofHours(24);

    /** More runs of a job than this in 24 hours are clustered on the page anyway. */
    private static final int MOST_RUNS = 1_000;

    private final SharedServices services;
    private final Outlook outlook;
    private final Json json;
    private final Clock clock;

    public OverviewEndpoint(SharedServices services, Outlook outlook, Json json, Clock clock) {
        this.services = services;
        this.outlook = outlook;
        this.json = json;
        this.clock = clock;
    }

    public List<Route> routes() {
        return List.of(Route.get("api/v1/overview", this::overview)
                .forSessions()
                .with(Operation.json(
                                "Overview",
                                "Reads the status with the remedies of its warnings, the plan, and with a range the "
                                        + "runs of the last 24 hours and the trend.")
                        .query(Input.of("range", "TrendRange", "how far back; without it neither runs nor trend"))));
    }

    private void overview(Call call) throws ProblemException, IOException {
        TrendRange range = TrendRange.given(call.parameters());
        Status status = services.status();
        Outlook.Planned plan = outlook.plan();
        Outlook.@Nullable Counted trend = range == null ? null : outlook.trend(range);
        CleanupProgress.@Nullable Step step = outlook.progress().orElse(null);
        Instant liveNotBefore = outlook.liveNotBefore();
        List<RunOfList> runs = range == null ? List.of() : runs(status);
        call.answer(json, out -> {
            json.object(out, "status", StatusCodecs.STATUS, status);
            json.texts(out, "remedies", remedies(status));
            out.writeObjectFieldStart("plan");
            plan.write(out);
            out.writeEndObject();
            json.object(out, "progress", STEP, step);
            json.time(out, "liveNotBefore", liveNotBefore);
            json.list(out, "runs", AnswerCodecs.RUN, runs);
            if (trend == null) {
                out.writeNullField("trend");
            } else {
                out.writeObjectFieldStart("trend");
                trend.write(out);
                out.writeEndObject();
            }
        });
    }

    /** One for each warning, in the same order; empty where the warning itself says what to do. */
    private static List<String> remedies(Status status) {
        return status.warnings().stream()
                .map(warning -> Remedies.of(warning).orElse(""))
                .toList();
    }

    private List<RunOfList> runs(Status status) {
        return status.jobs().stream()
                .map(JobStatus::name)
                .flatMap(
                        job -> services
                                .history()
                                .list(new RunQuery(job, null, clock.instant().minus(BACK), null, null, MOST_RUNS))
                                .stream())
                .map(RunOfList::of)
                .toList();
    }
}
