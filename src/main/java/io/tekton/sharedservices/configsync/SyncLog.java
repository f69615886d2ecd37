package io.tekton.sharedservices.configsync;

import io.tekton.sharedservices.journal.ConfigChange;
import io.tekton.sharedservices.journal.Run;
import java.nio.file.Path;
import java.util.List;
import org.apache.logging.log4j.Level;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.Logger;

/** What a sync says in the log. No values: a configuration can hold secrets; the record has them. */
final class SyncLog {
    private final Logger logger = LogManager.getLogger("config-sync");

    void planned(Run run, List<ConfigChange> changes) {
        for (ConfigChange change : changes) {
            logger.debug("run {} changes {} of {}", run.id(), change.field(), change.component());
        }
    }

    void warning(Run run, String text) {
        logger.warn("run {}: {}", run.id(), text);
    }

    void ended(Run run, int changes) {
        boolean well = run.reason() == null;
        logger.log(
                well ? Level.INFO : Level.WARN,
                "run {} {}{}: trigger={} actor={} dryRun={} changes={}{}",
                run.id(),
                run.outcome(),
                well ? "" : " (" + run.reason() + ")",
                run.trigger(),
                run.actor(),
                run.dryRun(),
                changes,
                run.message() == null ? "" : ": " + run.message());
    }

    /** The same outcome as that of a run on record: no separate line for operators. */
    void repeated(Run before, long times) {
        logger.debug("the same as run {} ({}), for the {}th time", before.id(), before.reason(), times);
    }

    /** Once for a configuration, before the first run that may write it. */
    void first(String text) {
        logger.info("{}", text);
    }

    void unremembered(Path folder, String why) {
        logger.warn("that the configuration is in line could not be remembered in {}: {}", folder, why);
    }

    void unknownUndo(Path folder, String why) {
        logger.warn("whether the configuration is what an undo put in place is not known from {}: {}", folder, why);
    }

    void failure(Run run, String what, Throwable cause) {
        logger.error("run {}: {}", run.id(), what, cause);
    }
}
