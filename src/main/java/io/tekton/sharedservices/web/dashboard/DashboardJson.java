package io.tekton.sharedservices.web.dashboard;

import com.fasterxml.jackson.core.JsonGenerator;
import io.tekton.sharedservices.api.json.Json;
import io.tekton.sharedservices.cleanup.Explanation;
import io.tekton.sharedservices.journal.AuditEvent;
import io.tekton.sharedservices.journal.codec.VerdictCodecs;
import io.tekton.sharedservices.journal.query.TerminationStory;
import io.tekton.sharedservices.json.CanonicalJsonReader;
import java.io.IOException;
import java.util.List;
import java.util.Map;

/** What the dashboard asks for, as JSON. Every method writes fields into the open object. */
final class DashboardJson {
    /** The verdict already contains the explanation of a process. */
    private static final List<String> OF_A_STEP = List.of("signal", "result", "waitMillis", "detail");

    private final Json json;

    DashboardJson(Json json) {
        this.json = json;
    }

    /** {@code termination}, {@code run}, {@code rules}, {@code steps}, {@code settings}, {@code settingsSince}. */
    void story(JsonGenerator out, TerminationStory story) throws IOException {
        json.object(out, "termination", VerdictCodecs.TERMINATION, story.termination());
        json.run(out, "run", story.run());
        json.texts(out, "rules", Explanation.ruleNames());
        out.writeArrayFieldStart("steps");
        for (AuditEvent event : story.events()) {
            step(out, event);
        }
        out.writeEndArray();
        out.writeObjectFieldStart("settings");
        for (Map.Entry<String, String> setting : story.settings().entrySet()) {
            out.writeStringField(setting.getKey(), setting.getValue());
        }
        out.writeEndObject();
        json.time(out, "settingsSince", story.settingsSince());
    }

    private void step(JsonGenerator out, AuditEvent event) throws IOException {
        Map<String, String> facts = CanonicalJsonReader.texts(event.facts());
        out.writeStartObject();
        out.writeNumberField("sequence", event.sequence());
        out.writeStringField("kind", event.kind().name());
        json.time(out, "at", event.at());
        for (String name : OF_A_STEP) {
            json.text(out, name, facts.get(name));
        }
        out.writeStringField("hash", event.hash());
        out.writeEndObject();
    }
}
