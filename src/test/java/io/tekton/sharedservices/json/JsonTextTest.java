package io.tekton.sharedservices.json;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JsonTextTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                " \r\n{ } \n",
                "{\"a\":1}",
                "{\"a\" : -1.10e+5 , \"b\":[ ] ,\"c\":{ }}",
                "{\n  \"a\\u0062\\\"\\\\\": \"x\\u00e9é😀\\\"\\\\\",\n  \"b\": [1, 2.50, true ,false, null, \"\", "
                        + "[[{\"x\":0}]]]\r\n}",
                "{\"a\":123456789012345678901234567890,\"b\":0.1,\"c\":1E5,\"d\":-0,\"é\":7}",
            })
    void knowsThePlaceOfEveryValue(String text) throws FileFault {
        JsonText json = JsonText.parse(text.getBytes(UTF_8));

        assertThat(json.raw(json.root())).isEqualTo(text.strip());
        check(json, json.root());
    }

    @Test
    void knowsThePlacesInATextThatIsLongerThanAnyBuffer() throws FileFault {
        StringBuilder text = new StringBuilder("{");
        for (int i = 0; i < 20_000; i++) {
            text.append(i == 0 ? "" : ",\n")
                    .append("\"é")
                    .append(i)
                    .append("\": {\"p\": ")
                    .append(i * 7919L);
            text.append(", \"s\": \"").append("x\\n".repeat(i % 40)).append("\"}");
        }
        JsonText json = JsonText.parse(text.append('}').toString().getBytes(UTF_8));

        assertThat(json.root().members()).hasSize(20_000);
        check(json, json.root());
    }

    @Test
    void keepsSpellingBesideMeaning() {
        JsonText json = JsonText.of("{\"\\u0061\": \"\\u00e9\\n\", \"n\": 1.10}");

        JsonValue.Member first = json.root().members().get(0);
        assertThat(List.of(first.name(), first.rawName())).containsExactly("a", "\"\\u0061\"");
        JsonValue.Scalar text = (JsonValue.Scalar) first.value();
        assertThat(List.of(text.text(), text.raw())).containsExactly("é\n", "\"\\u00e9\\n\"");
        assertThat(((JsonValue.Scalar) json.root().get("n")).raw()).isEqualTo("1.10");
    }

    @Test
    void reportsLineAndColumn() {
        JsonText json = JsonText.of("{\n \"a\": 1,\r\n \"é😀\": 2\r}");

        JsonText.Place place = json.place(json.root().get("é😀").start());

        assertThat(place).isEqualTo(new JsonText.Place(3, 9));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "[]", "{} x", "{\"a\":1,\"a\":2}", "{\"a\":NaN}", "{\"a\":01}", "{'a':1}", "{\"a\":1,}"})
    void takesNothingThatIsNoPlainObject(String text) {
        assertThatThrownBy(() -> JsonText.of(text)).isInstanceOf(IllegalArgumentException.class);
    }

    private static void check(JsonText json, JsonValue value) {
        String raw = json.raw(value);
        if (value instanceof JsonValue.Object object) {
            assertThat(raw).startsWith("{").endsWith("}");
            for (JsonValue.Member member : object.members()) {
                assertThat(json.text().startsWith(member.rawName(), member.start()))
                        .isTrue();
                check(json, member.value());
            }
        } else if (value instanceof JsonValue.Array array) {
            assertThat(raw).startsWith("[").endsWith("]");
            array.elements().forEach(element -> check(json, element));
        } else {
            assertThat(raw).isEqualTo(((JsonValue.Scalar) value).raw());
            JsonText again = JsonText.of("{\"v\":" + raw + "}");
            assertThat(((JsonValue.Scalar) again.root().get("v")).text()).isEqualTo(((JsonValue.Scalar) value).text());
        }
    }
}
