package io.tekton.sharedservices.web;

import com.fasterxml.jackson.core.JsonGenerator;
import io.tekton.sharedservices.api.Health;
import io.tekton.sharedservices.api.JobAnswer;
import io.tekton.sharedservices.api.JobStatus;
import io.tekton.sharedservices.api.ProblemCode;
import io.tekton.sharedservices.api.ReloadAnswer;
import io.tekton.sharedservices.api.SharedServices;
import io.tekton.sharedservices.api.Status;
import io.tekton.sharedservices.api.json.AnswerCodecs;
import io.tekton.sharedservices.api.json.Json;
import io.tekton.sharedservices.api.json.JsonObject;
import io.tekton.sharedservices.api.json.StatusCodecs;
import io.tekton.sharedservices.web.route.Call;
import io.tekton.sharedservices.web.route.Input;
import io.tekton.sharedservices.web.route.Operation;
import io.tekton.sharedservices.web.route.Parameters;
import io.tekton.sharedservices.web.route.ProblemException;
import io.tekton.sharedservices.web.route.RequestBodies;
import io.tekton.sharedservices.web.route.Route;
import java.io.IOException;
import java.util.List;

/** The daemon and its jobs: their status, and requests to them. */
final class StatusEndpoints {
    private final SharedServices services;
    private final Json json;

    StatusEndpoints(SharedServices services, Json json) {
        this.services = services;
        this.json = json;
    }

    List<Route> routes() {
        return List.of(
                Route.get("api/v1/health", this::health)
                        .forSessions()
                        .with(Operation.json("Health", "Says whether the daemon lives and is ready.")),
                Route.get("api/v1/status", this::status)
                        .forSessions()
                        .with(Operation.json("Status", "Reads the state of the daemon, its jobs, registry and store.")),
                Route.get("api/v1/jobs", this::jobs).forSessions().with(Operation.json("Jobs", "Lists the jobs.")),
                Route.post("api/v1/jobs/{name}/trigger", this::trigger)
                        .forSessions()
                        .with(onJob("Runs a job now, and answers once its run is under way.")
                                .body(
                                        Input.of("force", "boolean", "even within an hour of the last live cleanup"),
                                        Input.REASON,
                                        Input.ACTOR)),
                Route.post("api/v1/jobs/{name}/pause", this::pause)
                        .forSessions()
                        .with(onJob("Pauses a job until it is resumed.").body(Input.REASON, Input.ACTOR)),
                Route.post("api/v1/jobs/{name}/resume", this::resume)
                        .forSessions()
                        .with(onJob("Resumes a paused job.").body(Input.ACTOR)),
                Route.get("api/v1/settings/agreement", this::agreement)
                        .with(Operation.json("Agreement", "Compares a client's settings with those in force.")
                                .query(Parameters.ASKER)
                                .or(ProblemCode.SETTINGS_DIFFER)),
                Route.post("api/v1/reload", this::reload)
                        .with(Operation.json("Reload", "Reads the settings again and puts them in force.")
                                .body(Input.ACTOR)
                                .or(ProblemCode.SETTINGS_REJECTED)));
    }

    private static Operation onJob(String summary) {
        return Operation.json("Job", summary)
                .at(Input.of("name", "string", "the job"))
                .or(ProblemCode.NO_SUCH_JOB, ProblemCode.REFUSED);
    }

    private void health(Call call) throws ProblemException, IOException {
        call.parameters();
        Health health = services.health();
        call.answer(json, out -> {
            out.writeBooleanField("alive", health.alive());
            out.writeBooleanField("ready", health.ready());
            out.writeStringField("detail", health.detail());
        });
    }

    private void status(Call call) throws ProblemException, IOException {
        call.parameters();
        Status status = services.status();
        call.answer(json, out -> json.fields(out, StatusCodecs.STATUS, status));
    }

    private void jobs(Call call) throws ProblemException, IOException {
        call.parameters();
        List<JobStatus> jobs = services.jobs();
        call.answer(json, out -> json.list(out, "jobs", StatusCodecs.JOB, jobs));
    }

    private void trigger(Call call) throws ProblemException, IOException {
        call.parameters();
        JsonObject body = call.body();
        boolean force = RequestBodies.field(() -> body.has("force") && body.bool("force"));
        if (force && call.caller().session().isPresent()) {
            throw new ProblemException(
                    ProblemCode.NOT_FOR_SESSIONS,
                    "within the hour after the last live cleanup, only the command line can force one: jobs "
                            + "trigger NAME --force");
        }
        answer(
                call,
                services.trigger(call.wildcard(0), force, RequestBodies.reason(body), RequestBodies.actor(call, body)));
    }

    private void pause(Call call) throws ProblemException, IOException {
        call.parameters();
        JsonObject body = call.body();
        String reason = RequestBodies.reason(body);
        answer(call, services.pause(call.wildcard(0), reason, RequestBodies.actor(call, body)));
    }

    private void resume(Call call) throws ProblemException, IOException {
        call.parameters();
        JsonObject body = call.body();
        answer(call, services.resume(call.wildcard(0), RequestBodies.actor(call, body)));
    }

    private void answer(Call call, JobAnswer answer) throws ProblemException, IOException {
        if (answer instanceof JobAnswer.Refused refused) {
            throw new ProblemException(
                    ProblemCode.REFUSED, refused.message(), out -> out.writeStringField("reason", refused.reason()));
        }
        if (answer instanceof JobAnswer.NoSuchJob none) {
            throw new ProblemException(
                    ProblemCode.NO_SUCH_JOB,
                    "there is no job of that name; there are " + String.join(", ", none.known()),
                    out -> texts(out, "known", none.known()));
        }
        JobStatus job = ((JobAnswer.Done) answer).job();
        call.answer(json, out -> json.fields(out, StatusCodecs.JOB, job));
    }

    private void reload(Call call) throws ProblemException, IOException {
        call.parameters();
        ReloadAnswer answer = services.reload(RequestBodies.actor(call, call.body()));
        if (answer instanceof ReloadAnswer.Rejected rejected) {
            throw new ProblemException(
                    ProblemCode.SETTINGS_REJECTED,
                    "the settings in force stay; " + String.join("; ", rejected.problems()),
                    out -> texts(out, "problems", rejected.problems()));
        }
        call.answer(
                json, out -> json.list(out, "changes", AnswerCodecs.CHANGE, ((ReloadAnswer.InForce) answer).changes()));
    }

    private void agreement(Call call) throws ProblemException, IOException {
        services.agree(Parameters.asker(call));
        call.answer(json, out -> out.writeBooleanField("agreed", true));
    }

    private static void texts(JsonGenerator out, String name, List<String> texts) throws IOException {
        out.writeArrayFieldStart(name);
        for (String text : texts) {
            out.writeString(text);
        }
        out.writeEndArray();
    }
}
