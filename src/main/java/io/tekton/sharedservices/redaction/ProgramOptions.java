package io.tekton.sharedservices.redaction;

import io.tekton.sharedservices.secrets.ResourceTable;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What the options and words of one program mean where only the program says so, as {@code -p} of {@code mysql} does.
 */
final class ProgramOptions {
    private static final Map<String, ProgramOptions> ALL = all();

    private final List<Option> options = new ArrayList<>();
    private final Map<String, Meaning> words = new HashMap<>();
    private final List<Position> positions = new ArrayList<>();

    private ProgramOptions() {}

    /**
     * @param name as {@code program-options.tsv} explains it: {@code secret}, {@code attached}, {@code after:2} and so
     *     on
     */
    record Meaning(String name) {
        boolean is(String other) {
            return name.equals(other);
        }

        /** How many words behind it the secret is; 0 for other meanings. */
        int after() {
            return name.startsWith("after:") ? Integer.parseInt(name.substring(6)) : 0;
        }
    }

    /** @param bundled whether it may end a bundle of short flags, as in {@code curl -sSu name:password} */
    private record Option(String text, boolean bundled, Meaning meaning) {
        boolean isShort() {
            return text.length() == 2 && text.charAt(0) == '-';
        }
    }

    /** @param flag only where this short flag is given too; 0 for always */
    record Position(int number, char flag, Meaning meaning) {}

    /** @param value where the value begins in the word; -1 where it is the next word */
    record Found(Meaning meaning, int value) {}

    private static Map<String, ProgramOptions> all() {
        Map<String, ProgramOptions> all = new HashMap<>();
        for (List<String> row : ResourceTable.read("/secrets/program-options.tsv", 3)) {
            for (String program : row.get(0).split(" ")) {
                ProgramOptions options = all.computeIfAbsent(program, p -> new ProgramOptions());
                for (String option : row.get(1).split(" ")) {
                    options.add(option, new Meaning(row.get(2)));
                }
            }
        }
        return all;
    }

    private void add(String option, Meaning meaning) {
        if (option.startsWith("word:")) {
            words.put(option.substring(5), meaning);
        } else if (option.startsWith("arg:")) {
            String[] parts = option.split(":");
            positions.add(new Position(Integer.parseInt(parts[1]), parts.length > 2 ? parts[2].charAt(0) : 0, meaning));
        } else {
            boolean bundled = option.startsWith("~");
            options.add(new Option(bundled ? option.substring(1) : option, bundled, meaning));
        }
    }

    /** The program of this name or path; null for a program without special options. */
    static @Nullable ProgramOptions of(String word) {
        int slash = Math.max(word.lastIndexOf('/'), word.lastIndexOf('\\'));
        if (word.length() - slash > 40) {
            return null;
        }
        String name = word.substring(slash + 1);
        String bare = name.endsWith(".exe") || name.endsWith(".EXE") ? name.substring(0, name.length() - 4) : name;
        ProgramOptions exact = ALL.get(bare);
        return exact != null ? exact : ALL.get(unversioned(bare.toLowerCase(Locale.ROOT)));
    }

    /** {@code mysql-8.0} and {@code python3.11} are {@code mysql} and {@code python}. */
    private static String unversioned(String name) {
        if (ALL.containsKey(name)) {
            return name;
        }
        int end = name.length();
        while (end > 1 && "0123456789.-".indexOf(name.charAt(end - 1)) >= 0) {
            end--;
        }
        return name.substring(0, end);
    }

    /** What a word that begins as an option is; null where the program gives it no meaning. */
    @Nullable
    Found option(String word) {
        for (Option option : options) {
            String text = option.text();
            if (word.equals(text)) {
                return new Found(option.meaning(), -1);
            }
            if (word.startsWith(text)) {
                if (isAttached(option)) {
                    return new Found(option.meaning(), text.length());
                }
                if (word.charAt(text.length()) == '=') {
                    return new Found(option.meaning(), text.length() + 1);
                }
            }
            if (option.bundled() && isBundle(word, option)) {
                return new Found(option.meaning(), -1);
            }
        }
        return null;
    }

    /** Whether the value may follow at once, as in {@code -pPASSWORD}, {@code /p:PASSWORD}, {@code -hpPASSWORD}. */
    private static boolean isAttached(Option option) {
        return option.text().endsWith(":")
                || (option.isShort() && !option.meaning().is("next"))
                || (option.meaning().is("attached") && !option.text().startsWith("--"));
    }

    private static boolean isBundle(String word, Option option) {
        if (!option.isShort() || word.length() < 3 || word.length() > 8 || word.charAt(0) != '-') {
            return false;
        }
        return word.charAt(word.length() - 1) == option.text().charAt(1)
                && word.chars().skip(1).allMatch(c -> Character.isLetter(c) || c == '#');
    }

    /** What a word that is no option is; null where the program gives it no meaning. */
    @Nullable
    Meaning word(String word) {
        return words.get(word);
    }

    List<Position> positions() {
        return positions;
    }
}
