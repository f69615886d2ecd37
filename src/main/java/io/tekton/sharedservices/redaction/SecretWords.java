package io.tekton.sharedservices.redaction;

import io.tekton.sharedservices.redaction.ProgramOptions.Meaning;
import io.tekton.sharedservices.secrets.SecretNames;
import io.tekton.sharedservices.secrets.SecretNames.Kind;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Finds secrets in a command line word by word: an option's value by the option's name, or by the program that gives
 * the option its meaning. The program is the last known one before the option, wherever that is: behind {@code sudo},
 * {@code env}, {@code docker exec}, {@code sh -c}. For one command line.
 */
final class SecretWords {
    private static final int DEEPEST = 4;

    /** {@code --set=a.b=c}: the maximum number of signs checked in one word; the rules for text cover the rest. */
    private static final int MOST_NESTED = 4;

    private static final Meaning NOTHING = new Meaning("plain");
    private static final Meaning UNKNOWN = new Meaning("unknown");

    /** Options whose value may be the name of a program. */
    private static final List<String> NAMING =
            List.of("--name", "--hostname", "--network", "--service", "--component", "--ai-id", "--ci-id", "-n");

    private final int depth;
    private final @Nullable ProgramOptions outer;
    private @Nullable ProgramOptions program;
    private Meaning pending = NOTHING;
    private int after;
    private boolean assigning;
    private boolean login;
    private int positionals;
    private String flags = "";

    /** @param outer the program that the text is an argument of; null where there is none */
    SecretWords(int depth, @Nullable ProgramOptions outer) {
        this.depth = depth;
        this.outer = outer;
        this.program = outer;
    }

    /** A part of a text that is one word; empty for a sign that ends a command. */
    record Word(Spans spans, int from, int to) {
        static Word whole(Spans spans) {
            return new Word(spans, 0, spans.text().length());
        }

        String text() {
            return spans.text().substring(from, to);
        }

        void mark(int start) {
            spans.add(from + start, to);
        }

        void mark(int start, int end) {
            spans.add(from + start, from + end);
        }
    }

    void mark(List<Word> words) {
        String before = "";
        for (Word word : words) {
            String text = word.text();
            if (text.isEmpty()) {
                if (depth > 0) {
                    begin(outer);
                }
                before = "";
                continue;
            }
            mark(word, text, before);
            before = text;
        }
    }

    private void begin(@Nullable ProgramOptions next) {
        program = next;
        pending = NOTHING;
        after = 0;
        assigning = false;
        login = false;
        positionals = 0;
        flags = "";
    }

    private void mark(Word word, String text, String before) {
        Meaning expected = pending;
        pending = NOTHING;
        if (!expected.equals(NOTHING) && !isOption(text, expected)) {
            SecretValue.mark(expected, word, text, 0, depth > 0);
            if (!expected.equals(UNKNOWN)) {
                return;
            }
        }
        if (isBlank(text)) {
            if (depth < DEEPEST) {
                new SecretWords(depth + 1, program).mark(ShellWords.of(word.spans(), word.from(), word.to()));
            }
            if (!isShellText(before)) {
                assignment(word, text, 0);
            }
            return;
        }
        boolean dashed = text.length() > 1 && (text.charAt(0) == '-' || text.charAt(0) == '/' || text.charAt(0) == '+');
        if (dashed && option(word, text)) {
            return;
        }
        if (text.charAt(0) != '-') {
            positional(word, text, before);
        }
    }

    private static boolean isBlank(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (Character.isWhitespace(text.charAt(i))) {
                return true;
            }
        }
        return false;
    }

    private static boolean isShellText(String before) {
        return before.length() < 6 && before.startsWith("-") && before.endsWith("c");
    }

    /**
     * Whether a word is an option although a value was expected. A password may begin with a dash, but not like this.
     */
    private static boolean isOption(String text, Meaning expected) {
        if (text.charAt(0) != '-' || text.length() < 2) {
            return false;
        }
        boolean sure = expected.is("secret") || expected.is("next") || expected.is(Kind.SECRET.name());
        return !sure || text.startsWith("--") || text.length() == 2;
    }

    private boolean option(Word word, String text) {
        ProgramOptions.Found found = program == null ? null : program.option(text);
        if (found != null && !(found.meaning().is("attached") && found.value() < 0)) {
            Meaning meaning =
                    found.meaning().is("at-login") ? new Meaning(login ? "secret" : "plain") : found.meaning();
            if (found.value() >= 0) {
                SecretValue.mark(meaning, word, text, found.value(), depth > 0);
            } else {
                pending = meaning;
            }
            return true;
        }
        if (text.charAt(0) != '-') {
            return false;
        }
        if (text.length() < 8 && text.charAt(1) != '-') {
            flags += text.substring(1);
        }
        int sign = sign(text, 1);
        if (sign < 0) {
            pending = pending(text);
        } else {
            assignment(word, text, 0);
        }
        return true;
    }

    private static Meaning pending(String option) {
        if (option.equals("-u")
                || option.equals("-U")
                || option.equals("--user")
                || option.equals("--proxy-user")
                || option.equals("--userpwd")) {
            return new Meaning("guess");
        }
        Kind kind = SecretNames.kind(option);
        return kind == Kind.UNKNOWN || SecretNames.isFlag(option) ? UNKNOWN : new Meaning(kind.name());
    }

    /** Where the name of an assignment ends; -1 where the word is none. */
    private static int sign(String text, int from) {
        for (int i = from; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '=' || c == ':') {
                return i;
            }
            if (!Character.isLetterOrDigit(c) && c != '_' && c != '-' && c != '.' && c != '/' && c != '+') {
                return -1;
            }
        }
        return -1;
    }

    /**
     * {@code NAME=VALUE}, {@code --name=value}, {@code -Dname=value}, {@code name:value}: all behind the sign is the
     * value, whatever it holds.
     */
    private void assignment(Word word, String text, int from) {
        int start = from;
        for (int nested = 0; nested < MOST_NESTED; nested++) {
            int sign = sign(text, start);
            if (sign <= start) {
                return;
            }
            Kind kind = SecretNames.kind(text.substring(start, sign));
            if (text.charAt(sign) == ':') {
                if (kind == Kind.SECRET && !text.startsWith("//", sign + 1)) {
                    SecretValue.mark(new Meaning(kind.name()), word, text, sign + 1, depth > 0);
                }
                return;
            }
            Meaning meaning = kind == Kind.UNKNOWN ? UNKNOWN : new Meaning(kind.name());
            SecretValue.mark(meaning, word, text, sign + 1, depth > 0);
            if (kind != Kind.UNKNOWN) {
                return;
            }
            if (text.startsWith("--user=") || text.startsWith("--proxy-user=")) {
                SecretValue.mark(new Meaning("guess"), word, text, sign + 1, depth > 0);
            }
            start = sign + 1;
        }
    }

    private void positional(Word word, String text, String before) {
        if (!NAMING.contains(before)) {
            ProgramOptions next = ProgramOptions.of(text);
            if (next != null && next != program) {
                begin(next);
                return;
            }
        }
        if (after > 0 && --after == 0) {
            SecretValue.mark(new Meaning("secret"), word, text, 0, depth > 0);
            return;
        }
        if (assigning) {
            SecretValue.mark(new Meaning("assignment"), word, text, 0, depth > 0);
        }
        assignment(word, text, 0);
        if (program != null) {
            ofProgram(program, word, text);
        }
    }

    private void ofProgram(ProgramOptions known, Word word, String text) {
        positionals++;
        Meaning meaning = known.word(text);
        if (meaning != null) {
            after = meaning.after();
            assigning |= meaning.is("assignments");
        }
        login |= text.equals("login");
        for (ProgramOptions.Position position : known.positions()) {
            if (position.number() == positionals && (position.flag() == 0 || flags.indexOf(position.flag()) >= 0)) {
                SecretValue.mark(position.meaning(), word, text, 0, depth > 0);
            }
        }
    }
}
