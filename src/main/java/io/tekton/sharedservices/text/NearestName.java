package io.tekton.sharedservices.text;

import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;
import java.util.TreeSet;

/**
 * Finds the name that a misspelt name probably means: the one that takes the fewest insertions, deletions, replacements
 * and swaps of neighbours (Damerau-Levenshtein distance, optimal string alignment), case not counted. Leaving out equal
 * parts in front (between {@code .}, {@code -} and {@code _}), a name of which more than a third differs is not near.
 */
public final class NearestName {

    private static final int LONGEST = 200;
    private static final int MOST_EDITS = 8;

    private NearestName() {}

    /** The nearest candidate; the first in alphabetical order where several are equally near, empty where none is. */
    public static Optional<String> among(String typed, Collection<String> candidates) {
        if (typed.isBlank() || typed.length() > LONGEST) {
            return Optional.empty();
        }
        String wanted = typed.toLowerCase(Locale.ROOT);
        return new TreeSet<>(candidates)
                .stream()
                        .map(name -> near(wanted, name))
                        .flatMap(Optional::stream)
                        .min(Comparator.comparingInt(Near::edits))
                        .map(Near::name);
    }

    private record Near(String name, int edits) {}

    private static Optional<Near> near(String wanted, String name) {
        String lower = name.toLowerCase(Locale.ROOT);
        int same = sameParts(wanted, lower);
        int bound = Math.min(MOST_EDITS, Math.max(1, (wanted.length() - same) / 3));
        if (Math.abs(lower.length() - wanted.length()) > bound) {
            return Optional.empty();
        }
        int edits = distance(wanted.substring(same), lower.substring(same));
        return edits <= bound && edits < lower.length() ? Optional.of(new Near(name, edits)) : Optional.empty();
    }

    /** How much the two share up to the end of a part; a long common prefix must not make everything near. */
    private static int sameParts(String a, String b) {
        int same = 0;
        for (int i = 0; i < Math.min(a.length(), b.length()) && a.charAt(i) == b.charAt(i); i++) {
            if (".-_".indexOf(a.charAt(i)) >= 0) {
                same = i + 1;
            }
        }
        return same;
    }

    static int distance(String a, String b) {
        int[][] edits = new int[a.length() + 1][b.length() + 1];
        for (int i = 0; i <= a.length(); i++) {
            for (int j = 0; j <= b.length(); j++) {
                if (i == 0 || j == 0) {
                    edits[i][j] = i + j;
                    continue;
                }
                int replaced = edits[i - 1][j - 1] + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                edits[i][j] = Math.min(replaced, 1 + Math.min(edits[i - 1][j], edits[i][j - 1]));
                if (i > 1 && j > 1 && a.charAt(i - 1) == b.charAt(j - 2) && a.charAt(i - 2) == b.charAt(j - 1)) {
                    edits[i][j] = Math.min(edits[i][j], edits[i - 2][j - 2] + 1);
                }
            }
        }
        return edits[a.length()][b.length()];
    }
}
