package io.tekton.sharedservices.cli;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * What the overview says of one command, and examples of its use.
 *
 * @param group under which heading it is listed
 * @param brief what it does, at most 26 characters
 */
record CommandGuide(String group, String command, String brief, List<Example> examples) {
    private static final String RESOURCE = "/help/overview.txt";

    /**
     * One call.
     *
     * @param arguments as a shell takes them, without the program's name
     * @param meaning what they do, in a few words
     */
    record Example(String arguments, String meaning) {}

    /**
     * All commands by group.
     *
     * @throws IllegalStateException if the program lacks its resource
     */
    static List<CommandGuide> all() {
        List<CommandGuide> all = new ArrayList<>();
        String group = "";
        for (String line : lines()) {
            String[] parts = line.strip().split(" \\| ");
            if (parts.length == 1) {
                group = parts[0];
            } else if (line.startsWith(" ")) {
                all.get(all.size() - 1).examples().add(new Example(parts[0], parts[1]));
            } else {
                all.add(new CommandGuide(group, parts[0], parts[1], new ArrayList<>()));
            }
        }
        return all;
    }

    static List<Example> examplesOf(String command) {
        return all().stream()
                .filter(guide -> guide.command().equals(command))
                .findFirst()
                .map(CommandGuide::examples)
                .orElse(List.of());
    }

    private static List<String> lines() {
        return resource(RESOURCE).lines().filter(line -> !line.startsWith("#")).toList();
    }

    /** @throws IllegalStateException if the program lacks it */
    static String resource(String name) {
        try (InputStream in = CommandGuide.class.getResourceAsStream(name)) {
            if (in == null) {
                throw new IllegalStateException("the program lacks its resource " + name);
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
