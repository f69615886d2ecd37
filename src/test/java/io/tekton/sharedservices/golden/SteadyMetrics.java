package io.tekton.sharedservices.golden;

import java.util.LinkedHashSet;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Metrics in the Prometheus text format: names, types, units and labels for programs, help lines for people; each value is a placeholder, and so are the
 * labels of the Java runtime, which differ from one to the next.
 */
record SteadyMetrics(String contract, String wording) {
    private static final Pattern VALUE = Pattern.compile(" (NaN|[+-]Inf|[-+0-9.eE]+)( #.*)?$");

    private static final Pattern LABEL = Pattern.compile("=\"[^\"]*\"");

    static SteadyMetrics of(String document) {
        Set<String> programs = new LinkedHashSet<>();
        StringBuilder people = new StringBuilder();
        for (String line : document.lines().toList()) {
            if (line.startsWith("# HELP ")) {
                String name = line.split(" ")[2];
                programs.add("# HELP " + name + " <text>");
                people.append(line).append('\n');
            } else if (line.startsWith("#")) {
                programs.add(line);
            } else {
                String steady = VALUE.matcher(line).replaceAll(" <value>");
                programs.add(line.startsWith("jvm_") ? LABEL.matcher(steady).replaceAll("") : steady);
            }
        }
        return new SteadyMetrics(String.join("\n", programs) + "\n", people.toString());
    }
}
