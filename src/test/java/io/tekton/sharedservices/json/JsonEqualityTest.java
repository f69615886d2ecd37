package io.tekton.sharedservices.json;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A difference that is not seen here is an update that is lost. */
class JsonEqualityTest {
    private static JsonValue value(String json) throws Exception {
        return JsonText.of("{\"a\": " + json + "}").root().get("a");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            1                           | 1                           | true
            1.10                        | 1.1                         | true
            1e2                         | 100                         | true
            1                           | 2                           | false
            1                           | "1"                         | false
            1e999999999999              | 1e999999999999              | true
            1e999999999999              | 2e999999999999              | false
            true                        | true                        | true
            true                        | false                       | false
            null                        | null                        | true
            "\\u00e9"                   | "é"                         | true
            "e"                         | "é"                         | false
            {}                          | {}                          | true
            {}                          | []                          | false
            {"x": 1}                    | {"x": 1.0}                  | true
            {"x": 1}                    | {"x": 2}                    | false
            {"x": 1}                    | {"y": 1}                    | false
            {"x": 1}                    | {}                          | false
            {"x": 1, "y": 2}            | {"y": 2, "x": 1}            | true
            {"x": 1, "y": 2}            | {"y": 3, "x": 1}            | false
            {"x": {"y": [1, {"z": 2}]}} | {"x": {"y": [1, {"z": 2}]}} | true
            {"x": {"y": [1, {"z": 2}]}} | {"x": {"y": [1, {"z": 3}]}} | false
            [1, 2]                      | [1, 2]                      | true
            [1, 2]                      | [2, 1]                      | false
            [1, 2]                      | [1]                         | false
            [1]                         | 1                           | false
            """)
    void saysWhetherTwoValuesAreTheSame(String one, String other, boolean same) throws Exception {
        assertThat(JsonEquality.same(value(one), value(other))).isEqualTo(same);
        assertThat(JsonEquality.same(value(other), value(one))).isEqualTo(same);
    }
}
