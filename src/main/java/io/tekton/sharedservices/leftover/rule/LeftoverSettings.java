package io.tekton.sharedservices.leftover.rule;

import io.tekton.sharedservices.settings.Places;
import io.tekton.sharedservices.settings.SettingsReader;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What the cleanup of leftovers works on.
 *
 * @param roots the folders below which rules name files, by name; absolute
 * @param keep how long what was moved stays in the quarantine
 * @param max more leftovers than this in one run: none is moved
 * @param prune what is done with registry entries of ended processes
 * @param dryRun whether runs decide and record, and change nothing
 */
public record LeftoverSettings(
        Map<String, String> roots, List<LeftoverRule> rules, Duration keep, int max, boolean dryRun, Prune prune) {
    /** The name of the job, and the beginning of its settings. */
    public static final String JOB = "leftover-cleanup";

    /** The roots that are there without a setting. A folder of theirs may not be there yet. */
    public static final Set<String> DEFAULT_ROOTS = Set.of("tmp", "state", "home");

    private static final String RULES = "leftover.";
    private static final String KEEP = RULES + "keep";
    private static final String MAX = RULES + "max";
    /** Keys that begin as those of rules do. */
    private static final Set<String> OTHERS = Set.of(KEEP, MAX);

    private static final Duration LONGEST = Duration.ofDays(365);

    public LeftoverSettings {
        roots = Map.copyOf(roots);
        rules = List.copyOf(rules);
    }

    /** Reads its section; faults stay with the reader. Presets are read before. */
    public static LeftoverSettings read(SettingsReader reader, Places places) {
        Map<String, String> roots =
                reader.map(JOB + ".root.", defaultRoots(places), (name, text) -> root(reader, text, places));
        Duration keep = reader.duration(KEEP, Duration.ofDays(7), Duration.ZERO, LONGEST);
        int max = reader.integer(MAX, 50, 1, 100_000);
        boolean dryRun = reader.bool(JOB + ".dry-run", false);
        Prune prune = reader.oneOf("registry.prune", Prune.OFF);
        List<LeftoverRule> rules = new ArrayList<>();
        reader.<Optional<LeftoverRule>>map(
                        RULES,
                        Map.of(),
                        (name, text) ->
                                OTHERS.contains(RULES + name) || text.strip().equals("off")
                                        ? Optional.empty()
                                        : Optional.of(LeftoverRuleParser.parse(name, text, roots.keySet())))
                .values()
                .forEach(rule -> rule.ifPresent(rules::add));
        return new LeftoverSettings(roots, rules, keep, max, dryRun, prune);
    }

    /** Whether there is anything to do. */
    public boolean areOfUse() {
        return !rules.isEmpty() || prune != Prune.OFF;
    }

    private static Map<String, String> defaultRoots(Places places) {
        Map<String, String> roots = new LinkedHashMap<>();
        roots.put("tmp", "/tmp");
        roots.put("state", places.tektonState().toString());
        if (places.home() != null) {
            roots.put("home", places.home().toString());
        }
        return roots;
    }

    private static String root(SettingsReader reader, String text, Places places) {
        Path root = reader.resolve(text, places.tektonState()).normalize();
        if (root.getNameCount() == 0) {
            throw new IllegalArgumentException(
                    "the root of the whole file system is no root for rules; allowed is a" + " folder below it");
        }
        return root.toString();
    }
}
