package io.tekton.sharedservices.redaction;

import static org.assertj.core.api.Assertions.assertThat;

import io.tekton.sharedservices.secrets.KnownForms;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * No pattern reads a text more often than a fixed number of times, whatever the text: counted in characters read, not
 * in seconds.
 */
class LinearMaskingTest {
    /**
     * The most often that one character is read; far above what the patterns need, far below what backtracking costs.
     */
    private static final int MOST_READS = 700;

    private static final int LENGTH = 4 * 1024;

    private static final class Counted implements CharSequence {
        private final String text;
        private long reads;

        Counted(String text) {
            this.text = text;
        }

        @Override
        public int length() {
            return text.length();
        }

        @Override
        public char charAt(int index) {
            reads++;
            return text.charAt(index);
        }

        @Override
        public CharSequence subSequence(int start, int end) {
            return text.subSequence(start, end);
        }

        @Override
        public String toString() {
            return text;
        }
    }

    static Stream<Pattern> patterns() {
        return Stream.concat(KnownForms.all().stream().map(KnownForms.Form::pattern), SecretTexts.patterns().stream());
    }

    @ParameterizedTest
    @MethodSource("patterns")
    void readsEachCharacterAFixedNumberOfTimes(Pattern pattern) {
        for (String text : adversaries(pattern)) {
            Counted counted = new Counted(text);

            Matcher matcher = pattern.matcher(counted);
            while (matcher.find()) {
                assertThat(matcher.end()).isGreaterThan(matcher.start());
            }

            assertThat(counted.reads)
                    .as(pattern + " with " + text.substring(0, Math.min(40, text.length())))
                    .isLessThan((long) MOST_READS * LENGTH);
        }
    }

    private static List<String> adversaries(Pattern pattern) {
        List<String> pieces = new ArrayList<>(List.of(
                "a",
                "A",
                "0",
                "a0",
                "A0",
                ".",
                "-",
                "_",
                "/",
                ":",
                "=",
                "$",
                " ",
                "\n",
                "a.",
                "a-",
                "a:",
                "0:AA",
                "eyJ",
                "<a ",
                "<a>",
                "login a ",
                "login ",
                "bearer ",
                "basic a",
                "-----BEGIN ",
                "a@",
                "a:a@a.",
                "a:a@",
                "\\",
                "\""));
        KnownForms.all().stream().filter(form -> form.pattern().equals(pattern)).forEach(form -> {
            pieces.add(form.always());
            pieces.add(form.always() + "a");
            pieces.add(form.always() + " ");
        });
        List<String> texts = new ArrayList<>();
        for (String piece : pieces) {
            texts.add(piece.repeat(LENGTH / piece.length()));
            texts.add(piece + "a".repeat(LENGTH - piece.length()));
            texts.add(piece + "A0b1".repeat((LENGTH - piece.length()) / 4));
        }
        return texts;
    }

    @Test
    void everyFormHasTheTextThatIsSearchedForFirst() {
        // A form whose keyword is misspelt would never be found: SecretCommandLinesTest tries the usual ones, this one
        // all.
        assertThat(KnownForms.all())
                .allSatisfy(form -> assertThat(form.always()).isNotBlank())
                .hasSizeGreaterThan(100);
    }
}
