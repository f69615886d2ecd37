package io.tekton.sharedservices.settings;

import io.tekton.sharedservices.text.NearestName;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Finds what was given and nobody reads, and names the key that was probably meant. */
record UnknownKeys(Set<String> known, Set<String> prefixes, Map<String, List<String>> engines) {

    List<Problem> among(SettingsLayers layers) {
        List<Problem> problems = new ArrayList<>();
        for (GivenSetting given : layers.filesAndOptions()) {
            if (!known.contains(given.key())) {
                problems.add(unknown(given));
            }
        }
        List<String> variables = known.stream().map(SettingsLayers::variableOf).toList();
        List<String> variablePrefixes =
                prefixes.stream().map(SettingsLayers::variableOf).toList();
        layers.variables().forEach((name, value) -> {
            List<String> meant = known.stream()
                    .filter(key -> SettingsLayers.variableOf(key).equals(name))
                    .toList();
            if (meant.size() > 1) {
                problems.add(new Problem(
                        new Origin.Variable(name),
                        name,
                        value,
                        "could mean " + String.join(" or ", meant),
                        "--set KEY=VALUE"));
            } else if (meant.isEmpty()) {
                List<String> candidates = new ArrayList<>(variables);
                candidates.addAll(SettingsLayers.RESERVED);
                candidates.addAll(completed(name, variablePrefixes, '_'));
                problems.add(new Problem(
                        new Origin.Variable(name),
                        name,
                        value,
                        "sets nothing that is known",
                        nearest(name, candidates)));
            }
        });
        return problems;
    }

    private Problem unknown(GivenSetting given) {
        for (Map.Entry<String, List<String>> engine : engines.entrySet()) {
            if (given.key().startsWith(engine.getKey())) {
                String what = given.key().endsWith(".class") || given.key().endsWith("Class")
                        ? "names a class, which no setting may"
                        : "is not among the engine's keys that may be set";
                return given.problem(what, String.join(", ", engine.getValue()));
            }
        }
        List<String> candidates = new ArrayList<>(known);
        candidates.addAll(completed(given.key(), prefixes, '.'));
        return given.problem("is not a known key", nearest(given.key(), candidates));
    }

    private static String nearest(String typed, Collection<String> candidates) {
        return NearestName.among(typed, candidates)
                .or(() -> candidates.stream()
                        .filter(key -> key.endsWith("." + typed))
                        .findFirst())
                .map(near -> near + " (the nearest)")
                .orElse("the keys that \"config\" lists");
    }

    /** For each prefix of n parts, that prefix and what follows the first n parts of the name. */
    private static List<String> completed(String name, Collection<String> prefixes, char separator) {
        List<String> completed = new ArrayList<>();
        for (String prefix : prefixes) {
            long parts = prefix.chars().filter(c -> c == separator).count();
            int at = 0;
            for (long i = 0; i < parts && at >= 0; i++) {
                int next = name.indexOf(separator, at);
                at = next < 0 ? -1 : next + 1;
            }
            if (at > 0 && at < name.length()) {
                completed.add(prefix + name.substring(at));
            }
        }
        return completed;
    }
}
