package io.tekton.sharedservices.api.json;

import com.fasterxml.jackson.core.JsonGenerator;
import io.tekton.sharedservices.cleanup.survey.Survey;
import io.tekton.sharedservices.process.ProcessFacts.Memory;
import java.io.IOException;
import java.util.List;

/** A survey as JSON; it is made where it is shown, so there is no way back. */
public final class SurveyJson {
    private final Json json;

    public SurveyJson(Json json) {
        this.json = json;
    }

    /**
     * {@code scanned}, {@code witnessed}, {@code presets}, {@code notes}, {@code hosts}, {@code unowned},
     * {@code totals}: into the open object.
     */
    public void survey(JsonGenerator out, Survey survey) throws IOException {
        out.writeNumberField("scanned", survey.scanned());
        out.writeBooleanField("witnessed", survey.witnessed());
        out.writeObjectFieldStart("presets");
        texts(out, "known", survey.known());
        texts(out, "inForce", survey.inForce());
        texts(out, "suggested", survey.suggested());
        out.writeEndObject();
        texts(out, "notes", survey.notes());
        out.writeArrayFieldStart("hosts");
        for (Survey.Host host : survey.hosts()) {
            out.writeStartObject();
            listed(out, host.process());
            rules(out, "owners", host.owners());
            group(out, "below", host.below(), true);
            out.writeEndObject();
        }
        out.writeEndArray();
        out.writeArrayFieldStart("unowned");
        for (Survey.Unowned process : survey.unowned()) {
            out.writeStartObject();
            unowned(out, process);
            out.writeEndObject();
        }
        out.writeEndArray();
        out.writeObjectFieldStart("totals");
        group(out, "hosts", survey.ofHosts(), false);
        group(out, "unowned", survey.ofUnowned(), false);
        out.writeEndObject();
    }

    private void listed(JsonGenerator out, Survey.Listed process) throws IOException {
        out.writeNumberField("pid", process.identity().pid());
        out.writeStringField("bootId", process.identity().bootId());
        out.writeNumberField("startTicks", process.identity().startTicks());
        json.time(out, "startedAt", process.startedAt());
        out.writeNumberField("parentPid", process.parentPid());
        json.text(out, "parent", process.parent());
        json.text(out, "user", process.user());
        out.writeStringField("command", process.command());
        out.writeNumberField("ageSeconds", process.ageSeconds());
        Memory memory = process.memory();
        if (memory == null) {
            out.writeNullField("memoryBytes");
            out.writeNullField("memoryKind");
        } else {
            out.writeNumberField("memoryBytes", memory.bytes());
            out.writeStringField("memoryKind", memory.kind().name());
        }
    }

    private void unowned(JsonGenerator out, Survey.Unowned process) throws IOException {
        listed(out, process.process());
        texts(out, "signs", process.signs());
        rules(out, "rules", process.rules());
        out.writeStringField("verdict", process.orphan() ? "ORPHAN" : "SPARED");
        out.writeStringField("rule", process.rule());
        out.writeStringField("explanation", process.explanation());
        group(out, "below", process.below(), true);
    }

    private void rules(JsonGenerator out, String name, List<Survey.RuleName> rules) throws IOException {
        out.writeArrayFieldStart(name);
        for (Survey.RuleName rule : rules) {
            out.writeStartObject();
            out.writeStringField("name", rule.name());
            json.text(out, "preset", rule.preset());
            out.writeBooleanField("inForce", rule.inForce());
            out.writeEndObject();
        }
        out.writeEndArray();
    }

    private static void group(JsonGenerator out, String name, Survey.Group group, boolean named) throws IOException {
        out.writeObjectFieldStart(name);
        out.writeNumberField("count", group.count());
        out.writeNumberField("memoryBytes", group.memoryBytes());
        out.writeNumberField("memoryUnknown", group.memoryUnknown());
        if (named) {
            out.writeArrayFieldStart("names");
            for (Survey.Named one : group.names()) {
                out.writeStartObject();
                out.writeStringField("name", one.name());
                out.writeNumberField("count", one.count());
                out.writeNumberField("memoryBytes", one.memoryBytes());
                out.writeEndObject();
            }
            out.writeEndArray();
        }
        out.writeEndObject();
    }

    private static void texts(JsonGenerator out, String name, List<String> texts) throws IOException {
        out.writeArrayFieldStart(name);
        for (String text : texts) {
            out.writeString(text);
        }
        out.writeEndArray();
    }
}
