package io.tekton.sharedservices.api.json;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import io.tekton.sharedservices.api.SyncOrder;
import io.tekton.sharedservices.configsync.SyncReport;
import io.tekton.sharedservices.journal.ConfigChange;
import io.tekton.sharedservices.journal.Run;
import io.tekton.sharedservices.journal.SyncRecord;
import io.tekton.sharedservices.journal.codec.RunCodecs;
import io.tekton.sharedservices.json.RecordCodec;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Configuration syncs as the contract's JSON, and back. Every method that writes does so into the open object. */
public final class SyncJson {
    private static final JsonFactory FACTORY = new JsonFactory();

    /** As the values are spelled in the file. */
    private static final RecordCodec<ConfigChange> CHANGE = RecordCodec.of(ConfigChange.class)
            .named("before", "oldText")
            .named("after", "newText")
            .optional("before", "after");

    private final Json json;

    public SyncJson(Json json) {
        this.json = json;
    }

    /** {@code run}, what {@link #plan} writes, {@code warnings}, {@code recorded}. */
    public void report(JsonGenerator out, SyncReport report) throws IOException {
        json.run(out, "run", report.run());
        plan(out, report.run(), report.plan());
        json.texts(out, "warnings", report.warnings());
        out.writeBooleanField("recorded", report.recorded());
    }

    /**
     * {@code changes}, {@code difference}, {@code file}, {@code flaggedAt}, {@code latencyMillis}.
     *
     * @param plan null if no plan was made: then there are no changes, and the file is null
     */
    public void plan(JsonGenerator out, Run run, @Nullable SyncRecord plan) throws IOException {
        out.writeArrayFieldStart("changes");
        for (ConfigChange change : plan == null ? List.<ConfigChange>of() : plan.changes()) {
            out.writeStartObject();
            out.writeStringField("component", change.component());
            out.writeStringField("field", change.field());
            value(out, "old", change.before());
            value(out, "new", change.after());
            // As they are spelled in the file; null where the field is not there, which "null" as a value is not.
            json.text(out, "oldText", change.before());
            json.text(out, "newText", change.after());
            out.writeEndObject();
        }
        out.writeEndArray();
        out.writeStringField("difference", plan == null ? "" : plan.difference());
        json.text(out, "file", plan == null ? null : plan.file());
        json.time(out, "flaggedAt", plan == null ? null : plan.flaggedAt());
        Duration latency = plan == null ? null : plan.latency(run).orElse(null);
        if (latency == null) {
            out.writeNullField("latencyMillis");
        } else {
            out.writeNumberField("latencyMillis", latency.toMillis());
        }
    }

    /** The value itself; a text that is none, which only a record that was tampered with has, as a text. */
    private static void value(JsonGenerator out, String name, @Nullable String value) throws IOException {
        out.writeFieldName(name);
        if (value == null) {
            out.writeNull();
        } else if (isJson(value)) {
            out.writeRawValue(value);
        } else {
            out.writeString(value);
        }
    }

    private static boolean isJson(String text) {
        try (JsonParser parser = FACTORY.createParser(text)) {
            if (parser.nextToken() == null) {
                return false;
            }
            parser.skipChildren();
            return parser.nextToken() == null;
        } catch (IOException e) {
            return false;
        }
    }

    /** An order; what the daemon's settings decide is left out. */
    public void order(JsonGenerator out, SyncOrder order) throws IOException {
        out.writeStringField("actor", order.actor());
        if (order.dryRun() != null) {
            out.writeBooleanField("dryRun", order.dryRun());
        }
        out.writeBooleanField("force", order.force());
        if (order.acceptConfig()) {
            out.writeBooleanField("acceptConfig", true);
        }
        if (order.acceptRegistry()) {
            out.writeBooleanField("acceptRegistry", true);
        }
        out.writeBooleanField("undo", order.undo());
        if (order.version() != null) {
            out.writeNumberField("version", order.version());
        }
        new AnswerJson(json).asker(out, order.asker());
    }

    public static SyncReport report(JsonObject answer) throws IOException {
        return new SyncReport(
                answer.object("run").as(RunCodecs.RUN),
                plan(answer),
                answer.texts("warnings"),
                answer.bool("recorded"));
    }

    /** Null if none. */
    public static @Nullable SyncRecord plan(JsonObject answer) throws IOException {
        String file = answer.textOrNull("file");
        if (file == null) {
            return null;
        }
        return new SyncRecord(
                answer.timeOrNull("flaggedAt"), file, answer.records("changes", CHANGE), answer.text("difference"));
    }
}
