package io.tekton.sharedservices.web.dashboard;

import com.fasterxml.jackson.core.JsonGenerator;
import io.tekton.sharedservices.api.JobStatus;
import io.tekton.sharedservices.api.SharedServices;
import io.tekton.sharedservices.api.Status;
import io.tekton.sharedservices.api.json.Json;
import io.tekton.sharedservices.journal.Run;
import io.tekton.sharedservices.web.route.Call;
import io.tekton.sharedservices.web.route.Operation;
import io.tekton.sharedservices.web.route.ProblemException;
import io.tekton.sharedservices.web.route.Route;
import java.io.IOException;
import java.util.List;

/** What a status page on a wall shows: states and numbers, without a command line, a path or a name of a person. */
public final class WallEndpoint {
    private final SharedServices services;
    private final Outlook outlook;
    private final Json json;

    public WallEndpoint(SharedServices services, Outlook outlook, Json json) {
        this.services = services;
        this.outlook = outlook;
        this.json = json;
    }

    public List<Route> routes() {
        return List.of(Route.get("api/v1/wall", this::wall)
                .forWalls()
                .with(Operation.json("WallStatus", "Reads states and numbers, without command lines.")));
    }

    private void wall(Call call) throws ProblemException, IOException {
        call.parameters();
        Status status = services.status();
        Outlook.Counted week = outlook.trend(TrendRange.WEEK);
        String host = services.host();
        call.answer(json, out -> {
            out.writeStringField("host", host);
            out.writeNumberField("warnings", status.warnings().size());
            out.writeArrayFieldStart("jobs");
            for (JobStatus job : status.jobs()) {
                out.writeStartObject();
                job(out, job);
                out.writeEndObject();
            }
            out.writeEndArray();
            out.writeObjectFieldStart("trend");
            week.write(out);
            out.writeEndObject();
        });
    }

    private void job(JsonGenerator out, JobStatus job) throws IOException {
        Run last = job.lastRun();
        out.writeStringField("name", job.name());
        out.writeBooleanField("enabled", job.enabled());
        out.writeBooleanField("paused", job.pause() != null);
        json.time(out, "nextRunAt", job.nextRunAt());
        json.text(out, "outcome", last == null ? null : last.outcome().name());
        json.time(out, "startedAt", last == null ? null : last.startedAt());
        out.writeNumberField("orphans", last == null ? 0 : last.counts().orphans());
    }
}
