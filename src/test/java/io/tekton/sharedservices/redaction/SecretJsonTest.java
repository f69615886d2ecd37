package io.tekton.sharedservices.redaction;

import static org.assertj.core.api.Assertions.assertThat;

import io.tekton.sharedservices.json.JsonText;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SecretJsonTest {
    private static final SecretJson JSON = new SecretJson(new Redaction(List.of()));

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '^',
            value = {
                "{\"api_key\": \"sk-abcdef123456\", \"port\": 1}      | {\"api_key\": \"***\", \"port\": 1}",
                "{\"password\": \"hunter\\\"2\"}                      | {\"password\": \"***\"}",
                "{\"metadata\": {\"token\": 123456, \"pid\": 42714}}  | {\"metadata\": {\"token\": \"***\", "
                        + "\"pid\": 42714}}",
                "{\"secrets\": {\"a\": \"b\", \"c\": [\"d\", 1234]}}  | {\"secrets\": {\"a\": \"***\", \"c\": "
                        + "[\"***\", \"***\"]}}",
                "{\"credentials\": {\"user\": \"op\"}}                | {\"credentials\": {\"user\": \"***\"}}",
                "{\"args\": [\"-m\", \"x\", \"--token\", \"abc\"]}    | {\"args\": [\"-m\", \"x\", \"--token\", "
                        + "\"***\"]}",
                "{\"command\": \"mysql -u root -phunter2\"}           | {\"command\": \"mysql -u root -p***\"}",
                "{\"url\": \"https://a:b@h/x\"}                       | {\"url\": \"https://a:***@h/x\"}",
                "{\"webhook\": \"https://h/in/abc\"}                  | {\"webhook\": \"https://h/***\"}",
                "{\"x\": \"q7Xb2LmZp9RtVw4KsYc8\"}                    | {\"x\": \"***\"}",
                "{\"token\": null, \"password\": true, \"key\": \"\"} | {\"token\": null, \"password\": true, "
                        + "\"key\": \"\"}",
                "{\"model\": \"llama3.3:70b\", \"max_tokens\": 4096}  | {\"model\": \"llama3.3:70b\", "
                        + "\"max_tokens\": 4096}",
                "{\"a\": \"\\u00e9\\n\", \"keyboard\": \"us\"}        | {\"a\": \"\\u00e9\\n\", \"keyboard\": \"us\"}",
                "{\"token_file\": \"/run/t\", \"roles\": [\"a\"]}     | {\"token_file\": \"/run/t\", \"roles\": "
                        + "[\"a\"]}"
            })
    void masksValuesAndLeavesAllElseAsItIsSpelt(String json, String masked) {
        assertThat(JSON.masked(JsonText.of(json))).isEqualTo(masked);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '^',
            value = {
                "metadata.api_key | \"abc\" | \"***\"",
                "secrets.a        | \"b\"   | \"***\"",
                "metadata         | {\"pid\": 1, \"token\": \"x\"} | {\"pid\": 1, \"token\": \"***\"}",
                "port             | 45012   | 45012",
                "metadata.token   | 123456  | \"***\"",
                "secrets.pin      | -123456 | \"***\"",
                "token            | null    | null",
                "secrets.on       | true    | true",
                "password         | \"a\\\"b\" | \"***\"",
                "note             | \"a\\\"b\" | \"a\\\"b\"",
                "url              | \"https://a:b@h/x\" | \"https://a:***@h/x\"",
                "a\"b             | \"c\"   | \"c\""
            })
    void masksOneValueByItsPlace(String path, String value, String masked) {
        assertThat(JSON.masked(path, value)).isEqualTo(masked);
    }

    @Test
    void everyLineStaysWhereItIs() {
        String json = "{\n  \"a\": {\n    \"password\":\n      \"x\"\n  },\n  \"b\": 1\n}\n";

        assertThat(JSON.masked(JsonText.of(json)).lines())
                .hasSameSizeAs(json.lines().toList());
    }
}
