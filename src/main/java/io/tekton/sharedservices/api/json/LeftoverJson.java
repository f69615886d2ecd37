package io.tekton.sharedservices.api.json;

import com.fasterxml.jackson.core.JsonGenerator;
import io.tekton.sharedservices.journal.Run;
import io.tekton.sharedservices.journal.leftover.LeftoverCodecs;
import io.tekton.sharedservices.journal.leftover.LeftoverRecord;
import io.tekton.sharedservices.leftover.LeftoverScan;
import io.tekton.sharedservices.leftover.Recorded;
import io.tekton.sharedservices.leftover.proof.Check;
import io.tekton.sharedservices.leftover.proof.Judgement;
import java.io.IOException;

/** What was judged of leftovers, as JSON; it is made where it is shown, so there is no way back. */
public final class LeftoverJson {
    private final Json json;

    public LeftoverJson(Json json) {
        this.json = json;
    }

    /** {@code run}, {@code leftovers}, {@code actions}: into the open object. */
    public void record(JsonGenerator out, Run run, LeftoverRecord record) {
        json.run(out, "run", run);
        json.list(out, "leftovers", LeftoverCodecs.LEFTOVER, record.leftovers());
        json.list(out, "actions", LeftoverCodecs.ACTION, record.actions());
    }

    /** {@code bytes} of all leftovers, {@code notes}, {@code found}: into the open object. */
    public void list(JsonGenerator out, LeftoverScan.Found found) throws IOException {
        out.writeNumberField(
                "bytes", found.leftovers().stream().mapToLong(Judgement::bytes).sum());
        json.texts(out, "notes", found.notes());
        json.list(
                out,
                "found",
                LeftoverCodecs.LEFTOVER,
                found.judgements().stream().map(Recorded::of).toList());
    }

    /** {@code path}, {@code notes}, {@code judgements}, each with its {@code checks}: into the open object. */
    public void explanation(JsonGenerator out, String path, LeftoverScan.Found found) throws IOException {
        out.writeStringField("path", path);
        json.texts(out, "notes", found.notes());
        out.writeArrayFieldStart("judgements");
        for (Judgement judgement : found.judgements()) {
            out.writeStartObject();
            json.fields(out, LeftoverCodecs.LEFTOVER, Recorded.of(judgement));
            out.writeArrayFieldStart("checks");
            for (Check check : judgement.checks()) {
                out.writeStartObject();
                out.writeStringField("reason", check.reason().word());
                out.writeBooleanField("spares", check.spares());
                out.writeStringField("because", check.because());
                out.writeEndObject();
            }
            out.writeEndArray();
            out.writeEndObject();
        }
        out.writeEndArray();
    }
}
