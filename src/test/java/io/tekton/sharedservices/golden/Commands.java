package io.tekton.sharedservices.golden;

import io.tekton.sharedservices.CommandLineCalls;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The commands that the program has, by what it says itself. */
final class Commands {
    private static final Pattern ENTRY = Pattern.compile("(?m)^  ([a-z]+)\\b");

    private Commands() {}

    static Set<String> of(CommandLineCalls calls) {
        String overview = calls.run("help").out();
        String list = overview.substring(overview.indexOf("Commands:"), overview.indexOf("Options of all commands:"));
        Set<String> names = new TreeSet<>();
        for (Matcher entry = ENTRY.matcher(list); entry.find(); ) {
            names.add(entry.group(1));
        }
        names.remove("help");
        if (names.size() < 18) {
            throw new AssertionError("the list of commands is not read any more: " + names + " from " + overview);
        }
        return names;
    }
}
