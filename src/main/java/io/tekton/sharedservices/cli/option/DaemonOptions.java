package io.tekton.sharedservices.cli.option;

import io.tekton.sharedservices.settings.Durations;
import java.util.ArrayList;
import java.util.List;
import org.apache.commons.cli.CommandLine;

/** The options of {@code run}, {@code start} and {@code restart}. */
public final class DaemonOptions {
    private DaemonOptions() {}

    public static OptionSpecs specs() {
        return new OptionSpecs()
                .value(
                        "orphan-interval",
                        "TIME",
                        "the time from one cleanup to the next, at least 1h; a number without a unit, such as 4 "
                                + "or 1.5, means hours")
                .value(
                        "orphan-min-age",
                        "AGE",
                        "a younger process is never an orphan; a number without a unit, such as 4 or 1.5, means hours")
                .flag("dry-run", "every job only decides and records: nothing is signalled, nothing is written");
    }

    public static List<Context.OwnOption> own(CommandLine line) {
        List<Context.OwnOption> own = new ArrayList<>();
        Arguments.text(line, "orphan-interval")
                .ifPresent(value -> own.add(new Context.OwnOption(
                        "--orphan-interval",
                        "orphan-cleanup.schedule",
                        "every " + Durations.bareNumberAsHours(value))));
        Arguments.text(line, "orphan-min-age")
                .ifPresent(value -> own.add(new Context.OwnOption(
                        "--orphan-min-age", "orphan-cleanup.min-age", Durations.bareNumberAsHours(value))));
        if (line.hasOption("dry-run")) {
            // for every job
            own.add(new Context.OwnOption("--dry-run", "orphan-cleanup.dry-run", "true"));
            own.add(new Context.OwnOption("--dry-run", "config-sync.dry-run", "true"));
        }
        return own;
    }

    /** The same options as they are handed on to the daemon. */
    public static List<String> arguments(CommandLine line) {
        List<String> arguments = new ArrayList<>();
        for (String option : List.of("orphan-interval", "orphan-min-age")) {
            Arguments.text(line, option).ifPresent(value -> arguments.addAll(List.of("--" + option, value)));
        }
        if (line.hasOption("dry-run")) {
            arguments.add("--dry-run");
        }
        return arguments;
    }
}
