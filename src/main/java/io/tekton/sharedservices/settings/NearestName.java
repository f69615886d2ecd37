package io.tekton.sharedservices.settings;

import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;
import java.util.TreeSet;

/**
 * Finds what somebody probably meant who misspelt a name: the one that takes the fewest insertions, deletions,
 * replacements and swaps of neighbours (Damerau-Levenshtein distance, optimal string alignment), case not counted.
 * A name about a third of which differs is no longer near.
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
        int bound = Math.min(MOST_EDITS, Math.max(1, wanted.length() / 3));
        return new TreeSet<>(candidates)
                .stream()
                        .filter(name -> Math.abs(name.length() - wanted.length()) <= bound)
                        .map(name -> new Near(name, distance(wanted, name.toLowerCase(Locale.ROOT))))
                        .filter(near -> near.edits() <= bound && near.edits() < near.name().length())
                        .min(Comparator.comparingInt(Near::edits))
                        .map(Near::name);
    }

    private record Near(String name, int edits) {}

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
