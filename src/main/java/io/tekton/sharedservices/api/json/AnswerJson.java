package io.tekton.sharedservices.api.json;

import com.fasterxml.jackson.core.JsonGenerator;
import io.tekton.sharedservices.api.CleanupOrder;
import io.tekton.sharedservices.api.ClientContext;
import io.tekton.sharedservices.api.ReloadAnswer;
import io.tekton.sharedservices.cleanup.CleanupReport;
import io.tekton.sharedservices.journal.AuditEvent;
import io.tekton.sharedservices.journal.Intervention;
import io.tekton.sharedservices.journal.RecordedSettingChange;
import io.tekton.sharedservices.journal.query.ChainCheck;
import io.tekton.sharedservices.store.record.PurgeReport;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Answers and orders as JSON. Every method writes fields into the open object. */
public final class AnswerJson {
    private final Json json;

    public AnswerJson(Json json) {
        this.json = json;
    }

    /** {@code run}, {@code verdicts}, {@code warnings}, {@code recorded}. */
    public void report(JsonGenerator out, CleanupReport report) throws IOException {
        json.run(out, "run", report.run());
        json.verdicts(out, report.verdicts());
        warnings(out, report.warnings());
        out.writeBooleanField("recorded", report.recorded());
    }

    /** {@code warnings}. */
    public static void warnings(JsonGenerator out, List<String> warnings) throws IOException {
        out.writeArrayFieldStart("warnings");
        for (String warning : warnings) {
            out.writeString(warning);
        }
        out.writeEndArray();
    }

    /** What a purge removed, and its effect on the store's file. */
    public void purge(JsonGenerator out, PurgeReport report) throws IOException {
        out.writeNumberField("runs", report.runs());
        out.writeNumberField("verdicts", report.verdicts());
        out.writeNumberField("events", report.events());
        out.writeNumberField("others", report.others());
        out.writeNumberField("bytes", report.bytes());
        out.writeBooleanField("overSize", report.overSize());
        out.writeNumberField("fileBefore", report.fileBefore());
        out.writeNumberField("fileAfter", report.fileAfter());
    }

    /**
     * {@code host}, {@code intact}, and either {@code events}, {@code head}, {@code purged} and {@code verifiedFrom} or
     * {@code firstBroken} and {@code difference}.
     */
    public void check(JsonGenerator out, String host, ChainCheck check) throws IOException {
        out.writeStringField("host", host);
        out.writeBooleanField("intact", check instanceof ChainCheck.Intact);
        if (check instanceof ChainCheck.Intact whole) {
            out.writeNumberField("events", whole.events());
            out.writeStringField("head", whole.head());
            out.writeNumberField("purged", whole.purged());
            out.writeNumberField("verifiedFrom", whole.from());
        } else if (check instanceof ChainCheck.Broken broken) {
            out.writeNumberField("firstBroken", broken.sequence());
            out.writeStringField("difference", broken.difference());
        }
    }

    /** One link of the chain; its time to the full precision, since the hash covers it. */
    public void event(JsonGenerator out, AuditEvent event) throws IOException {
        out.writeStringField("installation", event.installation());
        out.writeStringField("epoch", event.epoch());
        out.writeStringField("host", event.host());
        out.writeNumberField("sequence", event.sequence());
        out.writeStringField("kind", event.kind().name());
        out.writeStringField("runId", event.runId());
        out.writeStringField("bootId", event.bootId());
        if (event.process() == null) {
            out.writeNullField("process");
        } else {
            out.writeObjectFieldStart("process");
            out.writeStringField("bootId", event.process().bootId());
            out.writeNumberField("pid", event.process().pid());
            out.writeNumberField("startTicks", event.process().startTicks());
            out.writeEndObject();
        }
        out.writeStringField("at", event.at().toString());
        out.writeStringField("facts", event.facts());
        out.writeStringField("hash", event.hash());
    }

    /** {@code changes}. */
    public void changes(JsonGenerator out, ReloadAnswer.InForce answer) throws IOException {
        out.writeArrayFieldStart("changes");
        for (ReloadAnswer.Change change : answer.changes()) {
            out.writeStartObject();
            out.writeStringField("key", change.key());
            json.text(out, "old", change.before());
            json.text(out, "new", change.after());
            out.writeEndObject();
        }
        out.writeEndArray();
    }

    /** {@code changes}: settings that changed under a running daemon. */
    public void settingChanges(JsonGenerator out, List<RecordedSettingChange> changes) throws IOException {
        out.writeArrayFieldStart("changes");
        for (RecordedSettingChange change : changes) {
            out.writeStartObject();
            json.time(out, "at", change.at());
            out.writeStringField("actor", change.actor());
            out.writeStringField("origin", change.origin());
            out.writeStringField("key", change.key());
            json.text(out, "old", change.before());
            json.text(out, "new", change.after());
            out.writeEndObject();
        }
        out.writeEndArray();
    }

    /** {@code interventions}: requests of people to the jobs. */
    public void interventions(JsonGenerator out, List<Intervention> asked) throws IOException {
        out.writeArrayFieldStart("interventions");
        for (Intervention one : asked) {
            out.writeStartObject();
            out.writeNumberField("sequence", one.sequence());
            out.writeStringField("host", one.host());
            json.time(out, "at", one.at());
            out.writeStringField("actor", one.actor());
            out.writeStringField("deed", one.action().name());
            out.writeStringField("job", one.job());
            json.text(out, "reason", one.reason());
            json.text(
                    out, "outcome", one.outcome() == null ? null : one.outcome().name());
            json.text(out, "detail", one.detail());
            out.writeEndObject();
        }
        out.writeEndArray();
    }

    /** An order; what the daemon's settings decide is left out. */
    public void order(JsonGenerator out, CleanupOrder order) throws IOException {
        out.writeStringField("actor", order.actor());
        if (order.dryRun() != null) {
            out.writeBooleanField("dryRun", order.dryRun());
        }
        millis(out, "minAgeMillis", order.minAge());
        millis(out, "graceMillis", order.grace());
        millis(out, "confirmAfterMillis", order.confirmAfter());
        if (order.maxTerminations() != null) {
            out.writeNumberField("maxTerminations", order.maxTerminations());
        }
        out.writeBooleanField("force", order.force());
        if (order.inService() != null) {
            out.writeStringField("inService", order.inService().name());
        }
        if (order.acceptRegistry()) {
            out.writeBooleanField("acceptRegistry", true);
        }
        asker(out, order.asker());
    }

    /** {@code askers}, {@code given}, {@code whole}. */
    void asker(JsonGenerator out, ClientContext asker) throws IOException {
        out.writeArrayFieldStart("askers");
        for (int pid : asker.pids()) {
            out.writeNumber(pid);
        }
        out.writeEndArray();
        out.writeObjectFieldStart("given");
        for (Map.Entry<String, String> setting : new TreeMap<>(asker.given()).entrySet()) {
            out.writeStringField(setting.getKey(), setting.getValue());
        }
        out.writeEndObject();
        out.writeBooleanField("whole", asker.whole());
    }

    private static void millis(JsonGenerator out, String name, @Nullable Duration duration) throws IOException {
        if (duration != null) {
            out.writeNumberField(name, duration.toMillis());
        }
    }
}
