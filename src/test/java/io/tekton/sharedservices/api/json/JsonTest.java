package io.tekton.sharedservices.api.json;

import static org.assertj.core.api.Assertions.assertThat;

import io.tekton.sharedservices.testing.StrictJson;
import io.tekton.sharedservices.text.HostZone;
import java.time.ZoneId;
import org.junit.jupiter.api.Test;

class JsonTest {
    private final Json json = new Json(HostZone.of(ZoneId.of("UTC")));

    /** U+202E turns the direction of what follows, U+009B begins a control sequence, U+2028 a line. */
    @Test
    void escapesWhatATerminalTakesForMoreThanTextAndLosesNothing() {
        String hostile = "a\u202eb\u009b31m\u2028c\u007fd\u001b[0m\u200be\ufefff\ue000\r\n\t\"\\";

        String line = json.line(out -> out.writeStringField(hostile, hostile));

        assertThat(line.chars()).allMatch(c -> c >= ' ' && c < 0x7f);
        assertThat(line)
                .contains("a\\u202eb\\u009b31m\\u2028c\\u007Fd\\u001B[0m\\u200be\\ufefff\\ue000\\r\\n\\t\\\"\\\\");
        assertThat(StrictJson.object(line)).containsEntry(hostile, hostile);
        assertThat(StrictJson.object(json.document(out -> out.writeStringField("x", hostile))))
                .containsEntry("x", hostile);
    }

    @Test
    void leavesTextAsItIs() {
        String text = "Grüße, 日本, \ud83d\ude00, e\u0301 <b>&amp;";

        assertThat(json.line(out -> out.writeStringField("x", text))).isEqualTo("{\"x\":\"" + text + "\"}");
    }
}
