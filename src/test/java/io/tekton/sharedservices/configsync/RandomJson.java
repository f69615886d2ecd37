package io.tekton.sharedservices.configsync;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.function.Supplier;

/**
 * Registries and configurations at random, laid out as people and programs do: dense, on one line, spread, with tabs,
 * with carriage returns.
 */
public final class RandomJson {
    private static final List<String> COMPONENTS =
            List.of("apollo", "Apollo", "numa", "NUMA", "rhetor", "scribe", "tekton-core", "é", "x");
    private static final List<String> TEXTS = List.of(
            "\"\"",
            "\"a\"",
            "\"\\u0061\"",
            "\"é\"",
            "\"\\u00e9\"",
            "\"😀 \\\"q\\\" \\\\\"",
            "\"{\\\"port\\\": 1}\"",
            "\"a, b: [\\n\"");
    private static final List<String> NUMBERS = List.of(
            "0", "1", "1.0", "1.10", "1.1", "-0", "45012", "45012.0", "4.5012e4", "1e3", "123456789012345678901");

    private final Random random;
    private final String lineBreak;
    private final String indent;
    private final String comma;
    private final String colon;
    private final int spreadLevels;

    public RandomJson(Random random) {
        this.random = random;
        this.lineBreak = pick(List.of("\n", "\n", "\r\n"));
        this.indent = pick(List.of("  ", "    ", "\t", ""));
        this.comma = pick(List.of(", ", ",", " , "));
        this.colon = pick(List.of(": ", ":", " : "));
        this.spreadLevels = random.nextInt(5);
    }

    public String registry() {
        Set<String> ids = new LinkedHashSet<>();
        for (int i = random.nextInt(6); i > 0; i--) {
            ids.add(pick(COMPONENTS) + pick(List.of("", "-ai", "-ci")));
        }
        return object(
                0, ids.stream().map(id -> '"' + id + '"' + colon + entry()).toList());
    }

    private String entry() {
        List<String> fields = new ArrayList<>();
        maybe(fields, () -> "\"port\"" + colon + pick(List.of("1", "45012", "45012.0", "4.5012e4", "0")));
        maybe(fields, () -> "\"component\"" + colon + '"' + pick(COMPONENTS) + '"');
        maybe(fields, () -> "\"metadata\"" + colon + metadata(2));
        if (fields.isEmpty()) {
            // an entry without any known field is not an entry
            fields.add("\"component\"" + colon + '"' + pick(COMPONENTS) + '"');
        }
        maybe(fields, () -> "\"registered_at\"" + colon + pick(List.of("1.5", "2", "-3", "\"x\"")));
        return object(1, fields);
    }

    public String config() {
        List<String> fields = new ArrayList<>();
        maybe(fields, () -> "\"version\"" + colon + "\"1.0.0\"");
        maybe(fields, () -> "\"last_sync\"" + colon + pick(List.of("\"2025-06-29T16:43:44.278209\"", "null", "7")));
        maybe(fields, () -> "\"default_model\"" + colon + pick(TEXTS));
        maybe(fields, () -> "\"ai_specialists\"" + colon + specialists());
        maybe(fields, () -> "\"_note\"" + colon + any(1));
        String around = pick(List.of("", "\n", " \r\n"));
        return around + object(0, fields) + around;
    }

    private String specialists() {
        Set<String> names = new LinkedHashSet<>();
        for (int i = random.nextInt(6); i > 0; i--) {
            names.add(pick(COMPONENTS));
        }
        return object(
                1,
                names.stream()
                        .map(name -> '"' + name + '"' + colon + specialist())
                        .toList());
    }

    private String specialist() {
        List<String> fields = new ArrayList<>();
        maybe(fields, () -> "\"port\"" + colon + (random.nextInt(4) == 0 ? any(3) : pick(NUMBERS)));
        maybe(fields, () -> "\"system_prompt\"" + colon + any(3));
        maybe(fields, () -> "\"active\"" + colon + pick(List.of("true", "false", "\"yes\"", "null")));
        maybe(fields, () -> "\"metadata\"" + colon + (random.nextInt(6) == 0 ? "null" : metadata(3)));
        maybe(fields, () -> "\"personality\"" + colon + any(3));
        Collections.shuffle(fields, random);
        return object(2, fields);
    }

    private String metadata(int level) {
        List<String> fields = new ArrayList<>();
        for (String name : List.of("\"owner\"", "\"a.b\"", "\"caps\"", "\"\\u00e9\"")) {
            maybe(
                    fields,
                    () -> name + colon + (random.nextBoolean() && level < 5 ? metadata(level + 1) : any(level + 1)));
        }
        return object(level, fields);
    }

    private String any(int level) {
        return switch (random.nextInt(level > 5 ? 4 : 6)) {
            case 0 -> pick(TEXTS);
            case 1 -> pick(NUMBERS);
            case 2 -> pick(List.of("true", "false"));
            case 3 -> "null";
            case 4 -> '[' + String.join(comma, List.of(any(level + 1), any(level + 1))) + ']';
            default -> metadata(level + 1);
        };
    }

    private void maybe(List<String> fields, Supplier<String> field) {
        if (random.nextInt(4) > 0) {
            fields.add(field.get());
        }
    }

    private String object(int level, List<String> members) {
        if (members.isEmpty()) {
            return pick(List.of("{}", "{}", "{ }"));
        }
        if (level >= spreadLevels) {
            return '{' + String.join(comma, members) + '}';
        }
        String inner = lineBreak + indent.repeat(level + 1);
        return '{' + inner + String.join("," + inner, members) + lineBreak + indent.repeat(level) + '}';
    }

    private <T> T pick(List<T> from) {
        return from.get(random.nextInt(from.size()));
    }
}
