package io.tekton.sharedservices.client;

import io.tekton.sharedservices.api.ApiException;
import io.tekton.sharedservices.api.ProblemCode;
import io.tekton.sharedservices.api.SettingsDifferException;
import io.tekton.sharedservices.api.json.JsonObject;
import io.tekton.sharedservices.store.sql.StoreException;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A problem as the daemon reported it.
 *
 * @param code null if it is unknown here
 * @param json null where it said no more
 */
record RemoteProblem(
        @Nullable ProblemCode code, String detail, @Nullable JsonObject json) {
    static RemoteProblem of(JsonObject json) throws IOException {
        String detail = json.textOrNull("detail");
        return new RemoteProblem(
                ProblemCode.ofType(json.text("type")).orElse(null), detail == null ? json.text("title") : detail, json);
    }

    boolean is(ProblemCode wanted) {
        return code == wanted;
    }

    String text(String field) throws IOException {
        if (json == null) {
            throw new IOException("the daemon's answer has no field '" + field + "'");
        }
        return json.text(field);
    }

    List<String> texts(String field) throws IOException {
        return json == null ? List.of() : json.texts(field);
    }

    /** As the exception that a command would have met without a daemon. */
    RuntimeException exception() throws IOException {
        if (is(ProblemCode.STORE_FAILED)) {
            return new StoreException(detail);
        }
        if (is(ProblemCode.SETTINGS_DIFFER) && json != null) {
            return new SettingsDifferException(json.all(
                    "differences",
                    item -> new SettingsDifferException.Difference(
                            item.text("key"), item.textOrNull("given"), item.textOrNull("inForce"))));
        }
        return new ApiException(code, "the daemon says: " + detail, null);
    }
}
