package io.tekton.sharedservices.cleanup.match;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tekton.sharedservices.process.CommandLine;
import java.util.Random;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class GlobTest {
    private static boolean path(String pattern, byte[] path) {
        return Glob.of(pattern).matchesPath(CommandLine.of(path), 0, path.length);
    }

    @ParameterizedTest
    @CsvSource({
        "?, é, true", // two bytes
        "?, €, true", // three
        "?, 🦉, true", // four
        "??, 🦉, false",
        "?x, éx, true",
        "a?b, a🦉b, true",
        "*.py, a.py, true",
        "*.py, d/a.py, true",
        "d/*.py, d/a.py, true",
        "d/*.py, e/a.py, false",
        "d/*.py, x/d/a.py, true",
        "/d/*.py, /d/a.py, true",
        "/d/*.py, x/d/a.py, false",
        "/d/*.py, /d/e/a.py, false",
        "a*b*c, aXbXbXc, true",
        "a*b*c, aXbXbX, false",
        "d/?, d/e, true",
        "/d?e, /d/e, false",
        "/d?e, /dxe, true",
        "a, a, true",
        "a, ab, false",
        "ab, a, false",
        "a**, a, true",
        "b/a, a, false"
    })
    void comparesWithPaths(String pattern, String path, boolean fits) {
        assertThat(path(pattern, path.getBytes(UTF_8))).isEqualTo(fits);
    }

    @Test
    void takesBytesThatAreNoCharacterOneByOne() {
        byte[] cut = {(byte) 0xE2, (byte) 0x82};
        byte[] wrong = {(byte) 0xE2, 'x', 'y'};
        byte[] cutInTheLine = {(byte) 0xC3, 'x'};

        assertThat(path("??", cut)).isTrue();
        assertThat(path("?", cut)).isFalse();
        assertThat(path("???", wrong)).isTrue();
        assertThat(path("?x", cutInTheLine)).isTrue();
        assertThat(path("??", new byte[] {(byte) 0xF0, (byte) 0x9F})).isTrue();
        assertThat(path("?", new byte[] {(byte) 0x80})).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a\\", "\\", "a\\\\\\", "\\\\\\"})
    void refusesWhatIsNoPattern(String pattern) {
        assertThatThrownBy(() -> Glob.of(pattern)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void takesTheCharacterAfterABackslashLiterally() {
        assertThat(path("\\*", "*".getBytes(UTF_8))).isTrue();
        assertThat(path("\\*", "a".getBytes(UTF_8))).isFalse();
        assertThat(path("a\\\\", "a\\".getBytes(UTF_8))).isTrue();
        assertThat(path("\\\\", "\\".getBytes(UTF_8))).isTrue();
    }

    @Test
    void inTextStarsAndQuestionMarksMatchSlashesToo() {
        assertThat(Glob.of("a*c").matchesText("a/b/c")).isTrue();
        assertThat(Glob.of("a?c").matchesText("a/c")).isTrue();
        assertThat(Glob.of("é*").matchesText("éa")).isTrue();
        CommandLine line = CommandLine.of("xa/cx".getBytes(UTF_8));
        assertThat(Glob.of("a?c").matchesText(line, 1, 4)).isTrue();
        assertThat(Glob.of("a?c").matchesText(line, 0, 4)).isFalse();
    }

    @Test
    void knowsWhenItSaysNothing() {
        assertThat(Glob.of("*?*").saysNothing()).isTrue();
        assertThat(Glob.of("*a").saysNothing()).isFalse();
        assertThat(Glob.of("*?*")).hasToString("*?*");
    }

    /** The same as a regular expression would say, whatever the pattern and the text. */
    @Test
    void agreesWithARegularExpression() {
        long seed = System.nanoTime();
        System.out.println("GlobTest seed " + seed);
        Random random = new Random(seed);
        for (int i = 0; i < 20_000; i++) {
            String pattern = any(random, "aé/?**", 1);
            String text = any(random, "aéb/", 0);
            String regex = pattern.replace("*", ".*").replace("?", ".");

            assertThat(Glob.of(pattern).matchesText(text))
                    .as("%s on %s", pattern, text)
                    .isEqualTo(Pattern.matches(regex, text));
        }
    }

    private static String any(Random random, String alphabet, int atLeast) {
        StringBuilder text = new StringBuilder();
        for (int i = atLeast + random.nextInt(8); i > 0; i--) {
            text.append(alphabet.charAt(random.nextInt(alphabet.length())));
        }
        return text.toString();
    }
}
