package io.tekton.sharedservices.cleanup.survey;

import io.tekton.sharedservices.cleanup.CleanupLog;
import io.tekton.sharedservices.cleanup.CleanupSettings;
import io.tekton.sharedservices.cleanup.match.Rule;
import io.tekton.sharedservices.cleanup.match.Rules;
import io.tekton.sharedservices.files.DurableFile;
import io.tekton.sharedservices.files.DurableFiles;
import io.tekton.sharedservices.process.ProcessSnapshot;
import io.tekton.sharedservices.process.ProcessTable;
import io.tekton.sharedservices.text.Causes;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.Logger;

/**
 * Remembers in a file of the state folder which match rules name processes, and warns of those that have named none for
 * 30 days: a program may have another name now. The built-in rules and those of presets cause no warning, since no host
 * runs all that they name. Neither do protect rules: many are for rare cases, and a warning would move people to remove
 * a guard. Only the process that holds the store writes the file.
 */
public final class UnusedRules {
    static final Duration TOO_LONG = Duration.ofDays(30);
    private static final int MOST_BYTES = 1 << 20;

    private final Logger logger = LogManager.getLogger(CleanupLog.NAME);
    private final Path file;
    private final Clock clock;

    /** @param stateFolder the folder that has the store */
    public UnusedRules(Path stateFolder, Clock clock) {
        this.file = stateFolder.resolve("rule-use");
        this.clock = clock;
    }

    /**
     * Scans all processes and remembers which rules name one.
     *
     * @throws io.tekton.sharedservices.process.ProcessTableException if the process table cannot be read
     * @throws UncheckedIOException if the file could not be written
     */
    public void scan(ProcessTable table, CleanupSettings settings) {
        List<Rule> own = own(settings);
        Set<String> named = new HashSet<>();
        if (!own.isEmpty()) {
            for (ProcessSnapshot process :
                    table.scan(settings.users(), settings.rules()::mayMatch).matches()) {
                settings.rules().matching(process).forEach(rule -> named.add(rule.name()));
            }
        }
        RuleUse after = read().after(own, named, clock.instant().truncatedTo(ChronoUnit.MILLIS));
        try {
            DurableFile.replace(file, after.text().getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(
                    "the use of the match rules could not be written to " + file + ": " + Causes.of(e), e);
        }
    }

    /** One sentence for each rule that has named no process for too long. */
    public List<String> warnings(CleanupSettings settings) {
        RuleUse known = read();
        return own(settings).stream()
                .filter(rule -> known.quiet(rule).compareTo(TOO_LONG) >= 0)
                .map(rule -> "match rule '" + rule.name() + "' has named no process for "
                        + known.quiet(rule).toDays()
                        + " days, so nothing is cleaned up by it. Check what the program is called now, or remove"
                        + " orphan-cleanup.match." + rule.name())
                .toList();
    }

    private static List<Rule> own(CleanupSettings settings) {
        return settings.rules().match().stream()
                .filter(rule -> !rule.text().equals(Rules.DEFAULTS.get(rule.name())))
                .filter(rule -> !CleanupSettings.isOfPreset(rule))
                .filter(rule -> !rule.isOfWitnessedOnly())
                .toList();
    }

    /** What cannot be read is forgotten, in the log: then a rule is quiet from now on. */
    private RuleUse read() {
        try {
            return RuleUse.of(DurableFiles.text(file, MOST_BYTES));
        } catch (NoSuchFileException e) {
            return RuleUse.NOTHING;
        } catch (IOException | IllegalArgumentException | DateTimeException e) {
            logger.warn("the use of the match rules in {} cannot be read and is forgotten: {}", file, Causes.of(e));
            return RuleUse.NOTHING;
        }
    }
}
