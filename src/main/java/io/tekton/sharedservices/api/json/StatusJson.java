package io.tekton.sharedservices.api.json;

import com.fasterxml.jackson.core.JsonGenerator;
import io.tekton.sharedservices.api.DaemonStatus;
import io.tekton.sharedservices.api.JobStatus;
import io.tekton.sharedservices.api.RegistryStatus;
import io.tekton.sharedservices.api.Status;
import io.tekton.sharedservices.store.StoreFacts;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** The status, as the contract's JSON. Every method writes fields into the open object. */
public final class StatusJson {
    private final Json json;

    public StatusJson(Json json) {
        this.json = json;
    }

    /** {@code daemon}, {@code jobs}, {@code registry}, {@code store}, {@code warnings}. */
    public void status(JsonGenerator out, Status status) throws IOException {
        out.writeObjectFieldStart("daemon");
        daemon(out, status.daemon());
        out.writeEndObject();
        jobs(out, status.jobs());
        if (status.registry() == null) {
            out.writeNullField("registry");
        } else {
            out.writeObjectFieldStart("registry");
            registry(out, status.registry());
            out.writeEndObject();
        }
        if (status.store() == null) {
            out.writeNullField("store");
        } else {
            out.writeObjectFieldStart("store");
            store(out, status.store());
            out.writeEndObject();
        }
        out.writeArrayFieldStart("warnings");
        for (String warning : status.warnings()) {
            out.writeString(warning);
        }
        out.writeEndArray();
    }

    private void daemon(JsonGenerator out, DaemonStatus daemon) throws IOException {
        out.writeStringField("state", daemon.state().word());
        if (daemon.pid() == null) {
            out.writeNullField("pid");
        } else {
            out.writeNumberField("pid", daemon.pid());
        }
        json.time(out, "startedAt", daemon.startedAt());
        json.text(out, "version", daemon.version());
        json.text(out, "url", daemon.url());
        json.text(out, "detail", daemon.detail());
    }

    /** {@code "jobs": [...]}. */
    public void jobs(JsonGenerator out, List<JobStatus> jobs) throws IOException {
        out.writeArrayFieldStart("jobs");
        for (JobStatus job : jobs) {
            out.writeStartObject();
            job(out, job);
            out.writeEndObject();
        }
        out.writeEndArray();
    }

    /** One job's fields. */
    public void job(JsonGenerator out, JobStatus job) throws IOException {
        JobStatus.Pause pause = job.pause();
        out.writeStringField("name", job.name());
        out.writeStringField("schedule", job.schedule());
        out.writeBooleanField("enabled", job.enabled());
        out.writeBooleanField("paused", pause != null);
        json.time(out, "pausedSince", pause == null ? null : pause.since());
        json.text(out, "pausedBy", pause == null ? null : pause.actor());
        json.text(out, "pauseReason", pause == null ? null : pause.reason());
        if (job.lastRun() == null) {
            out.writeNullField("lastRun");
        } else {
            json.run(out, "lastRun", job.lastRun());
        }
        json.time(out, "nextRunAt", job.nextRunAt());
        json.text(out, "detail", job.detail());
        JobStatus.Repair repair = job.lastRepair();
        if (repair == null) {
            out.writeNullField("lastRepair");
        } else {
            out.writeObjectFieldStart("lastRepair");
            json.time(out, "at", repair.at());
            out.writeStringField("why", repair.why());
            out.writeEndObject();
        }
        JobStatus.Ticks ticks = job.ticks();
        if (ticks != null) {
            out.writeNumberField("ticks", ticks.count());
            json.time(out, "lastTickAt", ticks.lastAt());
        }
    }

    private void registry(JsonGenerator out, RegistryStatus registry) throws IOException {
        out.writeBooleanField("readable", registry.readable());
        out.writeNumberField("registrations", registry.registrations());
        paths(out, "files", registry.files());
        paths(out, "absent", registry.absent());
        json.text(out, "reason", registry.reason());
        json.text(out, "message", registry.message());
    }

    /** What there is to know about the store. */
    public void store(JsonGenerator out, StoreFacts facts) throws IOException {
        out.writeStringField("file", facts.file().toString());
        out.writeNumberField("sizeBytes", facts.sizeBytes());
        out.writeNumberField("schemaVersion", facts.schemaVersion());
        out.writeNumberField("runs", facts.runs());
        out.writeNumberField("verdicts", facts.verdicts());
        out.writeNumberField("terminations", facts.terminations());
        out.writeNumberField("events", facts.events());
        json.time(out, "oldestRun", facts.oldestRun());
    }

    private static void paths(JsonGenerator out, String name, List<Path> paths) throws IOException {
        out.writeArrayFieldStart(name);
        for (Path path : paths) {
            out.writeString(path.toString());
        }
        out.writeEndArray();
    }
}
