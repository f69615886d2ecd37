package io.tekton.sharedservices.install;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A unit file of {@code src/main/resources/units} with placeholders: <code>{{name}}</code> is replaced by the value of
 * that name. The lines between <code>{{#name}}</code> and <code>{{/name}}</code>, each on its own line, are there only
 * if the name has a value. Blocks are not nested.
 */
final class UnitTemplate {
    private static final Pattern PLACEHOLDER = Pattern.compile("\\{\\{(\\w+)}}");
    private static final Pattern BLOCK = Pattern.compile("\\{\\{([#/])(\\w+)}}");

    private final String name;
    private final String text;

    private UnitTemplate(String name, String text) {
        this.name = name;
        this.text = text;
    }

    /** @throws UncheckedIOException if the program has no such file or cannot read it */
    static UnitTemplate named(String name) {
        try (InputStream in = UnitTemplate.class.getResourceAsStream("/units/" + name)) {
            if (in == null) {
                throw new IOException("no unit template " + name + " on the class path");
            }
            return new UnitTemplate(name, new String(in.readAllBytes(), StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * The text with all values in their places. Values are put in as they are: the caller escapes them for the file's
     * format.
     *
     * @param values a value for each name, or null if it has none
     * @throws IllegalStateException if the template names what {@code values} does not have
     */
    String filled(Map<String, @Nullable String> values) {
        StringBuilder filled = new StringBuilder();
        String block = null;
        for (String line : text.lines().toList()) {
            Matcher mark = BLOCK.matcher(line);
            if (mark.matches()) {
                block = mark.group(1).equals("#") ? known(values, mark.group(2)) : null;
            } else if (block == null || values.get(block) != null) {
                filled.append(PLACEHOLDER
                                .matcher(line)
                                .replaceAll(place -> Matcher.quoteReplacement(Objects.requireNonNull(
                                        values.get(known(values, place.group(1))), place.group(1)))))
                        .append('\n');
            }
        }
        return filled.toString();
    }

    private String known(Map<String, @Nullable String> values, String placeholder) {
        if (!values.containsKey(placeholder)) {
            throw new IllegalStateException("template " + name + " has a placeholder without a value: " + placeholder);
        }
        return placeholder;
    }
}
