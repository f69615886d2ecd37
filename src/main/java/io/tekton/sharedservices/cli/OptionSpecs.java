package io.tekton.sharedservices.cli;

import org.apache.commons.cli.Option;
import org.apache.commons.cli.Options;

/** A short way to write down a command's options. */
final class OptionSpecs {
    private final Options options;

    OptionSpecs() {
        this(new Options());
    }

    /** Adds to options that are there already. */
    OptionSpecs(Options options) {
        this.options = options;
    }

    OptionSpecs flag(String name, String description) {
        options.addOption(Option.builder().longOpt(name).desc(description).get());
        return this;
    }

    OptionSpecs value(String name, String argument, String description) {
        options.addOption(Option.builder()
                .longOpt(name)
                .hasArg()
                .argName(argument)
                .desc(description)
                .get());
        return this;
    }

    /** One that need not have a value. */
    OptionSpecs optional(String name, String argument, String description) {
        options.addOption(Option.builder()
                .longOpt(name)
                .hasArg()
                .optionalArg(true)
                .argName(argument)
                .desc(description)
                .get());
        return this;
    }

    OptionSpecs period() {
        return value("since", "TIME", "not before: 2h, 3d (ago), a date, or an ISO time")
                .value("until", "TIME", "before");
    }

    OptionSpecs limit() {
        return value("limit", "N", "at most so many, the newest; 50 unless given");
    }

    Options options() {
        return options;
    }
}
