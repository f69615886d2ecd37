package io.tekton.sharedservices.cleanup.match;

import static org.assertj.core.api.Assertions.assertThat;

import io.tekton.sharedservices.cleanup.verdict.AgeText;
import io.tekton.sharedservices.process.CommandLine;
import io.tekton.sharedservices.redaction.Redaction;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CommandTextTest {
    private static final Redaction REDACTION = new Redaction(List.of());

    @Test
    void quotesAsAShellWould() {
        assertThat(text("a", "", "b c", "d'e", "f\"g", "$h", "i*", "智慧"))
                .isEqualTo("a '' 'b c' 'd'\\''e' 'f\"g' '$h' i* 智慧");
    }

    @Test
    void escapesWhatATerminalOrALogWouldObey() {
        assertThat(text(
                        "a\u001b[31mb",
                        "c\nd\re\tf",
                        "g\\h",
                        "i\u202ej",
                        "k\u2028l\u2029m",
                        "n\u200fo",
                        "p\u0085q\u007f"))
                .isEqualTo("'a\\x1b[31mb' 'c\\nd\\re\\tf' 'g\\\\h' 'i\\u{202e}j' 'k\\u{2028}l\\u{2029}m' 'n\\u{200f}o'"
                        + " 'p\\x85q\\x7f'");
    }

    @Test
    void everyCharacterOfUnicodeComesOutPrintable() {
        for (int c = 0; c <= Character.MAX_CODE_POINT; c++) {
            String printable = CommandText.printable(Character.toString(c));

            assertThat(printable.codePoints().noneMatch(CommandTextTest::isObeyed))
                    .as("U+%04X", c)
                    .isTrue();
        }
    }

    private static boolean isObeyed(int c) {
        int type = Character.getType(c);
        return type == Character.CONTROL
                || type == Character.FORMAT
                || type == Character.LINE_SEPARATOR
                || type == Character.PARAGRAPH_SEPARATOR
                || type == Character.SURROGATE;
    }

    @ParameterizedTest
    @CsvSource({"a", "密", "😀", "é", "'", "\\"})
    void isNeverLongerThanItMayBe(String piece) {
        String text = text("tool", piece.repeat(20_000));

        assertThat(text.getBytes(StandardCharsets.UTF_8)).hasSizeLessThanOrEqualTo(CommandText.LONGEST_BYTES);
        assertThat(text).endsWith("...").doesNotContain("\ufffd");
    }

    @Test
    void saysWhereArgumentsWereLeftOut() {
        CommandLine many = CommandLine.of(Collections.nCopies(40_000, "--token=abc"));

        String text = CommandText.of(many, REDACTION);

        assertThat(text.getBytes(StandardCharsets.UTF_8)).hasSizeLessThanOrEqualTo(CommandText.LONGEST_BYTES);
        assertThat(text).startsWith("--token=*** ").endsWith("...");
    }

    @ParameterizedTest
    @CsvSource({
        "PT0S,0s",
        "PT0.9S,0s",
        "PT12S,12s",
        "PT59S,59s",
        "PT1M,1m",
        "PT6M5S,6m 5s",
        "PT2H,2h",
        "PT2H30M,2h 30m",
        "PT23H59M59S,23h 59m",
        "PT24H,1d",
        "PT76H,3d 4h",
        "PT8760H,365d"
    })
    void showsAgesInTheirTwoLargestUnits(Duration age, String words) {
        assertThat(AgeText.words(age)).isEqualTo(words);
    }

    private static String text(String... arguments) {
        return CommandText.of(CommandLine.of(List.of(arguments)), REDACTION);
    }
}
