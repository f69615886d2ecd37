package io.tekton.sharedservices.api.json;

import com.fasterxml.jackson.core.JsonGenerator;
import io.tekton.sharedservices.cleanup.sign.Sign;
import io.tekton.sharedservices.cleanup.survey.Suspects;
import java.io.IOException;
import java.util.Arrays;

/** Suspects as JSON, and back. */
public final class SuspectsJson {
    private final Json json;

    public SuspectsJson(Json json) {
        this.json = json;
    }

    /** {@code scanned}, {@code memoryBytes}, {@code notes}, {@code suspects}: into the open object. */
    public void suspects(JsonGenerator out, Suspects suspects) throws IOException {
        out.writeNumberField("scanned", suspects.scanned());
        out.writeNumberField("memoryBytes", suspects.memoryBytes());
        out.writeArrayFieldStart("notes");
        for (String note : suspects.notes()) {
            out.writeString(note);
        }
        out.writeEndArray();
        out.writeArrayFieldStart("suspects");
        for (Suspects.Suspect suspect : suspects.found()) {
            out.writeStartObject();
            suspect(out, suspect);
            out.writeEndObject();
        }
        out.writeEndArray();
    }

    private void suspect(JsonGenerator out, Suspects.Suspect suspect) throws IOException {
        out.writeNumberField("pid", suspect.identity().pid());
        out.writeStringField("bootId", suspect.identity().bootId());
        out.writeNumberField("startTicks", suspect.identity().startTicks());
        json.time(out, "startedAt", suspect.startedAt());
        out.writeNumberField("parentPid", suspect.parentPid());
        json.text(out, "parent", suspect.parent());
        json.text(out, "user", suspect.user());
        out.writeStringField("command", suspect.command());
        out.writeNumberField("ageSeconds", suspect.ageSeconds());
        UseJson.memory(out, suspect.memory());
        out.writeArrayFieldStart("signs");
        for (Sign.Found sign : suspect.signs()) {
            out.writeStartObject();
            out.writeStringField("sign", sign.sign().word());
            out.writeStringField("because", sign.because());
            out.writeEndObject();
        }
        out.writeEndArray();
        json.text(out, "match", suspect.match());
        json.text(out, "rule", suspect.rule());
    }

    public static Suspects of(JsonObject json) throws IOException {
        return new Suspects(json.integer("scanned"), json.all("suspects", SuspectsJson::suspect), json.texts("notes"));
    }

    private static Suspects.Suspect suspect(JsonObject json) throws IOException {
        return new Suspects.Suspect(
                FromJson.identity(json),
                json.time("startedAt"),
                json.integer("parentPid"),
                json.textOrNull("parent"),
                json.textOrNull("user"),
                json.text("command"),
                json.number("ageSeconds"),
                UseJson.memory(json),
                json.all("signs", sign -> new Sign.Found(sign(sign.text("sign")), sign.text("because"))),
                json.textOrNull("match"),
                json.textOrNull("rule"));
    }

    private static Sign sign(String word) throws IOException {
        return Arrays.stream(Sign.values())
                .filter(sign -> sign.word().equals(word))
                .findFirst()
                .orElseThrow(() -> new IOException("there is no sign '" + word + "'"));
    }
}
