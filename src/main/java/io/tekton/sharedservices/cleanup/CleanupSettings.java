package io.tekton.sharedservices.cleanup;

import io.tekton.sharedservices.cleanup.match.Protections;
import io.tekton.sharedservices.cleanup.match.Rule;
import io.tekton.sharedservices.cleanup.match.RuleParser;
import io.tekton.sharedservices.cleanup.match.Rules;
import io.tekton.sharedservices.cleanup.verdict.InService;
import io.tekton.sharedservices.process.UserScope;
import io.tekton.sharedservices.redaction.Redaction;
import io.tekton.sharedservices.settings.Durations;
import io.tekton.sharedservices.settings.SettingsReader;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/**
 * What a cleanup may do.
 *
 * @param minAge a younger process is never an orphan; 0 to 365 days
 * @param grace from SIGTERM to SIGKILL
 * @param maxTerminations more orphans than this in one run: none is signalled
 * @param confirmAfter the time between the two judgements of scheduled runs; manual runs have another setting
 * @param alertThreshold more orphans than this are a warning
 * @param inService what it means that a process serves its own port or socket
 * @param ownersSample how often ownership is witnessed, while owner rules exist; 1 s to 1 minute
 */
public record CleanupSettings(
        Duration minAge,
        Duration grace,
        boolean dryRun,
        int maxTerminations,
        Duration confirmAfter,
        int alertThreshold,
        UserScope users,
        InService inService,
        Rules rules,
        Redaction redaction,
        Duration ownersSample) {
    /** The sets of rules that the program brings; docs/presets.md says what each names. */
    public static final List<String> PRESETS = List.of(
            "claude-code",
            "codex",
            "gemini-cli",
            "opencode",
            "qwen-code",
            "playwright",
            "github-runner",
            "gitlab-runner",
            "tekton");

    static final Duration OWNERS_SAMPLE = Duration.ofSeconds(5);

    private static final String SECTION = "orphan-cleanup.";
    private static final Duration SHORT_AGE = Duration.ofMinutes(10);
    private static final Duration LONGEST = Duration.ofDays(365);

    /** Those with the usual time between two samples of ownership. */
    public CleanupSettings(
            Duration minAge,
            Duration grace,
            boolean dryRun,
            int maxTerminations,
            Duration confirmAfter,
            int alertThreshold,
            UserScope users,
            InService inService,
            Rules rules,
            Redaction redaction) {
        this(
                minAge,
                grace,
                dryRun,
                maxTerminations,
                confirmAfter,
                alertThreshold,
                users,
                inService,
                rules,
                redaction,
                OWNERS_SAMPLE);
    }

    /**
     * Reads its section; faults stay with the reader.
     *
     * @param users turns {@code self}, {@code any} or names into users; throws {@link IllegalArgumentException} for an
     *     unknown name
     */
    public static CleanupSettings read(SettingsReader reader, Function<String, UserScope> users) {
        reader.presets("presets", PRESETS);
        Duration minAge = reader.duration(SECTION + "min-age", Duration.ofHours(2), Duration.ZERO, LONGEST);
        Duration grace =
                reader.duration(SECTION + "grace", Duration.ofSeconds(10), Duration.ZERO, Duration.ofMinutes(10));
        boolean dryRun = reader.bool(SECTION + "dry-run", false);
        int max = reader.integer(SECTION + "max-terminations", 50, 1, 100_000);
        Duration confirm = reader.duration(
                SECTION + "confirm-after", Duration.ofSeconds(60), Duration.ZERO, Duration.ofMinutes(30));
        int alert = reader.integer(SECTION + "alert-threshold", 10, 0, 100_000);
        UserScope scope = reader.value(SECTION + "users", "self", users);
        InService inService = reader.oneOf(SECTION + "in-service", InService.AUTO);
        Duration sample = reader.duration("owners.sample", OWNERS_SAMPLE, Duration.ofSeconds(1), Duration.ofMinutes(1));
        boolean builtIn = reader.bool(SECTION + "default-rules", true);
        List<Rule> owners =
                rules(reader, SECTION + "owner.", builtIn ? Rules.DEFAULT_OWNERS : Map.of(), RuleParser::owner);
        Map<String, String> defaults = new LinkedHashMap<>(builtIn ? Rules.DEFAULTS : Map.of());
        if (owners.stream().noneMatch(owner -> Rules.DEFAULT_OWNERS.containsKey(owner.name()))) {
            defaults.remove("tool");
        }
        List<Rule> match = rules(
                reader, SECTION + "match.", defaults, (name, text) -> owned(RuleParser.match(name, text), owners));
        Map<String, String> protections =
                reader.bool(SECTION + "default-protections", true) ? Protections.DEFAULTS : Map.of();
        List<Rule> protect = rules(reader, SECTION + "protect.", protections, RuleParser::protect);
        if (match.isEmpty()) {
            reader.warning("no match rule is in force, so a cleanup finds nothing: give " + SECTION
                    + "match.NAME a rule, or leave " + SECTION + "default-rules at true");
        }
        Map<String, Pattern> redactions = new LinkedHashMap<>();
        reader.map("redact.", Map.of(), (name, text) -> pattern(text))
                .forEach((name, pattern) -> redactions.put("redact." + name, pattern));
        return new CleanupSettings(
                minAge,
                grace,
                dryRun,
                max,
                confirm,
                alert,
                scope,
                inService,
                new Rules(match, protect, owners),
                new Redaction(redactions),
                sample);
    }

    /**
     * What lowers a guard, a sentence each: allowed, and worth a warning where settings are checked and status is
     * shown.
     */
    public List<String> doubts() {
        List<String> doubts = new ArrayList<>();
        if (minAge.compareTo(SHORT_AGE) < 0) {
            doubts.add(SECTION + "min-age is " + Durations.format(minAge)
                    + ": less than 10m, so a CI that is not registered yet may be ended");
        }
        if (confirmAfter.isZero()) {
            doubts.add(SECTION + "confirm-after is 0: every process is judged once only, so what is registered a moment"
                    + " later may be ended");
        }
        doubts.addAll(redaction.warnings());
        return doubts;
    }

    /** Whether a match rule has the name of one that a preset brings. */
    public static boolean isOfPreset(Rule rule) {
        return PRESETS.stream().anyMatch(preset -> rule.name().startsWith(preset + "."));
    }

    private static Rule owned(Rule rule, List<Rule> owners) {
        for (String name : rule.ownership().names()) {
            if (owners.stream().noneMatch(owner -> owner.name().equals(name))) {
                throw new IllegalArgumentException(
                        "it names the owner '" + name + "', and there is no " + SECTION + "owner." + name);
            }
        }
        return rule;
    }

    private static List<Rule> rules(
            SettingsReader reader,
            String prefix,
            Map<String, String> defaults,
            BiFunction<String, String, Rule> parser) {
        List<Rule> rules = new ArrayList<>();
        reader.<Optional<Rule>>map(
                        prefix,
                        defaults,
                        (name, text) ->
                                text.strip().equals("off") ? Optional.empty() : Optional.of(parser.apply(name, text)))
                .values()
                .forEach(rule -> rule.ifPresent(rules::add));
        return rules;
    }

    private static Pattern pattern(String text) {
        try {
            Pattern pattern = Pattern.compile(text);
            if (pattern.matcher("").find()) {
                throw new IllegalArgumentException("a regular expression that does not fit the empty text is needed");
            }
            return pattern;
        } catch (PatternSyntaxException e) {
            throw new IllegalArgumentException(
                    "a regular expression is needed (" + e.getDescription() + " near position " + e.getIndex() + ")",
                    e);
        }
    }
}
