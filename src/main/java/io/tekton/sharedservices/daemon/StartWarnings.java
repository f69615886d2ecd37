package io.tekton.sharedservices.daemon;

import io.tekton.sharedservices.cleanup.survey.RuleTrial;
import io.tekton.sharedservices.config.ServiceSettings;
import io.tekton.sharedservices.config.Warnings;
import io.tekton.sharedservices.doctor.FolderChecks;
import io.tekton.sharedservices.process.ProcessTableException;
import io.tekton.sharedservices.runtime.RuntimeContext;
import io.tekton.sharedservices.settings.Places;
import java.time.Clock;
import java.util.List;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.Logger;

/**
 * What an operator should know before a cleanup rests on it: rules that name too much on this host, a record that the
 * next boot loses.
 */
final class StartWarnings {
    private static final String RULES = "match rules";

    private final Logger logger = LogManager.getLogger("daemon");
    private final Warnings warnings;
    private final Clock clock;

    StartWarnings(Warnings warnings, Clock clock) {
        this.warnings = warnings;
        this.clock = clock;
    }

    void of(ServiceSettings settings, Places places) {
        rules(settings);
        places.doubt().ifPresent(doubt -> {
            warnings.raise("records", doubt);
            logger.warn(doubt);
        });
        FolderChecks.volatileFileSystem(places.stateFolder())
                .ifPresent(warning -> warnings.raise("state folder", warning));
    }

    /** Tries the match rules on the processes of this moment; where those cannot be read, that is the warning. */
    void rules(ServiceSettings settings) {
        List<String> doubts;
        try {
            doubts = new RuleTrial(settings.cleanup())
                    .warnings(
                            RuntimeContext.processTable(
                                    settings.cleanup().rules().wanted(), clock),
                            RuntimeContext.self());
        } catch (ProcessTableException e) {
            doubts = List.of("the match rules could not be tried on the processes of this host: " + e.getMessage());
        }
        if (doubts.isEmpty()) {
            warnings.clear(RULES);
        } else {
            warnings.raise(RULES, String.join("; ", doubts));
            doubts.forEach(logger::warn);
        }
    }
}
