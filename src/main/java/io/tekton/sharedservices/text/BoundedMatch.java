package io.tekton.sharedservices.text;

import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Matches a pattern that a person wrote against a text from outside, with a bound on the work. {@code java.util.regex}
 * backtracks: {@code (.*a){20}} takes years on 60 characters, does not react to an interrupt and keeps its thread busy.
 * The bound counts the characters that are read, so the same text always has the same answer.
 */
public final class BoundedMatch {
    /** A fraction of a second. */
    private static final long MOST_READ = 5_000_000;

    /** An ordinary pattern reads each character a few times, a list of twenty words about twenty times. */
    private static final long MOST_READ_OF_EACH = 100;

    private BoundedMatch() {}

    /**
     * @param use what is wanted of the matcher; must not keep it
     * @return null where the pattern cannot cope with the text
     */
    public static <T> @Nullable T of(Pattern pattern, String text, Function<Matcher, T> use) {
        try {
            return use.apply(pattern.matcher(new Counted(text)));
        } catch (TooMuchRead | StackOverflowError e) {
            // A group that is repeated takes a part of the stack for each turn: a long text and (a|b)* are enough.
            return null;
        }
    }

    private static final class TooMuchRead extends RuntimeException {
        private static final long serialVersionUID = 1L;

        TooMuchRead() {
            super("too much was read of the text", null, false, false);
        }
    }

    private static final class Counted implements CharSequence {
        private final String text;
        private long left;

        Counted(String text) {
            this.text = text;
            this.left = MOST_READ + MOST_READ_OF_EACH * text.length();
        }

        @Override
        public char charAt(int index) {
            if (--left < 0) {
                throw new TooMuchRead();
            }
            return text.charAt(index);
        }

        @Override
        public int length() {
            return text.length();
        }

        @Override
        public CharSequence subSequence(int start, int end) {
            return text.substring(start, end);
        }

        @Override
        public String toString() {
            return text;
        }
    }
}
