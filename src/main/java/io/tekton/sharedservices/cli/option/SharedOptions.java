package io.tekton.sharedservices.cli.option;

import io.tekton.sharedservices.cli.view.Printable;
import io.tekton.sharedservices.text.NearestName;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import org.apache.commons.cli.AlreadySelectedException;
import org.apache.commons.cli.CommandLine;
import org.apache.commons.cli.DefaultParser;
import org.apache.commons.cli.MissingArgumentException;
import org.apache.commons.cli.Option;
import org.apache.commons.cli.Options;
import org.apache.commons.cli.ParseException;
import org.apache.commons.cli.UnrecognizedOptionException;

/** The options that all commands have, and how a list of arguments is read against options. */
public final class SharedOptions {
    /** The only option whose values add up. */
    public static final String SET = "set";

    private SharedOptions() {}

    /** @param json whether {@code --json} is among them */
    public static Options addTo(Options options, boolean json) {
        OptionSpecs specs = new OptionSpecs(options)
                .value("config", "FILE", "the settings file")
                .value("state", "DIR", "the state folder")
                .value(SET, "KEY=VALUE", "one setting, which overrides file and environment; may be repeated");
        if (json) {
            specs.flag("json", "one JSON document on standard output, and nothing else there");
        }
        return specs.flag("help", "this text")
                .flag("version", "the program's version")
                .options();
    }

    /**
     * Reads arguments.
     *
     * @param stopAtOperand whether the first that is no option ends the reading, and is left with all behind it
     * @throws UsageException if they do not fit, or if an option has two values, of which one would count and the other
     *     not
     */
    public static CommandLine parse(Options options, String[] arguments, boolean stopAtOperand) {
        CommandLine line;
        try {
            line = DefaultParser.builder()
                    .setAllowPartialMatching(false)
                    .setStripLeadingAndTrailingQuotes(false)
                    .get()
                    .parse(options, arguments, stopAtOperand);
        } catch (UnrecognizedOptionException e) {
            throw unknown(e.getOption(), options);
        } catch (MissingArgumentException e) {
            throw new UsageException("--" + e.getOption().getLongOpt() + " needs a value: "
                    + e.getOption().getArgName() + ", " + e.getOption().getDescription());
        } catch (AlreadySelectedException e) {
            throw new UsageException("--" + e.getOption().getLongOpt() + " cannot be used with --"
                    + e.getOptionGroup().getSelected());
        } catch (ParseException e) {
            throw new UsageException(e.getMessage());
        }
        for (Option option : line.getOptions()) {
            if (option.hasArg() && !option.getLongOpt().equals(SET)) {
                refuseDifferent(option.getLongOpt(), values(line, option.getLongOpt()));
            }
        }
        return line;
    }

    /** All values that an option was given, in order. */
    public static List<String> values(CommandLine line, String option) {
        String[] values = line.getOptionValues(option);
        return values == null ? List.of() : List.of(values);
    }

    /** @throws UsageException if one option was given with two values */
    public static void refuseDifferent(String option, List<String> values) {
        if (new HashSet<>(values).size() > 1) {
            throw new UsageException("--" + option + " is given with different values: "
                    + String.join(", ", values.stream().map(Printable::of).toList()));
        }
    }

    public static UsageException unknown(String given, Options options) {
        List<String> names = options.getOptions().stream()
                .map(option -> "--" + option.getLongOpt())
                .sorted()
                .toList();
        String name = given.contains("=") ? given.substring(0, given.indexOf('=')) : given;
        if (names.contains(name) || (name.matches("-[A-Za-z]") && options.hasShortOption(name))) {
            return new UsageException(name + " takes no value, not " + Printable.of(given));
        }
        if (!given.startsWith("--")) {
            return new UsageException("there is no option " + Printable.of(given) + "; allowed are "
                    + String.join(", ", shortAnd(names, options)));
        }
        return new UsageException("there is no option " + Printable.of(given)
                + NearestName.among(name, names)
                        .map(near -> "; did you mean " + near + "?")
                        .orElse("; allowed are " + String.join(", ", names)));
    }

    /** The short names, each with what it is short for, and the long ones. */
    private static List<String> shortAnd(List<String> names, Options options) {
        List<String> all = new ArrayList<>();
        for (Option option : options.getOptions()) {
            if (option.getOpt() != null) {
                all.add("-" + option.getOpt() + " (--" + option.getLongOpt() + ")");
            }
        }
        all.addAll(names);
        return all;
    }

    /**
     * Whether an argument asks for something before all other arguments are read; an argument after {@code --} asks for
     * nothing.
     *
     * @param names of the option, long and short
     */
    public static boolean asks(String[] arguments, String... names) {
        for (String argument : arguments) {
            if (argument.equals("--")) {
                return false;
            }
            if (List.of(names).contains(argument)) {
                return true;
            }
        }
        return false;
    }
}
