package io.tekton.sharedservices.leftover.rule;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class NameGlobTest {
    private static final String[] PATTERN = {"*", "*", "?", "a", "b", ".", "\u00fc", "\ud83d\ude00"};
    private static final String[] NAME = {"a", "a", "b", ".", "\u00fc", "\ud83d\ude00", "\n"};

    private static String some(Random random, String[] of) {
        StringBuilder text = new StringBuilder();
        for (int i = random.nextInt(7); i >= 0; i--) {
            text.append(of[random.nextInt(of.length)]);
        }
        return text.toString();
    }

    private static Pattern regex(String glob) {
        StringBuilder regex = new StringBuilder();
        glob.codePoints()
                .forEach(c -> regex.append(c == '*' ? ".*" : c == '?' ? "." : Pattern.quote(Character.toString(c))));
        return Pattern.compile(regex.toString(), Pattern.DOTALL);
    }

    /** A wrong match would move a file that no rule names. */
    @Test
    void matchesWhatTheRegularExpressionOfItMatches() {
        Random random = new Random(20261130);
        int matched = 0;
        for (int i = 0; i < 50_000; i++) {
            String glob = some(random, PATTERN);
            String name = some(random, NAME);
            if (glob.contains("**") || glob.equals(".") || glob.equals("..")) {
                continue;
            }
            boolean hidden = name.startsWith(".") && !glob.startsWith(".");
            boolean expected = !hidden && regex(glob).matcher(name).matches();
            assertThat(NameGlob.of(glob).matches(name))
                    .as("%s on %s", glob, name)
                    .isEqualTo(expected);
            matched += expected ? 1 : 0;
        }
        assertThat(matched).isGreaterThan(1_000);
    }

    @Test
    void manyStarsDoNotMultiplyTheWork() {
        assertThat(NameGlob.of("*a".repeat(100) + "b").matches("a".repeat(250))).isFalse();
    }
}
