package io.tekton.sharedservices.settings;

import io.tekton.sharedservices.files.FileTrust;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Everything that was given, in layers: an option overrides an environment variable, which overrides the file. It reads
 * only the file and checks no value; {@link SettingsReader} does that. Immutable once built.
 */
public final class SettingsLayers {

    /** What the name of every variable of ours starts with. */
    static final String VARIABLE_PREFIX = "SHARED_SERVICES_";

    /** Variables of ours that are no settings. */
    static final Set<String> RESERVED =
            Set.of("SHARED_SERVICES_CONFIG", "SHARED_SERVICES_STATE", "SHARED_SERVICES_JAVA_OPTIONS");

    private final Map<String, GivenSetting> file = new LinkedHashMap<>();
    private final SortedMap<String, String> variables = new TreeMap<>();
    private final Map<String, GivenSetting> options = new LinkedHashMap<>();
    private final List<Problem> problems = new ArrayList<>();
    private final List<String> warnings = new ArrayList<>();

    private SettingsLayers() {}

    /** Starts with no layer at all: only defaults. */
    public static Builder builder() {
        return new Builder();
    }

    /** Collects the layers; not safe for many threads. Faults are kept and come out with all others. */
    public static final class Builder {
        private final SettingsLayers layers = new SettingsLayers();

        private Builder() {}

        /** The settings file of these places, which may be absent only if nobody asked for it. */
        public Builder file(Places places, FileTrust trust) {
            return add(SettingsFile.read(places.configFile(), places.configFileAsked(), trust));
        }

        /** The given file, which must exist; for checking one that is not in use. */
        public Builder file(Path file, FileTrust trust) {
            return add(SettingsFile.read(file, true, trust));
        }

        private Builder add(SettingsFile read) {
            read.settings().forEach(given -> layers.file.put(given.key(), given));
            layers.problems.addAll(read.problems());
            layers.warnings.addAll(read.warnings());
            return this;
        }

        /** Our variables among these; an empty one is treated as unset. */
        public Builder environment(Map<String, String> environment) {
            environment.forEach((name, value) -> {
                if (name.startsWith(VARIABLE_PREFIX) && !RESERVED.contains(name) && !value.isEmpty()) {
                    layers.variables.put(name, value);
                }
            });
            return this;
        }

        /** One {@code --set KEY=VALUE}. */
        public Builder set(String keyAndValue) {
            int equals = keyAndValue.indexOf('=');
            if (equals < 1) {
                layers.problems.add(new Problem(
                        new Origin.Option("--set"),
                        "--set",
                        equals < 0 ? keyAndValue : "=...",
                        "has no key and value",
                        "KEY=VALUE"));
                return this;
            }
            return option("--set", keyAndValue.substring(0, equals).strip(), keyAndValue.substring(equals + 1));
        }

        /**
         * A setting that has its own option. Where a bare number means hours, the caller applies
         * {@link Durations#bareNumberAsHours} first.
         *
         * @param option with its dashes, such as {@code --min-age}
         */
        public Builder option(String option, String key, String value) {
            GivenSetting given = new GivenSetting(key, value, new Origin.Option(option));
            GivenSetting before = layers.options.putIfAbsent(key, given);
            if (before != null && !before.value().equals(given.value())) {
                String other = Secrets.masked(key, before.value());
                layers.problems.add(given.problem(
                        "contradicts " + before.origin().text() + ", which says " + other, "one value a key"));
            }
            return this;
        }

        /** The layers; the builder must not be used any more. */
        public SettingsLayers build() {
            return layers;
        }
    }

    /** The environment variable that sets a key. */
    static String variableOf(String key) {
        return VARIABLE_PREFIX + key.toUpperCase(Locale.ROOT).replace('.', '_').replace('-', '_');
    }

    /** Whether nobody gave anything: then all settings are the defaults. */
    public boolean isEmpty() {
        return file.isEmpty() && variables.isEmpty() && options.isEmpty() && problems.isEmpty();
    }

    /** The layers that give this key, the highest precedence first. */
    List<GivenSetting> given(String key) {
        List<GivenSetting> found = new ArrayList<>();
        Optional.ofNullable(options.get(key)).ifPresent(found::add);
        String variable = variableOf(key);
        Optional.ofNullable(variables.get(variable))
                .ifPresent(value -> found.add(new GivenSetting(key, value, new Origin.Variable(variable))));
        Optional.ofNullable(file.get(key)).ifPresent(found::add);
        return found;
    }

    /**
     * The keys below a prefix: those given, then the file's, then those that only a variable names, then the options'.
     * A variable belongs to a key that is there already, if its name fits; else the rest of its name, in lower case and
     * with {@code -} for {@code _}, makes a new one.
     */
    List<String> below(String prefix, List<String> first) {
        Set<String> keys = new LinkedHashSet<>(first);
        file.keySet().stream().filter(key -> key.startsWith(prefix)).forEach(keys::add);
        List<String> fromOptions =
                options.keySet().stream().filter(key -> key.startsWith(prefix)).toList();
        String start = variableOf(prefix);
        for (String variable : variables.keySet()) {
            boolean taken = keys.stream().anyMatch(key -> variableOf(key).equals(variable))
                    || fromOptions.stream().anyMatch(key -> variableOf(key).equals(variable));
            if (variable.startsWith(start) && variable.length() > start.length() && !taken) {
                keys.add(prefix
                        + variable.substring(start.length())
                                .toLowerCase(Locale.ROOT)
                                .replace('_', '-'));
            }
        }
        keys.addAll(fromOptions);
        return List.copyOf(keys);
    }

    /** All settings of file and options, for the search for keys that nobody knows. */
    List<GivenSetting> filesAndOptions() {
        List<GivenSetting> all = new ArrayList<>(file.values());
        all.addAll(options.values());
        return all;
    }

    SortedMap<String, String> variables() {
        return variables;
    }

    List<Problem> problems() {
        return problems;
    }

    List<String> warnings() {
        return warnings;
    }
}
