package io.tekton.sharedservices.redaction;

import io.tekton.sharedservices.process.CommandLine;
import io.tekton.sharedservices.secrets.SecretNames;
import io.tekton.sharedservices.secrets.SecretValues;
import io.tekton.sharedservices.text.BoundedMatch;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Masks secrets in command lines and other texts before anything of them reaches store, log or terminal. It errs on the
 * side of masking: a masked word too many is a nuisance, a key in a log is an incident. How often it errs is in
 * {@code docs/security.md}. Rules never see masked text. Thread-safe.
 */
public final class Redaction {
    /** What is shown in a secret's place. */
    public static final String MASK = "***";

    /** A shorter secret of a command line is not searched for elsewhere: it would match everywhere. */
    private static final int SHORTEST_KNOWN = 4;

    private static final int SHORTEST_PART = 6;
    private static final int MOST_KNOWN = 64;
    private static final Pattern PARTS = Pattern.compile("[\\s:;=,@&\"']++");

    private final List<More> more;
    private final List<String> known;

    /**
     * @param more further patterns; what their first group holds is masked, or all that they match where they have none
     */
    public Redaction(List<Pattern> more) {
        this(more.stream().map(pattern -> new More(pattern.pattern(), pattern)).toList(), List.of());
    }

    /** @param more as above, by the keys of their settings */
    public Redaction(Map<String, Pattern> more) {
        this(
                more.entrySet().stream()
                        .map(named -> new More(named.getKey(), named.getValue()))
                        .toList(),
                List.of());
    }

    private Redaction(List<More> more, List<String> known) {
        this.more = more;
        this.known = List.copyOf(known);
    }

    /** A pattern of the settings, and whether it could not cope with a text. */
    private record More(String name, Pattern pattern, AtomicBoolean failed) {
        More(String name, Pattern pattern) {
            this(name, pattern, new AtomicBoolean());
        }

        /** The text without what it matches; all of it is secret where the pattern cannot cope with it. */
        String masked(String text) {
            String masked = BoundedMatch.of(
                    pattern, text, matcher -> matcher.replaceAll(match -> Matcher.quoteReplacement(ofSettings(match))));
            if (masked == null) {
                failed.set(true);
                return MASK;
            }
            return masked;
        }

        String warning() {
            return "the pattern " + name
                    + " needs too many steps for some texts, and each of these is masked as a whole:"
                    + " make it simpler, with fewer repetitions inside of others";
        }
    }

    /** Which patterns of the settings could not cope with a text so far, a sentence each. */
    public List<String> warnings() {
        return more.stream()
                .filter(pattern -> pattern.failed().get())
                .map(More::warning)
                .toList();
    }

    /**
     * The same, which masks the secrets of this command line wherever else they appear: in an explanation, a lineage, a
     * name.
     */
    public Redaction knowing(CommandLine line) {
        Set<String> secrets = new LinkedHashSet<>();
        for (Spans spans : marked(line.arguments())) {
            for (String secret : spans.secrets()) {
                if (secret.length() >= SHORTEST_KNOWN) {
                    secrets.add(secret);
                }
                // Of a header or a pair, the part that is the secret proper may be said alone.
                PARTS.splitAsStream(secret)
                        .filter(part -> part.length() >= SHORTEST_PART && !SecretValues.isPlain(part))
                        .forEach(secrets::add);
            }
        }
        List<String> longestFirst = secrets.stream()
                .sorted(Comparator.comparingInt(String::length).reversed())
                .limit(MOST_KNOWN)
                .toList();
        return new Redaction(more, longestFirst);
    }

    /** The arguments with their secrets masked. */
    public List<String> arguments(CommandLine line) {
        return masked(line.arguments());
    }

    List<String> masked(List<String> arguments) {
        List<String> masked = new ArrayList<>(arguments.size());
        for (Spans spans : marked(arguments)) {
            masked.add(finished(spans.masked()));
        }
        return masked;
    }

    /** The value of a field of this name with the secrets in it masked, or all of it. */
    String value(String name, String value) {
        Spans spans = new Spans(value);
        SecretTexts.mark(spans);
        new SecretWords(1, null).mark(ShellWords.of(spans, 0, value.length()));
        SecretNames.Kind kind = SecretNames.kind(name);
        String meaning = kind == SecretNames.Kind.UNKNOWN ? "unknown" : kind.name();
        SecretValue.mark(new ProgramOptions.Meaning(meaning), SecretWords.Word.whole(spans), value, 0, false);
        return finished(spans.masked());
    }

    private static List<Spans> marked(List<String> arguments) {
        List<Spans> all = new ArrayList<>(arguments.size());
        List<SecretWords.Word> words = new ArrayList<>(arguments.size());
        for (String argument : arguments) {
            Spans spans = new Spans(argument);
            SecretTexts.mark(spans);
            all.add(spans);
            words.add(SecretWords.Word.whole(spans));
        }
        new SecretWords(0, null).mark(words);
        return all;
    }

    /** Any text with its secrets masked; all of it where a pattern of the settings cannot cope with it. */
    public String text(String text) {
        Spans spans = new Spans(text);
        SecretTexts.mark(spans);
        new SecretWords(1, null).mark(ShellWords.of(spans, 0, text.length()));
        return finished(spans.masked());
    }

    private String finished(String text) {
        String masked = text;
        for (String secret : known) {
            masked = withoutKnown(masked, secret);
        }
        for (More pattern : more) {
            masked = pattern.masked(masked);
        }
        return masked;
    }

    /** Masks a secret where it is a whole word. */
    private static String withoutKnown(String text, String secret) {
        int found = text.indexOf(secret);
        if (found < 0) {
            return text;
        }
        StringBuilder masked = new StringBuilder();
        int at = 0;
        for (; found >= 0; found = text.indexOf(secret, found + 1)) {
            int end = found + secret.length();
            boolean whole = (found == 0 || !Character.isLetterOrDigit(text.charAt(found - 1)))
                    && (end == text.length() || !Character.isLetterOrDigit(text.charAt(end)));
            if (whole && found >= at) {
                masked.append(text, at, found).append(MASK);
                at = end;
            }
        }
        return masked.append(text, at, text.length()).toString();
    }

    /** Whether it masks the same. */
    @Override
    public boolean equals(Object other) {
        return other instanceof Redaction that && texts().equals(that.texts()) && known.equals(that.known);
    }

    @Override
    public int hashCode() {
        return texts().hashCode();
    }

    private List<String> texts() {
        return more.stream().map(named -> named.pattern().pattern()).toList();
    }

    private static String ofSettings(MatchResult match) {
        boolean whole = match.groupCount() == 0
                || match.group(1) == null
                || match.group(1).isEmpty();
        return whole
                ? MASK
                : match.group().substring(0, match.start(1) - match.start())
                        + MASK
                        + match.group().substring(match.end(1) - match.start());
    }
}
