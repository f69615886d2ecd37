package io.tekton.sharedservices.settings;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Sets of settings that the program brings, below everything that a person gives: a resource
 * {@code presets/NAME.properties} each, in the syntax of the settings file. Not safe for use by many threads.
 */
final class Presets {

    private final Map<String, GivenSetting> settings = new LinkedHashMap<>();

    /** @throws IllegalStateException if there is no such preset, if it has a fault, or if another one sets a key too */
    void add(String name) {
        PropertiesText.Parsed parsed = PropertiesText.parse(Path.of(name + ".properties"), text(name));
        parsed.problems().forEach(problem -> {
            throw new IllegalStateException("preset " + name + ": " + problem.text());
        });
        for (GivenSetting given : parsed.settings()) {
            GivenSetting before =
                    settings.put(given.key(), new GivenSetting(given.key(), given.value(), new Origin.Preset(name)));
            if (before != null) {
                throw new IllegalStateException("preset " + name + " sets " + given.key() + ", and so does "
                        + before.origin().text());
            }
        }
    }

    Optional<GivenSetting> given(String key) {
        return Optional.ofNullable(settings.get(key));
    }

    /** The keys that start with a prefix, in the order of the presets. */
    List<String> below(String prefix) {
        return settings.keySet().stream().filter(key -> key.startsWith(prefix)).toList();
    }

    private static String text(String name) {
        try (InputStream in = Presets.class.getResourceAsStream("/presets/" + name + ".properties")) {
            if (in == null) {
                throw new IllegalStateException("there is no preset " + name);
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException("preset " + name, e);
        }
    }
}
