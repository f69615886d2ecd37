package io.tekton.sharedservices.cli.view;

import static org.assertj.core.api.Assertions.assertThat;

import io.tekton.sharedservices.text.HostZone;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

class FilledTest {
    @Test
    void breaksBetweenWordsAndIndentsFurtherLines() {
        assertThat(Filled.lines("label  ", 7, "one two three four", 16)).isEqualTo("""
                label  one two
                       three
                       four
                """);
    }

    @Test
    void aWordThatIsWiderThanALineStaysWhole() {
        assertThat(Filled.lines("in ", 2, "/a/very/long/path/that/fits/nowhere now", 12))
                .isEqualTo("""
                in /a/very/long/path/that/fits/nowhere
                  now
                """);
    }

    @Test
    void coloursTakeNoRoomAndWideCharactersTakeTwoColumns() {
        assertThat(Filled.lines("", 0, "\u001b[1mbold\u001b[0m text", 9)).isEqualTo("\u001b[1mbold\u001b[0m text\n");
        assertThat(Filled.lines("", 0, "文文 文文", 8)).isEqualTo("文文\n文文\n");
    }

    @Test
    void sentencesAreFilledOnATerminalAloneAndEachLineIsPainted() {
        assertThat(printed("1")).isEqualTo("<a sentence that is longer than the>\n<   terminal>\n<next>\n");
        assertThat(printed("")).isEqualTo("<a sentence that is longer than the terminal>\n<next>\n");
    }

    private static String printed(String streams) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        PrintStream stream = new PrintStream(out, true, StandardCharsets.UTF_8);
        UnaryOperator<String> paint = line -> "<" + line + ">";
        Terminal.of(stream, stream, streams, "40", Map.of(), HostZone.of(ZoneOffset.UTC))
                .sentences("a sentence that is longer than the terminal\nnext", 3, paint);
        return out.toString(StandardCharsets.UTF_8);
    }
}
