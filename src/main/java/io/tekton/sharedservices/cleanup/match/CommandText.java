package io.tekton.sharedservices.cleanup.match;

import io.tekton.sharedservices.process.CommandLine;
import io.tekton.sharedservices.redaction.Redaction;
import io.tekton.sharedservices.text.PrintableText;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/** Command lines and names of strangers as text that is safe to keep, log and print. */
public final class CommandText {
    /** The longest command line that is kept, in bytes of UTF-8. */
    public static final int LONGEST_BYTES = 8 * 1024;

    /** Masking reads no more than this: later text is cut off anyway, and patterns need their ends in sight. */
    private static final int LONGEST_ARGUMENT = 64 * 1024;

    /** How much goes at the end of an argument that was cut. */
    private static final int CUT_MARGIN = 1024;

    private static final Pattern CUT_LOGIN = Pattern.compile("://[^\\s/@]{0,65536}$");

    private static final Pattern PLAIN = Pattern.compile("[\\p{L}\\p{N}\\p{M}_@%+=:,./*?~^\\[\\]{}#!-]+");

    private CommandText() {}

    /**
     * A command line for people: secrets masked, arguments quoted where a shell would need it, control characters
     * escaped, at most {@value #LONGEST_BYTES} bytes of UTF-8.
     */
    public static String of(CommandLine line, Redaction redaction) {
        List<String> words = new ArrayList<>();
        int length = 0;
        for (String argument : masked(line, redaction)) {
            String word = quoted(printable(argument));
            words.add(word);
            length += word.length();
            if (length > LONGEST_BYTES) {
                break;
            }
        }
        return cut(String.join(" ", words));
    }

    /** If the line had to be cut, its last part is removed: a secret without its end may not be recognised. */
    private static List<String> masked(CommandLine line, Redaction redaction) {
        List<String> arguments = new ArrayList<>();
        boolean cut = false;
        int length = 0;
        for (int i = 0; i < line.size() && length <= LONGEST_ARGUMENT; i++) {
            String argument = line.argument(i);
            if (argument.length() > LONGEST_ARGUMENT) {
                argument = argument.substring(0, LONGEST_ARGUMENT);
                cut = true;
            }
            arguments.add(argument);
            length += argument.length();
            if (cut) {
                break;
            }
        }
        List<String> masked = redaction.arguments(CommandLine.of(arguments));
        int last = masked.size() - 1;
        if (cut) {
            String word = CUT_LOGIN.matcher(masked.get(last)).replaceFirst("");
            masked.set(last, word.substring(0, Math.max(0, word.length() - CUT_MARGIN)) + "...");
        } else if (masked.size() < line.size()) {
            masked.add("...");
        }
        return masked;
    }

    private static String quoted(String word) {
        return PLAIN.matcher(word).matches() ? word : "'" + word.replace("'", "'\\''") + "'";
    }

    /** The text as in {@link PrintableText}, with backslashes doubled, so that no two texts are displayed alike. */
    public static String printable(String text) {
        return PrintableText.escaped(text.replace("\\", "\\\\"));
    }

    private static String cut(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        if (bytes.length <= LONGEST_BYTES) {
            return text;
        }
        int end = LONGEST_BYTES - 3;
        while ((bytes[end] & 0xC0) == 0x80) {
            end--;
        }
        return new String(bytes, 0, end, StandardCharsets.UTF_8) + "...";
    }
}
