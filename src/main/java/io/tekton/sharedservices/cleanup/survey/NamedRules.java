package io.tekton.sharedservices.cleanup.survey;

import java.util.Arrays;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Which protect rule and which owners an explanation on record names, as the rules of {@code cleanup.verdict} write it.
 * Pure.
 */
public final class NamedRules {
    private static final String NAME = "[\\w.-]+";
    private static final String NAMES = "(" + NAME + "(?:, " + NAME + ")*)";
    private static final Pattern PROTECT = Pattern.compile("^protect rule '(" + NAME + ")' names it: ");
    private static final Pattern LIVING = Pattern.compile("is a living owner: " + NAMES);
    private static final Pattern SEEN = Pattern.compile("(?:seen below|its owner|and) " + NAMES + " \\(pid \\d+\\)");

    private NamedRules() {}

    /** The protect rule that spared; null where none did. */
    public static @Nullable String protect(String explanation) {
        Matcher named = PROTECT.matcher(explanation);
        return named.find() ? named.group(1) : null;
    }

    /** The owners below which the process is or was, in alphabetical order; empty where none is named. */
    public static Set<String> owners(String explanation) {
        Set<String> owners = new TreeSet<>();
        if (protect(explanation) == null) {
            for (Pattern pattern : new Pattern[] {LIVING, SEEN}) {
                Matcher named = pattern.matcher(explanation);
                while (named.find()) {
                    owners.addAll(Arrays.asList(named.group(1).split(", ")));
                }
            }
        }
        return owners;
    }
}
