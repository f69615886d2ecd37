package io.tekton.sharedservices.web.route;

import io.tekton.sharedservices.api.ApiException;
import io.tekton.sharedservices.api.JobOffException;
import io.tekton.sharedservices.api.ProblemCode;
import io.tekton.sharedservices.api.SettingsDifferException;
import io.tekton.sharedservices.journal.AuditException;
import io.tekton.sharedservices.process.ProcessTableException;
import io.tekton.sharedservices.store.sql.StoreException;
import io.tekton.sharedservices.text.Causes;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.Logger;

/**
 * Turns what the services throw into problems. What was not foreseen goes to the log with its trace, and to the client
 * without.
 */
public final class ExceptionMapper {
    private static final Logger LOG = LogManager.getLogger(ExceptionMapper.class);

    private ExceptionMapper() {}

    public static ProblemException problem(Throwable failure, String asked) {
        String message = Causes.of(failure);
        if (failure instanceof SettingsDifferException differ) {
            return new ProblemException(ProblemCode.SETTINGS_DIFFER, message, json -> {
                json.writeArrayFieldStart("differences");
                for (SettingsDifferException.Difference difference : differ.differences()) {
                    json.writeStartObject();
                    json.writeStringField("key", difference.key());
                    json.writeStringField("given", difference.given());
                    json.writeStringField("inForce", difference.inForce());
                    json.writeEndObject();
                }
                json.writeEndArray();
            });
        }
        if (failure instanceof JobOffException) {
            return new ProblemException(ProblemCode.REFUSED, message, json -> json.writeStringField("reason", "off"));
        }
        if (failure instanceof StoreException || failure instanceof AuditException) {
            LOG.warn("{} failed: {}", asked, message);
            return new ProblemException(ProblemCode.STORE_FAILED, message);
        }
        if (failure instanceof ProcessTableException || failure instanceof ApiException) {
            LOG.warn("{} failed: {}", asked, message);
            return new ProblemException(ProblemCode.INTERNAL, message);
        }
        LOG.error("{} failed", asked, failure);
        return new ProblemException(
                ProblemCode.INTERNAL, "this is a fault of the daemon; see its log for details: shared-services.log");
    }
}
