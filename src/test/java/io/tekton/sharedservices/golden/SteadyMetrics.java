package io.tekton.sharedservices.golden;

import java.util.regex.Pattern;

/** Metrics in the Prometheus text format: names, types, units and labels for programs, help lines for people; each value is a placeholder. */
record SteadyMetrics(String contract, String wording) {
    private static final Pattern VALUE = Pattern.compile(" (NaN|[+-]Inf|[-+0-9.eE]+)( #.*)?$");

    static SteadyMetrics of(String document) {
        StringBuilder programs = new StringBuilder();
        StringBuilder people = new StringBuilder();
        for (String line : document.lines().toList()) {
            if (line.startsWith("# HELP ")) {
                String name = line.split(" ")[2];
                programs.append("# HELP ").append(name).append(" <text>\n");
                people.append(line).append('\n');
            } else if (line.startsWith("#")) {
                programs.append(line).append('\n');
            } else {
                programs.append(VALUE.matcher(line).replaceAll(" <value>")).append('\n');
            }
        }
        return new SteadyMetrics(programs.toString(), people.toString());
    }
}
