package io.tekton.sharedservices.text;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PrintableTextTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "1b|\\x1b",
                "a|\\n",
                "d|\\r",
                "9|\\t",
                "0|\\x00",
                "7f|\\x7f",
                "9b|\\x9b",
                "ad|\\xad",
                "202e|\\u{202e}",
                "2028|\\u{2028}",
                "200b|\\u{200b}",
                "d800|\\u{d800}",
                "e000|\\u{e000}",
                "e0041|\\u{e0041}",
                "1f600|\uD83D\uDE00",
                "6587|\u6587",
                "e4|\u00e4",
                "5c|\\"
            })
    void escapesWhatATerminalTakesForMoreThanText(String hex, String expected) {
        String text = "a" + Character.toString(Integer.parseInt(hex, 16)) + "b";

        assertThat(PrintableText.escaped(text)).isEqualTo("a" + expected + "b");
    }

    @Test
    void keepsLinesWhereTheyAreMeant() {
        assertThat(PrintableText.escapedLines("a\u001b\nb\r")).isEqualTo("a\\x1b\nb");
    }

    @Test
    void cutsBetweenCharacters() {
        assertThat(PrintableText.escaped("\uD83D\uDE00\uD83D\uDE00\uD83D\uDE00", 2))
                .isEqualTo("\uD83D\uDE00\uD83D\uDE00...");
        assertThat(PrintableText.escaped("abc", 3)).isEqualTo("abc");
    }
}
