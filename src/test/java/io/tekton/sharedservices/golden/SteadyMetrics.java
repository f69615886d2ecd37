package io.tekton.sharedservices.golden;

import java.util.LinkedHashSet;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Metrics in the Prometheus text format: names, types, units and labels for programs, help lines for people; a value
 * that differs from run to run has a placeholder; the metrics of the Java runtime are left out.
 */
record SteadyMetrics(String contract, String wording) {
    private static final Pattern VALUE = Pattern.compile(" (NaN|[+-]Inf|[-+0-9.eE]+)( #.*)?$");

    /** Those whose values are the same each time. */
    private static final Pattern STEADY = Pattern.compile("shared_services_("
            + "(runs|terminations|verdicts|orphans|flag_claims|recheck_vetoes|store_errors)_total"
            + "|job_paused|last_run_orphans|consecutive_refusals|registrations|registry_readable|store_up|warnings"
            + "|interval_seconds|alert_threshold_orphans|pool_limit_connections)\\b.*");

    /** Which of these there are depends on the Java runtime, and on whether it has collected garbage yet. */
    private static final Pattern OF_THE_RUNTIME = Pattern.compile("(# (HELP|TYPE|UNIT) )?jvm_.*");

    static SteadyMetrics of(String document) {
        Set<String> programs = new LinkedHashSet<>();
        StringBuilder people = new StringBuilder();
        for (String line : document.lines()
                .filter(line -> !OF_THE_RUNTIME.matcher(line).matches())
                .toList()) {
            if (line.startsWith("# HELP ")) {
                String name = line.split(" ")[2];
                programs.add("# HELP " + name + " <text>");
                people.append(line).append('\n');
            } else if (line.startsWith("#")) {
                programs.add(line);
            } else {
                String steady = STEADY.matcher(line).matches()
                        ? line
                        : VALUE.matcher(line)
                                .replaceAll(" <value>")
                                .replaceAll("(java|version)=\"[^\"]*\"", "$1=\"<$1>\"");
                programs.add(steady);
            }
        }
        return new SteadyMetrics(String.join("\n", programs) + "\n", people.toString());
    }
}
