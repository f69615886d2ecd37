package io.tekton.sharedservices.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CanonicalJsonTest {
    /** The example of RFC 8785, section 3.2.3, which sorts names by their UTF-16 code units. */
    @Test
    void sortsNamesAsTheStandardSays() {
        Map<String, Object> unsorted = new LinkedHashMap<>();
        for (String name : List.of("\u20ac", "\r", "\ufb33", "1", "\ud83d\ude00", "\u0080", "\u00f6")) {
            unsorted.put(name, 1L);
        }

        assertThat(CanonicalJsonReader.read(CanonicalJson.write(unsorted)).keySet())
                .containsExactly("\r", "1", "\u0080", "\u00f6", "\u20ac", "\ud83d\ude00", "\ufb33");
    }

    @Test
    void writesEachValueInOneWay() {
        Map<String, Object> value = new LinkedHashMap<>();
        value.put("text", "\u20ac$\u000f\nA'B\"\\\\\"/ \b\f\t\r\u007f\u2028");
        value.put("list", Arrays.asList(1L, null, true, List.of(), Map.of()));
        value.put("big", CanonicalJson.LARGEST_NUMBER);
        value.put("below", -7L);

        assertThat(CanonicalJson.write(value))
                .isEqualTo("{\"below\":-7,\"big\":9007199254740991,\"list\":[1,null,true,[],{}],"
                        + "\"text\":\"\u20ac$\\u000f\\nA'B\\\"\\\\\\\\\\\"/ \\b\\f\\t\\r\u007f\u2028\"}");
        assertThat(CanonicalJsonReader.read(CanonicalJson.write(value))).isEqualTo(value);
    }

    @Test
    void keepsASurrogateWithoutItsPairAsAnEscape() {
        Map<String, String> value = Map.of("a", "x\udc80y\ud83d", "b", "\ud83d\ude00");

        String text = CanonicalJson.write(value);

        assertThat(text).isEqualTo("{\"a\":\"x\\udc80y\\ud83d\",\"b\":\"\ud83d\ude00\"}");
        assertThat(CanonicalJsonReader.read(text)).isEqualTo(value);
    }

    @Test
    void hasNoOtherNumbers() {
        assertThatThrownBy(() -> CanonicalJson.write(0.5)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> CanonicalJson.write(CanonicalJson.LARGEST_NUMBER + 1))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> CanonicalJson.write(List.of(1))).isInstanceOf(IllegalArgumentException.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "{",
                "{}x",
                "[]",
                "1",
                "\"a\"",
                "{\"a\"}",
                "{\"a\":}",
                "{\"a\":1",
                "{\"a\":\"",
                "{\"a\":\"\\u12",
                "{\"a\":1 \"b\":2}",
                "{\"a\":1.5}",
                "{a:1}",
                "{\"a\":tru}",
                "{\"a\":[1}"
            })
    void readsNothingElse(String text) {
        assertThatThrownBy(() -> CanonicalJsonReader.read(text)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void givesTextsAndNumbersAsText() {
        assertThat(CanonicalJsonReader.texts("{\"a\":\"x\",\"b\":1,\"c\":null,\"d\":[1],\"e\":{},\"f\":true}"))
                .containsOnly(Map.entry("a", "x"), Map.entry("b", "1"), Map.entry("f", "true"));
    }
}
