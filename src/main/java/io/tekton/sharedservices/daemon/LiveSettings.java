package io.tekton.sharedservices.daemon;

import io.tekton.sharedservices.api.ReloadAnswer;
import io.tekton.sharedservices.config.ServiceSettings;
import io.tekton.sharedservices.config.Warnings;
import io.tekton.sharedservices.journal.AuditException;
import io.tekton.sharedservices.journal.RecordedSettingChange;
import io.tekton.sharedservices.settings.Problem;
import io.tekton.sharedservices.settings.SettingChange;
import io.tekton.sharedservices.settings.SettingsException;
import io.tekton.sharedservices.store.record.SqlSettingChanges;
import io.tekton.sharedservices.text.Causes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.Logger;

/**
 * The settings in force. They change as a whole or not at all: a fault anywhere leaves those in force as they are.
 * Every change is recorded before it applies. Thread-safe.
 */
final class LiveSettings {
    private static final String SUBJECT = "settings";
    private static final String RESTART = "settings: restart";
    private static final String DOUBT = "settings: doubt";

    private final Logger logger = LogManager.getLogger("settings");
    private final Supplier<ServiceSettings> source;
    private final SqlSettingChanges record;
    private final Consumer<ServiceSettings> use;
    private final Warnings warnings;
    private final Clock clock;
    private final ServiceSettings first;
    private volatile ServiceSettings inForce;
    private volatile boolean owed;

    /**
     * @param source reads all settings again; throws {@link SettingsException}
     * @param use puts changed settings to work
     */
    LiveSettings(
            ServiceSettings first,
            Supplier<ServiceSettings> source,
            SqlSettingChanges record,
            Consumer<ServiceSettings> use,
            Warnings warnings,
            Clock clock) {
        this.first = first;
        this.inForce = first;
        this.source = source;
        this.record = record;
        this.use = use;
        this.warnings = warnings;
        this.clock = clock;
        warnOfDoubts(first);
    }

    ServiceSettings now() {
        return inForce;
    }

    /** Tries again what the store did not allow earlier. */
    void retry() {
        if (owed) {
            reload("another try");
        }
    }

    /**
     * Throws nothing: the caller may be a thread that must go on.
     *
     * @param actor who asks, for the record
     */
    synchronized ReloadAnswer reload(String actor) {
        try {
            return attempt(actor);
        } catch (RuntimeException e) {
            owed = true;
            String problem = "the settings could not be applied; it is tried again: " + Causes.of(e);
            warnings.raise(SUBJECT, problem);
            logger.error(problem, e);
            return new ReloadAnswer.Rejected(List.of(problem));
        }
    }

    private ReloadAnswer attempt(String actor) {
        ServiceSettings next;
        try {
            next = source.get();
            if (!next.all().files().containsAll(inForce.all().files())) {
                next = source.get(); // perhaps in the middle of a save
            }
        } catch (SettingsException e) {
            return rejected(e.problems().stream().map(Problem::text).toList());
        }
        List<String> lost = lost(next);
        if (!lost.isEmpty()) {
            return rejected(lost);
        }
        List<SettingChange> changes = inForce.all().difference(next.all());
        if (changes.isEmpty()) {
            if (owed) {
                use.accept(inForce);
                owed = false;
            }
            warnings.clear(SUBJECT);
            return new ReloadAnswer.InForce(List.of());
        }
        Instant at = clock.instant().truncatedTo(ChronoUnit.MILLIS);
        try {
            record.add(changes.stream()
                    .map(change -> new RecordedSettingChange(
                            at, actor, change.origin().text(), change.key(), change.before(), change.after()))
                    .toList());
        } catch (AuditException e) {
            owed = true;
            String problem =
                    "a change of the settings could not be recorded, so those in force stay; it is tried again: "
                            + Causes.of(e);
            warnings.raise(SUBJECT, problem);
            logger.error(problem);
            return new ReloadAnswer.Rejected(List.of(problem));
        }
        for (SettingChange change : changes) {
            logger.info(
                    "{} = {} (was {}), by {}, from {}",
                    change.key(),
                    change.after(),
                    change.before(),
                    actor,
                    change.origin().text());
        }
        inForce = next;
        warnOfDoubts(next);
        use.accept(next);
        owed = false;
        warnings.clear(SUBJECT);
        return new ReloadAnswer.InForce(changes.stream()
                .map(change -> new ReloadAnswer.Change(change.key(), change.before(), change.after()))
                .toList());
    }

    private ReloadAnswer rejected(List<String> problems) {
        owed = false;
        warnings.raise(SUBJECT, "the settings have faults, so those in force stay: " + String.join("; ", problems));
        problems.forEach(problem -> logger.error("the settings in force stay: {}", problem));
        return new ReloadAnswer.Rejected(problems);
    }

    /**
     * The files that gave settings and now are gone or hold nothing, not even a comment: a full disk, a crash or a slip
     * did that, and it must not take protect rules or a dry run out of force.
     */
    private List<String> lost(ServiceSettings next) {
        Set<Path> now = next.all().files();
        return inForce.all().files().stream()
                .filter(file -> !now.contains(file) && holdsNothing(file))
                .map(file -> file + ": is gone or empty, and gave settings before; put it back, or restart the daemon"
                        + " to go on without them")
                .toList();
    }

    private static boolean holdsNothing(Path file) {
        try {
            return Files.readString(file).isBlank();
        } catch (NoSuchFileException e) {
            return true;
        } catch (IOException e) {
            return false; // what was read a moment ago is a whole file
        }
    }

    /** What is no fault, and yet not as somebody may think. */
    private void warnOfDoubts(ServiceSettings settings) {
        List<String> later = first.all().difference(settings.all()).stream()
                .map(SettingChange::key)
                .filter(key -> key.startsWith("web.") || key.startsWith("log.") || key.startsWith("org.quartz."))
                .toList();
        warn(
                RESTART,
                later.isEmpty() ? List.of() : List.of(String.join(", ", later) + " will apply after the next restart"));
        warn(DOUBT, settings.doubts());
    }

    private void warn(String subject, List<String> sentences) {
        if (sentences.isEmpty()) {
            warnings.clear(subject);
        } else {
            warnings.raise(subject, String.join("; ", sentences));
        }
    }
}
