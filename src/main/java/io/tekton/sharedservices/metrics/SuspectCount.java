package io.tekton.sharedservices.metrics;

import io.tekton.sharedservices.api.ClientContext;
import io.tekton.sharedservices.api.SharedServices;
import io.tekton.sharedservices.cleanup.survey.Suspects;
import io.tekton.sharedservices.journal.AuditException;
import io.tekton.sharedservices.process.ProcessTableException;
import io.tekton.sharedservices.store.sql.StoreException;
import java.time.Duration;
import java.util.Optional;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.Logger;
import org.jspecify.annotations.Nullable;

/** The suspects, as the metrics report them: all processes are read once a minute at most. Thread-safe. */
final class SuspectCount {
    private static final Logger LOG = LogManager.getLogger(SuspectCount.class);
    private static final Duration FRESH = Duration.ofMinutes(1);

    private final SharedServices services;
    private @Nullable Suspects last;
    private long countedAt;
    private boolean counted;

    SuspectCount(SharedServices services) {
        this.services = services;
    }

    /** Empty where processes or store could not be read. */
    synchronized Optional<Suspects> suspects() {
        if (!counted || System.nanoTime() - countedAt > FRESH.toNanos()) {
            last = fresh();
            countedAt = System.nanoTime();
            counted = true;
        }
        return Optional.ofNullable(last);
    }

    private @Nullable Suspects fresh() {
        try {
            return services.suspects(ClientContext.UNKNOWN);
        } catch (ProcessTableException | AuditException | StoreException e) {
            LOG.warn("metrics omit the suspects: {}", e.getMessage());
            return null;
        }
    }
}
