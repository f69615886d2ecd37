package io.tekton.sharedservices.api.json;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import io.tekton.sharedservices.configsync.ConfigSync;
import io.tekton.sharedservices.journal.RecordedVerdict;
import io.tekton.sharedservices.journal.Repetition;
import io.tekton.sharedservices.journal.Run;
import io.tekton.sharedservices.journal.RunCounts;
import io.tekton.sharedservices.journal.Termination;
import io.tekton.sharedservices.journal.TerminationSignal;
import io.tekton.sharedservices.journal.query.ListedRun;
import io.tekton.sharedservices.text.HostZone;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Records as the contract's JSON. Times are ISO 8601 in whole milliseconds with the zone's offset. */
public final class Json {
    private static final JsonFactory FACTORY = new JsonFactory();

    private final HostZone zone;

    /** @param zone whose offset times are written with */
    public Json(HostZone zone) {
        this.zone = zone;
    }

    /** Writes into an open document. */
    public interface Body {
        void write(JsonGenerator json) throws IOException;
    }

    /** An object, indented for the eye. */
    public String document(Body body) {
        DefaultIndenter indenter = new DefaultIndenter("  ", "\n");
        return written(
                body, new DefaultPrettyPrinter().withObjectIndenter(indenter).withArrayIndenter(indenter));
    }

    /** An object on one line. */
    public String line(Body body) {
        return written(body, null);
    }

    private static String written(Body body, @Nullable DefaultPrettyPrinter printer) {
        StringWriter text = new StringWriter();
        try (JsonGenerator json = FACTORY.createGenerator(text)) {
            if (printer != null) {
                json.setPrettyPrinter(printer);
            }
            json.writeStartObject();
            body.write(json);
            json.writeEndObject();
        } catch (IOException e) {
            throw new UncheckedIOException("writing to memory failed", e);
        }
        return text.toString();
    }

    /** Writes {@code "name": run}. */
    public void run(JsonGenerator json, String name, Run run) throws IOException {
        json.writeFieldName(name);
        run(json, run);
    }

    /** Writes {@code "runs": [...]}, a sync with its {@code changeCount}. */
    public void runs(JsonGenerator json, List<ListedRun> runs) throws IOException {
        json.writeArrayFieldStart("runs");
        for (ListedRun listed : runs) {
            json.writeStartObject();
            fields(json, listed.run());
            if (listed.run().job().equals(ConfigSync.JOB)) {
                json.writeNumberField("changeCount", listed.changes());
            }
            json.writeEndObject();
        }
        json.writeEndArray();
    }

    /** Writes a run as an object. */
    public void run(JsonGenerator json, Run run) throws IOException {
        json.writeStartObject();
        fields(json, run);
        json.writeEndObject();
    }

    private void fields(JsonGenerator json, Run run) throws IOException {
        RunCounts counts = run.counts();
        json.writeStringField("id", run.id());
        json.writeStringField("job", run.job());
        json.writeStringField("host", run.host());
        json.writeStringField("bootId", run.bootId());
        json.writeNumberField("bootMillis", run.bootMillis());
        json.writeStringField("trigger", run.trigger().name());
        json.writeStringField("actor", run.actor());
        json.writeBooleanField("dryRun", run.dryRun());
        time(json, "startedAt", run.startedAt());
        time(json, "finishedAt", run.finishedAt());
        json.writeStringField("outcome", run.outcome().name());
        text(json, "reason", run.reason());
        text(json, "message", run.message());
        json.writeNumberField("scanned", counts.scanned());
        json.writeNumberField("matched", counts.matched());
        json.writeNumberField("orphans", counts.orphans());
        json.writeNumberField("spared", counts.spared());
        json.writeNumberField("terminated", counts.terminated());
        json.writeNumberField("killed", counts.killed());
        json.writeNumberField("failed", counts.failed());
        Repetition repetition = run.repetition();
        if (repetition != null) {
            json.writeNumberField("repeats", repetition.count());
            time(json, "repeatedAt", repetition.startedAt());
        }
    }

    /** Writes {@code "verdicts": [...]}. */
    public void verdicts(JsonGenerator json, List<RecordedVerdict> verdicts) throws IOException {
        json.writeArrayFieldStart("verdicts");
        for (RecordedVerdict verdict : verdicts) {
            json.writeStartObject();
            verdictFields(json, verdict);
            json.writeEndObject();
        }
        json.writeEndArray();
    }

    /** Writes a verdict's fields into the open object. */
    public void verdictFields(JsonGenerator json, RecordedVerdict verdict) throws IOException {
        json.writeNumberField("pid", verdict.identity().pid());
        json.writeStringField("bootId", verdict.identity().bootId());
        json.writeNumberField("startTicks", verdict.identity().startTicks());
        time(json, "startedAt", verdict.startedAt());
        json.writeNumberField("parentPid", verdict.parentPid());
        text(json, "user", verdict.user());
        text(json, "component", verdict.component());
        json.writeStringField("command", verdict.command());
        json.writeStringField("lineage", verdict.lineage());
        json.writeNumberField("ageSeconds", verdict.ageSeconds());
        json.writeStringField("match", verdict.match());
        json.writeStringField("verdict", verdict.decision().name());
        json.writeStringField("rule", verdict.rule());
        json.writeStringField("explanation", verdict.explanation());
        text(json, "result", verdict.result() == null ? null : verdict.result().name());
        if (verdict.waitMillis() == null) {
            json.writeNullField("waitMillis");
        } else {
            json.writeNumberField("waitMillis", verdict.waitMillis());
        }
        UseJson.memory(json, verdict.use().memory());
        Long cpu = verdict.cpuMillis();
        if (cpu == null) {
            json.writeNullField("cpuMillis");
        } else {
            json.writeNumberField("cpuMillis", cpu);
        }
    }

    /** Writes a termination's fields into the open object. */
    public void terminationFields(JsonGenerator json, Termination termination) throws IOException {
        verdictFields(json, termination.verdict());
        json.writeNumberField("sequence", termination.sequence());
        json.writeStringField("runId", termination.runId());
        json.writeStringField("host", termination.host());
        json.writeBooleanField("dryRun", termination.dryRun());
        time(json, "requestedAt", termination.requestedAt());
        time(json, "finishedAt", termination.finishedAt());
        json.writeArrayFieldStart("signals");
        for (TerminationSignal signal : termination.signals()) {
            json.writeString(signal.name());
        }
        json.writeEndArray();
        text(json, "detail", termination.detail());
    }

    /** Writes a text or null. */
    public void text(JsonGenerator json, String name, @Nullable String value) throws IOException {
        if (value == null) {
            json.writeNullField(name);
        } else {
            json.writeStringField(name, value);
        }
    }

    /** Writes a time or null. */
    public void time(JsonGenerator json, String name, @Nullable Instant value) throws IOException {
        text(json, name, value == null ? null : time(value));
    }

    /** A time as text. */
    public String time(Instant value) {
        return zone.millis(value);
    }
}
