package io.tekton.sharedservices.golden;

import io.tekton.sharedservices.cli.CommandLineCalls;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The commands that the program has, and their options, by what it says itself. */
final class Commands {
    /** Two of them on a line of the overview. */
    private static final Pattern COMMAND = Pattern.compile("(?m)(?:(?<=^ {2})|(?<=^ {2}.{38}))([a-z]+)(?= +[a-z])");

    private static final Pattern OPTION = Pattern.compile("(?m)^  (--[a-z-]+)\\b");
    private static final String SHARED = "Options of all commands:";

    private Commands() {}

    /** The own options of each command. */
    static Map<String, Set<String>> of(CommandLineCalls calls) {
        Map<String, Set<String>> commands = new TreeMap<>();
        for (String name : found(COMMAND, calls.run("help").out())) {
            if (!name.equals("help")) {
                commands.put(name, found(OPTION, between(calls.run("help", name).out(), "\nOptions:")));
            }
        }
        if (commands.size() < 18 || !commands.getOrDefault("audit", Set.of()).contains("--csv")) {
            throw new AssertionError("the list of commands is not read any more: " + commands);
        }
        return commands;
    }

    /** What is between a heading and the shared options; empty without the heading. */
    private static String between(String help, String heading) {
        int from = help.indexOf(heading);
        return from < 0 ? "" : help.substring(from, help.indexOf(SHARED));
    }

    private static Set<String> found(Pattern pattern, String text) {
        Set<String> found = new TreeSet<>();
        for (Matcher entry = pattern.matcher(text); entry.find(); ) {
            found.add(entry.group(1));
        }
        return found;
    }
}
