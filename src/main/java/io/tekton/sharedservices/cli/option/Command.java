package io.tekton.sharedservices.cli.option;

import org.apache.commons.cli.CommandLine;
import org.apache.commons.cli.Options;

/** One command of the program. */
public interface Command {
    String name();

    /** One line, for the list of commands. */
    String summary();

    /** What follows the name in the usage line, such as {@code [options] PID}; empty for nothing but options. */
    default String operands() {
        return "";
    }

    /**
     * For a user who gives operands to a command that takes none: the command that was probably meant, such as {@code ;
     * explain PID shows ...}.
     */
    default String insteadOfOperands() {
        return "";
    }

    /** Its own options, none for many; the ones that all commands have are added. */
    default Options options() {
        return new OptionSpecs().options();
    }

    /** Whether it reports, and so has {@code --json}. */
    default boolean reports() {
        return true;
    }

    /** Further lines of its help. */
    default String details() {
        return "";
    }

    /**
     * Does it.
     *
     * @param line what was given, checked against the options
     * @return the exit code
     * @throws UsageException if what was given does not make sense
     */
    int run(CommandLine line, Context context);
}
