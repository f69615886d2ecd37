package io.tekton.sharedservices.api.json;

import com.fasterxml.jackson.core.JsonGenerator;
import io.tekton.sharedservices.cleanup.Explanation;
import io.tekton.sharedservices.process.ProcessFacts;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Explanations as JSON, and back. */
public final class ExplanationJson {
    private final Json json;

    public ExplanationJson(Json json) {
        this.json = json;
    }

    /** {@code verdict}, {@code matching}, {@code rules}, {@code facts}, {@code open}: into the open object. */
    public void explanation(JsonGenerator out, Explanation explanation) throws IOException {
        out.writeObjectFieldStart("verdict");
        json.verdictFields(out, explanation.verdict());
        out.writeEndObject();
        out.writeArrayFieldStart("matching");
        for (Explanation.Matching rule : explanation.matching()) {
            out.writeStartObject();
            out.writeStringField("name", rule.name());
            out.writeStringField("text", rule.text());
            out.writeBooleanField("matches", rule.matches());
            out.writeEndObject();
        }
        out.writeEndArray();
        out.writeArrayFieldStart("rules");
        for (Explanation.Judging rule : explanation.judging()) {
            out.writeStartObject();
            out.writeStringField("rule", rule.rule());
            out.writeBooleanField("spares", rule.spares());
            out.writeStringField("because", rule.because());
            out.writeBooleanField("open", rule.open());
            out.writeEndObject();
        }
        out.writeEndArray();
        facts(out, explanation.facts());
        open(out, explanation.open());
    }

    private void facts(JsonGenerator out, Explanation.Facts facts) throws IOException {
        ProcessFacts process = facts.process();
        out.writeObjectFieldStart("facts");
        json.text(out, "folder", process.folder());
        json.text(out, "terminal", process.terminal());
        number(out, "session", process.session());
        json.text(out, "cgroup", process.cgroup());
        number(out, "memoryBytes", process.memoryBytes());
        json.text(out, "sockets", facts.sockets());
        out.writeArrayFieldStart("signs");
        for (Explanation.Sign sign : facts.signs()) {
            out.writeStartObject();
            out.writeStringField("sign", sign.sign());
            out.writeStringField("because", sign.because());
            out.writeEndObject();
        }
        out.writeEndArray();
        out.writeEndObject();
    }

    private static void number(JsonGenerator out, String name, @Nullable Number value) throws IOException {
        if (value == null) {
            out.writeNullField(name);
        } else {
            out.writeNumberField(name, value.longValue());
        }
    }

    private static void open(JsonGenerator out, Explanation.@Nullable Open open) throws IOException {
        if (open == null) {
            out.writeNullField("open");
            return;
        }
        out.writeObjectFieldStart("open");
        out.writeStringField("reason", open.reason());
        out.writeStringField("message", open.message());
        out.writeEndObject();
    }

    public static Explanation of(JsonObject json) throws IOException {
        JsonObject open = json.objectOrNull("open");
        return new Explanation(
                FromJson.verdict(json.object("verdict")),
                json.all(
                        "matching",
                        rule -> new Explanation.Matching(rule.text("name"), rule.text("text"), rule.bool("matches"))),
                json.all(
                        "rules",
                        rule -> new Explanation.Judging(
                                rule.text("rule"), rule.bool("spares"), rule.text("because"), rule.bool("open"))),
                facts(json.object("facts")),
                open == null ? null : new Explanation.Open(open.text("reason"), open.text("message")));
    }

    /** A daemon of an older version reports none. */
    private static List<Explanation.Sign> signs(JsonObject facts) throws IOException {
        return facts.has("signs")
                ? facts.all("signs", sign -> new Explanation.Sign(sign.text("sign"), sign.text("because")))
                : List.of();
    }

    private static Explanation.Facts facts(JsonObject facts) throws IOException {
        Long session = facts.numberOrNull("session");
        return new Explanation.Facts(
                new ProcessFacts(
                        facts.textOrNull("folder"),
                        facts.textOrNull("terminal"),
                        session == null ? null : Math.toIntExact(session),
                        facts.textOrNull("cgroup"),
                        facts.numberOrNull("memoryBytes")),
                facts.textOrNull("sockets"),
                signs(facts));
    }
}
