package io.tekton.sharedservices.cleanup.match;

import io.tekton.sharedservices.process.CommandLine;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The platform's components, and which of them a process is. */
public final class Components {
    static final List<String> LISTED = List.of(
            "rhetor",
            "numa",
            "apollo",
            "athena",
            "sophia",
            "noesis",
            "hermes",
            "engram",
            "prometheus",
            "telos",
            "metis",
            "harmonia",
            "synthesis",
            "penia",
            "ergon",
            "terma",
            "hephaestus",
            "tekton-core");

    private static final Set<String> KNOWN = Set.copyOf(LISTED);
    private static final List<String> ID_OPTIONS = List.of("--ai-id", "--ci-id");

    private Components() {}

    /**
     * The component: {@code --component}; else the id without {@code -ai} or {@code -ci}; else a launcher's first
     * positional argument. Else the name of program, script or its folder, if that is a listed component, with or
     * without {@code -ai} or {@code -ci}; else null. In lower case: names compare without regard to it.
     */
    public static @Nullable String of(Invocation invocation, boolean launcher) {
        String named = last(Options.values(invocation, "--component"));
        if (named != null) {
            return folded(named);
        }
        for (String option : ID_OPTIONS) {
            String id = last(Options.values(invocation, option));
            if (id != null) {
                return folded(withoutSuffix(id));
            }
        }
        if (launcher) {
            List<String> positionals = Options.positionals(invocation);
            if (!positionals.isEmpty()) {
                // The first may be another option's value; a listed component is not.
                return positionals.stream()
                        .map(Components::folded)
                        .filter(KNOWN::contains)
                        .findFirst()
                        .orElse(folded(positionals.get(0)));
            }
        }
        return ofPaths(invocation);
    }

    private static @Nullable String ofPaths(Invocation invocation) {
        if (!invocation.hasProgram()) {
            return null;
        }
        CommandLine line = invocation.line();
        List<String> names = new ArrayList<>();
        names.add(name(line.argument(invocation.program()), 1));
        if (invocation.hasScript()) {
            String script = line.argument(invocation.script());
            names.add(name(script, 1));
            names.add(name(script, 2));
        }
        for (String name : names) {
            String folded = folded(withoutSuffix(name));
            if (KNOWN.contains(folded)) {
                return folded;
            }
        }
        return null;
    }

    /** The n-th component of a path from its end, without a file's ending; empty if the path is shorter. */
    private static String name(String path, int n) {
        String[] parts = path.split("/", -1);
        if (parts.length < n) {
            return "";
        }
        String part = parts[parts.length - n];
        int dot = part.lastIndexOf('.');
        return n == 1 && dot > 0 ? part.substring(0, dot) : part;
    }

    /**
     * Every id under which a registry may know the process: the values of {@code --ai-id}, {@code --ci-id},
     * {@code --name}, {@code -n}, all of them. More names spare more, so none is left out.
     */
    public static Set<String> ids(Invocation invocation) {
        Set<String> ids = new LinkedHashSet<>();
        for (String option : ID_OPTIONS) {
            ids.addAll(Options.values(invocation, option));
        }
        ids.addAll(Options.values(invocation, "--name"));
        ids.addAll(Options.shortValues(invocation, "-n"));
        ids.remove("");
        return ids;
    }

    private static String withoutSuffix(String id) {
        String folded = folded(id);
        return (folded.endsWith("-ai") || folded.endsWith("-ci")) && id.length() > 3
                ? id.substring(0, id.length() - 3)
                : id;
    }

    private static @Nullable String last(List<String> values) {
        String last = values.isEmpty() ? "" : values.get(values.size() - 1);
        return last.isBlank() ? null : last;
    }

    private static String folded(String name) {
        return name.toLowerCase(Locale.ROOT);
    }
}
