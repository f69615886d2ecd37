package io.tekton.sharedservices.cleanup.survey;

import io.tekton.sharedservices.cleanup.CleanupSettings;
import io.tekton.sharedservices.cleanup.match.Rule;
import io.tekton.sharedservices.settings.Origin;
import io.tekton.sharedservices.settings.Settings;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * The rules of a survey: those of the settings, and those of all presets.
 *
 * @param settings with all presets
 * @param presets which preset brings a setting, by key
 * @param inForce the presets that the settings name themselves
 */
public record SurveyRules(CleanupSettings settings, Map<String, String> presets, List<String> inForce) {
    static final String OWNER = "orphan-cleanup.owner.";
    static final String MATCH = "orphan-cleanup.match.";

    public SurveyRules {
        presets = Map.copyOf(presets);
        inForce = List.copyOf(inForce);
    }

    /**
     * @param all with all presets
     * @param configured as they are without this survey
     */
    public static SurveyRules of(CleanupSettings settings, Settings all, Settings configured) {
        Map<String, String> presets = presets(all);
        return new SurveyRules(
                settings,
                presets,
                CleanupSettings.PRESETS.stream()
                        .filter(presets(configured)::containsValue)
                        .toList());
    }

    private static Map<String, String> presets(Settings settings) {
        Map<String, String> presets = new HashMap<>();
        settings.inForce().forEach(setting -> {
            if (setting.origin() instanceof Origin.Preset preset) {
                presets.put(setting.key(), preset.name());
            }
        });
        return presets;
    }

    Survey.RuleName owner(String name) {
        return named(OWNER, name);
    }

    Survey.RuleName match(Rule rule) {
        return named(MATCH, rule.name());
    }

    private Survey.RuleName named(String prefix, String name) {
        String preset = presets.get(prefix + name);
        return new Survey.RuleName(name, preset, preset == null || inForce.contains(preset));
    }

    /**
     * The presets that name what was found: those of the hosts, then for what has none the first that names it.
     *
     * @return without those that are in force
     */
    List<String> suggested(List<Survey.Host> hosts, List<Survey.Unowned> unowned) {
        Set<String> found = new LinkedHashSet<>();
        hosts.forEach(host -> found.addAll(presets(host.owners())));
        for (Survey.Unowned process : unowned) {
            List<String> naming = presets(process.rules());
            if (naming.stream().noneMatch(preset -> found.contains(preset) || inForce.contains(preset))) {
                naming.stream().findFirst().ifPresent(found::add);
            }
        }
        return CleanupSettings.PRESETS.stream()
                .filter(found::contains)
                .filter(Predicate.not(inForce::contains))
                .toList();
    }

    private static List<String> presets(List<Survey.RuleName> rules) {
        return rules.stream()
                .flatMap(rule -> Stream.ofNullable(rule.preset()))
                .distinct()
                .toList();
    }
}
