package io.tekton.sharedservices.runtime;

import io.tekton.sharedservices.config.ServiceSettings;
import io.tekton.sharedservices.config.Warnings;
import io.tekton.sharedservices.process.ProcessTableException;
import io.tekton.sharedservices.text.Causes;
import java.io.UncheckedIOException;
import java.time.Duration;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.Logger;
import org.jspecify.annotations.Nullable;

/** The daemon's hourly check which match rules name a process. For one thread. */
public final class RuleUsageCheck {
    private static final Duration BETWEEN = Duration.ofHours(1);
    private static final String SUBJECT = "use of rules";

    private final Logger logger = LogManager.getLogger("daemon");
    private final Warnings warnings;
    private @Nullable Duration last;

    public RuleUsageCheck(Warnings warnings) {
        this.warnings = warnings;
    }

    /** @param now by a clock that nobody sets */
    public void ifDue(ServiceRuntime parts, ServiceSettings settings, Duration now) {
        boolean due = last == null || now.minus(last).compareTo(BETWEEN) >= 0;
        if (!due || !settings.cleanupJob().enabled()) {
            return;
        }
        last = now;
        try {
            parts.checkRuleUsage(settings);
            warnings.clear(SUBJECT);
        } catch (ProcessTableException | UncheckedIOException e) {
            logger.warn("the use of the match rules could not be checked", e);
            warnings.raise(SUBJECT, "it is not known which match rules name a process: " + Causes.of(e));
        }
    }
}
