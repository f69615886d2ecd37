package io.tekton.sharedservices.settings;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Reads settings by type. Nothing is thrown at once: each fault is kept, the default is returned in its place, and
 * {@link #finish} throws all of them together, with the keys that nobody asked for. So a room reads its whole section,
 * and must not act on it before {@code finish} has returned.
 *
 * <p>A value is judged in every layer that gives it, also where another layer overrides it: a fault in the file does
 * not wait for the day on which an option is left out. An empty value is a fault; the way to a default is to leave a
 * key out.
 *
 * <p>Not safe for use by many threads. A default that does not pass the setting's own check is a mistake of the program
 * and throws {@link IllegalStateException}.
 */
public final class SettingsReader {

    private static final Origin DEFAULT = new Origin.Default();
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]*");

    private final SettingsLayers layers;
    private final Presets presets = new Presets();
    private final PathText paths;
    private final Map<String, Settings.InForce> inForce = new LinkedHashMap<>();
    private final Set<String> prefixes = new LinkedHashSet<>();
    private final Map<String, List<String>> engines = new LinkedHashMap<>();
    private final Set<Problem> problems = new LinkedHashSet<>();
    private final List<String> warnings = new ArrayList<>();

    public SettingsReader(SettingsLayers layers, Places places) {
        this.layers = layers;
        this.paths = new PathText(places.home(), places.tektonRoot());
        this.problems.addAll(layers.problems());
        this.warnings.addAll(layers.warnings());
    }

    /** A duration with its unit; both bounds are allowed. */
    public Duration duration(String key, Duration byDefault, Duration min, Duration max) {
        return read(key, byDefault, Values.duration(min, max), Durations::format);
    }

    /** A whole number; both bounds are allowed. */
    public int integer(String key, int byDefault, int min, int max) {
        return read(key, byDefault, Values.integer(min, max), String::valueOf);
    }

    /** {@code true} or {@code false}. */
    public boolean bool(String key, boolean byDefault) {
        return read(key, byDefault, Values.bool(), String::valueOf);
    }

    /** A constant of the default's enum, written in lower case with {@code -} for {@code _}. */
    public <E extends Enum<E>> E oneOf(String key, E byDefault) {
        return read(key, byDefault, Values.constant(byDefault.getDeclaringClass()), Values::word);
    }

    /** Any text but the empty one. */
    public String text(String key, String byDefault) {
        return read(key, byDefault, Function.identity(), Function.identity());
    }

    /** A text that need not be given. */
    public Optional<String> optionalText(String key) {
        return readOptional(key, Function.identity(), Function.identity());
    }

    /** A list with commas between; no entry is empty. The default may be an empty list. */
    public List<String> list(String key, List<String> byDefault) {
        return read(key, byDefault, Values.list(), list -> String.join(", ", list));
    }

    /**
     * An absolute path; {@code ~} in front is {@code $HOME}, {@code $TEKTON_ROOT} in front is that, a relative path
     * starts from {@code base}.
     */
    public Path path(String key, Path byDefault, Path base) {
        return read(key, byDefault, text -> paths.resolve(text, base), Path::toString);
    }

    /**
     * Reads a path as {@link #path} does, for rooms that have paths inside a value of their own type.
     *
     * @throws InvalidValueException if it is none
     */
    public Path resolve(String text, Path base) {
        return paths.resolve(text, base);
    }

    /** A path that need not be given. */
    public Optional<Path> optionalPath(String key, Path base) {
        return readOptional(key, text -> paths.resolve(text, base), Path::toString);
    }

    /**
     * A value of the room's own type.
     *
     * @param byDefault as it would be written in the file
     * @param parser throws {@link IllegalArgumentException} whose message says what is wrong, or
     *     {@link InvalidValueException}, which also says what is allowed
     */
    public <T> T value(String key, String byDefault, Function<String, T> parser) {
        Optional<T> given = given(key, parser, null);
        T ours = ourOwn(key, byDefault, parser);
        inForce.putIfAbsent(key, new Settings.InForce(byDefault, DEFAULT));
        return given.orElse(ours);
    }

    /** A value of the room's own type that need not be given; {@code parser} as in {@link #value}. */
    public <T> Optional<T> optionalValue(String key, Function<String, T> parser) {
        return readOptional(key, parser, null);
    }

    /**
     * The presets that are named, whose settings are below those of every layer from now on: read them before the
     * sections that they set.
     *
     * @param known all that there are; there is a resource for each
     */
    public List<String> presets(String key, List<String> known) {
        Function<String, String> name = Values.oneOf(known);
        List<String> named = optionalValue(
                        key,
                        text -> Values.list().apply(text).stream()
                                .map(name)
                                .distinct()
                                .toList())
                .orElse(List.of());
        named.forEach(presets::add);
        return named;
    }

    /**
     * A group with one key for each entry, such as rules: every key that starts with the prefix.
     *
     * @param prefix with the dot at its end
     * @param defaults name (the key without the prefix) to text, in their order
     * @param parser of name and text; throws as in {@link #value}
     * @return name to value: the defaults and then the presets' first in their order, each overridden in its place,
     *     then those of the file in its order, then those that only variables name (in alphabetical order), then those
     *     of options
     */
    public <T> Map<String, T> map(String prefix, Map<String, String> defaults, BiFunction<String, String, T> parser) {
        prefixes.add(prefix);
        Map<String, T> values = new LinkedHashMap<>();
        List<String> ours = new ArrayList<>();
        defaults.keySet().forEach(name -> ours.add(prefix + name));
        ours.addAll(presets.below(prefix));
        for (String key : layers.below(prefix, ours)) {
            String name = key.substring(prefix.length());
            Function<String, T> ofName = text -> parser.apply(name, text);
            String byDefault = defaults.get(name);
            if (byDefault != null) {
                values.put(name, value(key, byDefault, ofName));
            } else {
                nameMustBePlain(key, name);
                readOptional(key, ofName, null).ifPresent(value -> values.put(name, value));
            }
        }
        return values;
    }

    private void nameMustBePlain(String key, String name) {
        if (!NAME.matcher(name).matches()) {
            layers.given(key)
                    .forEach(given -> problems.add(
                            given.problem("has no usable name behind the prefix", "letters, digits, -, _ and .")));
        }
    }

    /**
     * The keys of a library that may be set through our settings; every other key with this prefix is a fault.
     *
     * @param prefix with the dot at its end, such as {@code org.quartz.}
     * @return full key to value, for all that are given or have a default
     */
    public Map<String, String> engineKeys(String prefix, List<EngineKey> allowed) {
        engines.put(prefix, allowed.stream().map(EngineKey::key).toList());
        Map<String, String> values = new LinkedHashMap<>();
        for (EngineKey engine : allowed) {
            String byDefault = engine.byDefault();
            String value = byDefault == null
                    ? readOptional(engine.key(), asText(engine.check()), null).orElse(null)
                    : value(engine.key(), byDefault, asText(engine.check()));
            if (value != null) {
                values.put(engine.key(), value);
            }
        }
        return values;
    }

    /** Checks a text and gives it back as it is. */
    private static Function<String, String> asText(Function<String, ?> check) {
        return text -> Objects.requireNonNull(check.andThen(read -> text).apply(text));
    }

    /**
     * A fault that only a room can see, such as two keys that contradict each other. It is attributed to the source of
     * the key's value in force.
     */
    public void problem(String key, String what, String allowed) {
        Settings.InForce found = inForce.getOrDefault(key, new Settings.InForce(null, DEFAULT));
        problems.add(new Problem(found.origin(), key, Objects.requireNonNullElse(found.value(), ""), what, allowed));
    }

    /** Something doubtful that is no fault; a sentence. */
    public void warning(String text) {
        warnings.add(text);
    }

    /**
     * Ends the reading.
     *
     * @throws SettingsException with all faults, unknown keys included, if there is one
     */
    public Settings finish() {
        problems.addAll(new UnknownKeys(inForce.keySet(), prefixes, engines).among(layers));
        if (!problems.isEmpty()) {
            throw new SettingsException(List.copyOf(problems));
        }
        return new Settings(inForce, warnings);
    }

    private <T> T read(String key, T byDefault, Function<String, T> parser, Function<T, String> form) {
        Optional<T> given = given(key, parser, form);
        String ours = form.apply(byDefault);
        if (!ours.isEmpty()) {
            ourOwn(key, ours, parser);
        }
        inForce.putIfAbsent(key, new Settings.InForce(ours, DEFAULT));
        return given.orElse(byDefault);
    }

    private <T> Optional<T> readOptional(String key, Function<String, T> parser, @Nullable Function<T, String> form) {
        Optional<T> given = given(key, parser, form);
        inForce.putIfAbsent(key, new Settings.InForce(null, DEFAULT));
        return given;
    }

    /** The value in force among the layers; checks all of them. {@code form} writes a value as listings show it. */
    private <T> Optional<T> given(String key, Function<String, T> parser, @Nullable Function<T, String> form) {
        List<GivenSetting> all = new ArrayList<>(layers.given(key));
        Optional<GivenSetting> preset = presets.given(key);
        preset.ifPresent(all::add);
        List<Optional<T>> parsed =
                all.stream().map(given -> parse(given, parser)).toList();
        if (all.isEmpty()) {
            return Optional.empty();
        }
        GivenSetting first = all.get(0);
        String shown = form == null ? first.value() : parsed.get(0).map(form).orElse(first.value());
        Origin insteadOf = preset.filter(given -> !given.equals(first))
                .map(GivenSetting::origin)
                .orElse(null);
        inForce.putIfAbsent(key, new Settings.InForce(shown, first.origin(), insteadOf));
        return parsed.get(0);
    }

    private <T> Optional<T> parse(GivenSetting given, Function<String, T> parser) {
        try {
            if (given.value().isEmpty()) {
                throw new InvalidValueException("has no value", "a value; to get the default, leave the key out");
            }
            if (given.value().chars().anyMatch(c -> Character.isISOControl(c) && c != '\t')) {
                throw new InvalidValueException("holds a control character", "text of one line");
            }
            return Optional.of(parser.apply(given.value()));
        } catch (InvalidValueException e) {
            problems.add(given.problem(e.what(), Durations.allowed(e, given.origin())));
        } catch (IllegalArgumentException e) {
            problems.add(given.problem(Objects.requireNonNullElse(e.getMessage(), "is not valid"), ""));
        }
        return Optional.empty();
    }

    private static <T> T ourOwn(String key, String byDefault, Function<String, T> parser) {
        try {
            return parser.apply(byDefault);
        } catch (IllegalArgumentException e) {
            throw new IllegalStateException("the default of " + key + ", \"" + byDefault + "\", is not valid", e);
        }
    }
}
