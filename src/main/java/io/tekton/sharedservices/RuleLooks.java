package io.tekton.sharedservices;

import io.tekton.sharedservices.daemon.ServiceSettings;
import io.tekton.sharedservices.daemon.Warnings;
import io.tekton.sharedservices.posix.Causes;
import io.tekton.sharedservices.process.ProcessTableException;
import java.io.UncheckedIOException;
import java.time.Duration;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.Logger;
import org.jspecify.annotations.Nullable;

/** The daemon's hourly look at which match rules name a process. For one thread. */
final class RuleLooks {
    private static final Duration BETWEEN = Duration.ofHours(1);
    private static final String SUBJECT = "use of rules";

    private final Logger logger = LogManager.getLogger("daemon");
    private final Warnings warnings;
    private @Nullable Duration last;

    RuleLooks(Warnings warnings) {
        this.warnings = warnings;
    }

    /** @param now by a clock that nobody sets */
    void ifDue(LocalParts parts, ServiceSettings settings, Duration now) {
        boolean due = last == null || now.minus(last).compareTo(BETWEEN) >= 0;
        if (!due || !settings.cleanupJob().enabled()) {
            return;
        }
        last = now;
        try {
            parts.lookAtRules(settings);
            warnings.clear(SUBJECT);
        } catch (ProcessTableException | UncheckedIOException e) {
            logger.warn("the use of the match rules is not known", e);
            warnings.raise(SUBJECT, "which match rules name a process is not known: " + Causes.of(e));
        }
    }
}
