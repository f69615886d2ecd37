package io.tekton.sharedservices.cli.option;

import java.util.Map;
import org.apache.commons.cli.Option;
import org.apache.commons.cli.Options;

/** A short way to write down a command's options. */
public final class OptionSpecs {
    /** The short names, the same in every command that has the option. */
    private static final Map<String, String> SHORT =
            Map.of("help", "h", "version", "V", "verbose", "v", "dry-run", "n", "yes", "y");

    private final Options options;

    public OptionSpecs() {
        this(new Options());
    }

    /** Adds to options that are there already. */
    public OptionSpecs(Options options) {
        this.options = options;
    }

    public OptionSpecs flag(String name, String description) {
        options.addOption(Option.builder()
                .option(SHORT.get(name))
                .longOpt(name)
                .desc(description)
                .get());
        return this;
    }

    public OptionSpecs value(String name, String argument, String description) {
        options.addOption(Option.builder()
                .longOpt(name)
                .hasArg()
                .argName(argument)
                .desc(description)
                .get());
        return this;
    }

    /** An option whose value may be omitted. */
    public OptionSpecs optional(String name, String argument, String description) {
        options.addOption(Option.builder()
                .longOpt(name)
                .hasArg()
                .optionalArg(true)
                .argName(argument)
                .desc(description)
                .get());
        return this;
    }

    public OptionSpecs period() {
        return value("since", "TIME", "from this time on: 2h, 3d (ago), a date, or an ISO time")
                .value("until", "TIME", "before this time");
    }

    public OptionSpecs limit() {
        return value("limit", "N", "at most N, the newest; default 50");
    }

    public Options options() {
        return options;
    }
}
