package io.tekton.sharedservices.cleanup.match;

import io.tekton.sharedservices.process.CommandLine;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * All options of one program. A program may get new options at any time, and one that takes a value moves everything
 * behind it: after an option that is not in its table, the place of the next argument is unknown.
 *
 * <p>Written as words: {@code -v --verbose} take no value, {@code --config:} takes the next argument, {@code --bind::}
 * the next two, {@code --lock=} only one that is attached, and {@code -c!} ends the search.
 */
final class OptionTable {
    /** In place of an index: an option that is not in the table. */
    static final int UNKNOWN = -1;

    /** In place of an index: an option that ends the search. */
    static final int ENDED = -2;

    private static final int ATTACHED = -1;
    private static final int ENDS = -2;

    private final Map<String, Integer> values;

    private OptionTable(Map<String, Integer> values) {
        this.values = Map.copyOf(values);
    }

    static OptionTable of(String... texts) {
        Map<String, Integer> values = new HashMap<>();
        for (String text : texts) {
            for (String word : text.isEmpty() ? new String[0] : text.split(" ")) {
                int end = word.length();
                while (end > 1 && ":=!".indexOf(word.charAt(end - 1)) >= 0) {
                    end--;
                }
                String mark = word.substring(end);
                values.put(
                        word.substring(0, end), mark.equals("!") ? ENDS : mark.equals("=") ? ATTACHED : mark.length());
            }
        }
        return new OptionTable(values);
    }

    /** The same program's options behind one of its words. */
    OptionTable and(String... texts) {
        Map<String, Integer> all = new HashMap<>(values);
        all.putAll(of(texts).values);
        return new OptionTable(all);
    }

    /**
     * Where the options end.
     *
     * @param at the index of the first argument that is none, or {@link #UNKNOWN} or {@link #ENDED}
     * @param given those in the table that were given, by name
     */
    record Walk(int at, Set<String> given) {}

    /** Steps over the options from an index on, and over the {@code --} that ends them. */
    Walk walk(CommandLine line, int from) {
        Set<String> given = Collections.emptySet();
        int i = from;
        while (i < line.size() && isOption(line, i)) {
            String argument = text(line, i);
            if (argument.equals("--")) {
                return new Walk(i + 1, given);
            }
            if (given.isEmpty()) {
                given = new HashSet<>();
            }
            int taken = argument.startsWith("--") ? ofLong(argument, given) : ofShort(argument, given);
            if (taken < 0) {
                return new Walk(taken, given);
            }
            i += taken;
        }
        return new Walk(i, given);
    }

    private boolean isOption(CommandLine line, int i) {
        int length = line.end(i) - line.start(i);
        // A lone dash is an argument for nearly every program.
        return length > 0 && line.byteAt(line.start(i)) == '-' && (length > 1 || values.containsKey("-"));
    }

    /** One byte a character, so that an option is found in text of any form. */
    private static String text(CommandLine line, int i) {
        byte[] bytes = new byte[line.end(i) - line.start(i)];
        for (int k = 0; k < bytes.length; k++) {
            bytes[k] = line.byteAt(line.start(i) + k);
        }
        return new String(bytes, StandardCharsets.ISO_8859_1);
    }

    /** How many arguments it takes, itself included; {@link #UNKNOWN} or {@link #ENDED} too. */
    private int ofLong(String argument, Set<String> given) {
        int equals = argument.indexOf('=');
        String name = equals < 0 ? argument : argument.substring(0, equals);
        Integer taken = values.get(name);
        if (taken == null || (taken == ATTACHED && equals < 0)) {
            return UNKNOWN;
        }
        given.add(name);
        if (taken == ENDS) {
            return ENDED;
        }
        return equals < 0 ? 1 + taken : 1;
    }

    /** Several can be joined; what follows one that takes a value is its value. */
    private int ofShort(String argument, Set<String> given) {
        if (argument.equals("-")) {
            given.add(argument);
            return 1;
        }
        for (int k = 1; k < argument.length(); k++) {
            String name = "-" + argument.charAt(k);
            Integer taken = values.get(name);
            if (taken == null) {
                return UNKNOWN;
            }
            given.add(name);
            if (taken == ENDS) {
                return ENDED;
            }
            boolean last = k + 1 == argument.length();
            if (!last && argument.charAt(k + 1) == '=') {
                return 1;
            }
            if (taken == ATTACHED) {
                return UNKNOWN;
            }
            if (taken > 0) {
                return last ? 1 + taken : taken;
            }
        }
        return 1;
    }
}
