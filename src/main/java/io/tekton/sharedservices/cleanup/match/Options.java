package io.tekton.sharedservices.cleanup.match;

import io.tekton.sharedservices.process.CommandLine;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * The named options of what a command line starts: {@code --name value} and {@code --name=value} after the script,
 * module or program. They end at a lone {@code --}: the rest belongs to a wrapped command.
 */
public final class Options {
    private Options() {}

    /**
     * Every value of an option, in order; the last one applies if a program takes only one, as Python's argparse does.
     */
    public static List<String> values(Invocation invocation, String name) {
        CommandLine line = invocation.line();
        byte[] wanted = name.getBytes(StandardCharsets.UTF_8);
        List<String> values = new ArrayList<>();
        for (int i = invocation.firstArgument(); i < line.size() && !isEnd(line, i); i++) {
            if (line.is(i, wanted)) {
                // As in argparse, an argument in the form of an option is not a value.
                if (i + 1 < line.size() && !isEnd(line, i + 1) && !isLongOption(line, i + 1)) {
                    values.add(line.argument(++i));
                }
            } else if (startsWithAssignment(line, i, wanted)) {
                values.add(line.argument(i).substring(name.length() + 1));
            }
        }
        return values;
    }

    /** The values of a short option such as {@code -n}, also attached ones: {@code -n value}, {@code -nvalue}. */
    static List<String> shortValues(Invocation invocation, String name) {
        CommandLine line = invocation.line();
        List<String> values = values(invocation, name);
        for (int i = invocation.firstArgument(); i < line.size() && !isEnd(line, i); i++) {
            String argument = line.argument(i);
            if (argument.length() > name.length() && argument.startsWith(name)) {
                values.add(argument.substring(name.length()));
            }
        }
        return values;
    }

    /**
     * The arguments that are not options; an option's value is included, since it is not known here which options take
     * one.
     */
    static List<String> positionals(Invocation invocation) {
        CommandLine line = invocation.line();
        List<String> found = new ArrayList<>();
        for (int i = invocation.firstArgument(); i < line.size() && !isEnd(line, i); i++) {
            String argument = line.argument(i);
            if (!argument.startsWith("-") && !argument.isEmpty()) {
                found.add(argument);
            }
        }
        return found;
    }

    private static boolean isEnd(CommandLine line, int i) {
        return line.end(i) - line.start(i) == 2
                && line.byteAt(line.start(i)) == '-'
                && line.byteAt(line.end(i) - 1) == '-';
    }

    private static boolean isLongOption(CommandLine line, int i) {
        int start = line.start(i);
        return line.end(i) - start > 2 && line.byteAt(start) == '-' && line.byteAt(start + 1) == '-';
    }

    private static boolean startsWithAssignment(CommandLine line, int i, byte[] name) {
        int start = line.start(i);
        if (line.end(i) - start <= name.length || line.byteAt(start + name.length) != '=') {
            return false;
        }
        for (int k = 0; k < name.length; k++) {
            if (line.byteAt(start + k) != name[k]) {
                return false;
            }
        }
        return true;
    }
}
