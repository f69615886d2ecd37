package io.tekton.sharedservices.api.json;

import com.fasterxml.jackson.core.JsonGenerator;
import io.tekton.sharedservices.api.CleanupOrder;
import io.tekton.sharedservices.api.ClientContext;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Orders as JSON. Every method writes fields into the open object. */
public final class AnswerJson {
    private final Json json;

    public AnswerJson(Json json) {
        this.json = json;
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
