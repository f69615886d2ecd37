package io.tekton.sharedservices.configsync.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tekton.sharedservices.configsync.SyncHouse;
import io.tekton.sharedservices.journal.ConfigChange;
import io.tekton.sharedservices.json.JsonText;
import io.tekton.sharedservices.json.TextEdit;
import io.tekton.sharedservices.registry.PlatformEntries;
import java.time.LocalDateTime;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SyncPlanTest {
    private static final LocalDateTime NOW = LocalDateTime.parse("2026-03-04T05:06:00.5");
    private static final String TIME = "\"last_sync\":\"2026-03-04T05:06:00.500000\"";

    /**
     * Backquotes mean quotes; {@code @} means the value of {@code last_sync} before; afterwards it is the time of the
     * sync.
     */
    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "port and active follow"
                        + "| {`apollo-ai`:{`port`:7,`component`:`apollo`}}"
                        + "| {@,`ai_specialists`:{`apollo`:{`port`:1,`x`:[1],`active`:false}}}"
                        + "| {@,`ai_specialists`:{`apollo`:{`port`:7,`x`:[1],`active`:true}}}",
                "in line is left alone"
                        + "| {`apollo-ai`:{`port`:7,`metadata`:{`a`:1.1,`b`:`é`,`c`:[{`x`:1,`y`:2}]}}}"
                        + "| {@,`ai_specialists`:{`apollo`:{`port`:7.0,`active`:true,`metadata`:{`c`:[{`y`:2e0,`x`:1}],`b`:`\\u00e9`,`a`:1.10}}}}"
                        + "| =",
                "a port of the same value is the same port"
                        + "| {`apollo-ai`:{`port`:45012.0}} | "
                        + "{@,`ai_specialists`:{`apollo`:{`port`:45012,`active`:true}}} | =",
                "names compare without regard to case"
                        + "| {`Apollo-AI`:{`port`:7}}"
                        + "| {@,`ai_specialists`:{`aPOLLO`:{`port`:1,`active`:true}}}"
                        + "| {@,`ai_specialists`:{`aPOLLO`:{`port`:7,`active`:true}}}",
                "one that the registry lacks is inactive and stays"
                        + "| {} | {@,`ai_specialists`:{`apollo`:{`port`:1,`active`:true},`numa`:{}}}"
                        + "| {@,`ai_specialists`:{`apollo`:{`port`:1,`active`:false},`numa`:{`active`:false}}}",
                "metadata is merged key by key at every level"
                        + "| {`a-ci`:{`metadata`:{`n`:{`x`:2,`y`:{}},`l`:[2],`s`:{`t`:1}}}}"
                        + "| {@,`ai_specialists`:{`a`:{`active`:true,`metadata`:{`mine`:1.10,`n`:{`x`:1,`mine`:2},`l`:[1,2],`s`:0}}}}"
                        + "| {@,`ai_specialists`:{`a`:{`active`:true,`metadata`:{`mine`:1.10,`n`:{`x`:2,`mine`:2,`y`:{}},`l`:[2],`s`:{`t`:1}}}}}",
                "metadata that is null or missing is made"
                        + "| {`a`:{`metadata`:{`p`:1}},`b`:{`metadata`:{`p`:2}},`c`:{`metadata`:{}},`d`:{`metadata`:null}}"
                        + "| {@,`ai_specialists`:{`a`:{`active`:true,`metadata`:null},`b`:{`active`:true},`c`:{`active`:true},`d`:{`active`:true}}}"
                        + "| {@,`ai_specialists`:{`a`:{`active`:true,`metadata`:{`p`:1}},`b`:{`active`:true,`metadata`:{`p`:2}},`c`:{`active`:true},`d`:{`active`:true}}}",
                "an entry without a port leaves the port"
                        + "| {`a`:{`port`:null}} | {@,`ai_specialists`:{`a`:{`port`:`x`,`active`:0}}}"
                        + "| {@,`ai_specialists`:{`a`:{`port`:`x`,`active`:true}}}",
                "owned fields of another type are replaced"
                        + "| {`a`:{`port`:7}} | {@,`ai_specialists`:{`a`:{`port`:{`x`:1},`active`:`yes`}}}"
                        + "| {@,`ai_specialists`:{`a`:{`port`:7,`active`:true}}}",
                "a new one has all fields"
                        + "| {`scribe-ci`:{`port`:7,`metadata`:{`pid`: `1`}}}"
                        + "| {@,`default_model`:`m\\u0031`,`ai_specialists`:{}}"
                        + "| {@,`default_model`:`m\\u0031`,`ai_specialists`:{`scribe`:{`component`:`scribe`,`port`:7,`roles`:[],`model`:`m\\u0031`,`auto_start`:false,`active`:true,`metadata`:{`pid`:`1`}}}}",
                "a configuration without specialists gets them"
                        + "| {`a`:{`port`:7}} | {@}"
                        + "| {@,`ai_specialists`:{`a`:{`component`:`a`,`port`:7,`roles`:[],`model`:null,`auto_start`:false,`active`:true,`metadata`:{}}}}",
                "and none where there are none to get | {} | {`x`:1} | =",
                "last_sync is made where it is missing"
                        + "| {`a`:{`port`:null}} | {`ai_specialists`:{`a`:{`active`:false}},`z`:1}"
                        + "| {`ai_specialists`:{`a`:{`active`:true}},`z`:1,@}",
                "of two entries the one registered later counts"
                        + "| {`a-ai`:{`port`:1,`component`:`a`,`registered_at`:9.5},`a-ci`:{`port`:2,`component`:`A`,`registered_at`:9}}"
                        + "| {@,`ai_specialists`:{`a`:{`port`:3,`active`:true}}}"
                        + "| {@,`ai_specialists`:{`a`:{`port`:1,`active`:true}}}",
                "one that tells no time is earlier"
                        + "| {`a-ai`:{`port`:1,`registered_at`:-5},`a-ci`:{`port`:2,`registered_at`:`x`}}"
                        + "| {@,`ai_specialists`:{`a`:{`port`:3,`active`:true}}}"
                        + "| {@,`ai_specialists`:{`a`:{`port`:1,`active`:true}}}",
                "of two that tell the same the later in the file counts"
                        + "| {`a-ai`:{`port`:1},`a-ci`:{`port`:2}}"
                        + "| {@,`ai_specialists`:{`a`:{`port`:3,`active`:true}}}"
                        + "| {@,`ai_specialists`:{`a`:{`port`:2,`active`:true}}}",
                "two keys that differ in case are both brought in line"
                        + "| {`a`:{`port`:1}}"
                        + "| {@,`ai_specialists`:{`a`:{`port`:3,`active`:true},`A`:{`port`:4,`active`:true}}}"
                        + "| {@,`ai_specialists`:{`a`:{`port`:1,`active`:true},`A`:{`port`:1,`active`:true}}}",
            })
    void bringsInLine(String name, String registry, String before, String after) {
        String old = "\"last_sync\":\"2025-06-29T16:43:44.278209\"";
        String text = before.replace('`', '"').replace("@", old);

        Planned planned = plan(registry.replace('`', '"'), text);

        String expected = after.equals("=") ? text : after.replace('`', '"').replace("@", TIME);
        assertThat(planned.text()).isEqualTo(expected);
        assertThat(planned.plan().isEmpty()).isEqualTo(after.equals("="));
        assertThat(plan(registry.replace('`', '"'), planned.text()).plan().edits())
                .isEmpty();
    }

    @Test
    void keepsTheLayoutOfEachPlace() {
        String config = """
                {
                \t"last_sync" : null,
                \t"ai_specialists" : {
                \t\t"a": {
                \t\t\t"port": 1, "roles": ["x", "y"]
                \t\t},
                \t\t"b": {
                \t\t\t"port": 2,
                \t\t\t"active": true,
                \t\t\t"metadata": {}
                \t\t}
                \t}
                }""";
        String registry = "{\"a\": {\"port\": 1}, \"b\": {\"port\": 2, \"metadata\": {\"p\": [1, {}], \"q\": {\"r\": "
                + "null}}}, \"c\": {\"port\": 3}}";

        Planned planned = plan(registry, config);

        assertThat(planned.text()).isEqualTo("""
                {
                \t"last_sync" : "2026-03-04T05:06:00.500000",
                \t"ai_specialists" : {
                \t\t"a": {
                \t\t\t"port": 1, "roles": ["x", "y"], "active": true
                \t\t},
                \t\t"b": {
                \t\t\t"port": 2,
                \t\t\t"active": true,
                \t\t\t"metadata": {
                \t\t\t\t"p" : [
                \t\t\t\t\t1,
                \t\t\t\t\t{}
                \t\t\t\t],
                \t\t\t\t"q" : {
                \t\t\t\t\t"r" : null
                \t\t\t\t}
                \t\t\t}
                \t\t},
                \t\t"c": {
                \t\t\t"component" : "c",
                \t\t\t"port" : 3,
                \t\t\t"roles" : [],
                \t\t\t"model" : null,
                \t\t\t"auto_start" : false,
                \t\t\t"active" : true,
                \t\t\t"metadata" : {}
                \t\t}
                \t}
                }""");
    }

    @Test
    void laysOutANewOneAsThoseBesideIt() {
        String oneLine = """
                {
                  "ai_specialists": {
                    "a": {"active": true,"x": [1,2]}
                  },
                  "last_sync": null
                }
                """;
        String both = """
                {
                  "ai_specialists": {
                    "a": {"active": true},
                    "b": {
                      "active": true
                    }
                  },
                  "last_sync": null
                }
                """;

        assertThat(plan("{\"a\": {\"port\": null}, \"c\": {\"port\": 3}}", oneLine)
                        .text())
                .isEqualTo("""
                {
                  "ai_specialists": {
                    "a": {"active": true,"x": [1,2]},
                    "c": {"component": "c","port": 3,"roles": [],"model": null,"auto_start": false,"active": true,"metadata": {}}
                  },
                  "last_sync": "2026-03-04T05:06:00.500000"
                }
                """);
        assertThat(plan("{\"a\": {\"port\": null}, \"b\": {\"port\": null}, \"c\": {\"port\": 3}}", both)
                        .text())
                .isEqualTo("""
                {
                  "ai_specialists": {
                    "a": {"active": true},
                    "b": {
                      "active": true
                    },
                    "c": {
                      "component": "c",
                      "port": 3,
                      "roles": [],
                      "model": null,
                      "auto_start": false,
                      "active": true,
                      "metadata": {}
                    }
                  },
                  "last_sync": "2026-03-04T05:06:00.500000"
                }
                """);
    }

    @Test
    void keepsCarriageReturnsAndTheMissingEnd() {
        String config =
                "{\r\n    \"ai_specialists\": {\r\n        \"a\": {\"active\": true}\r\n    },\r\n    \"é\": 1.10\r\n}";

        Planned planned = plan("{\"b\":{\"port\":2}}", config);

        assertThat(planned.text())
                .isEqualTo("{\r\n    \"ai_specialists\": {\r\n        \"a\": {\"active\": false},\r\n"
                        + "        \"b\": {\"component\": \"b\", \"port\": 2, \"roles\": [], \"model\": null, "
                        + "\"auto_start\": false, \"active\": true, \"metadata\": {}}\r\n"
                        + "    },\r\n    \"é\": 1.10,\r\n    \"last_sync\": \"2026-03-04T05:06:00.500000\"\r\n}");
    }

    @Test
    void warnsOfWhatIsNotAsSomebodyMayThink() {
        Planned planned = plan(
                "{\"a-ai\":{\"port\":1},\"a-ci\":{\"port\":2},\"new\":{\"port\":null}}",
                "{\"ai_specialists\":{\"a\":{},\"A\":{}}}");

        assertThat(planned.plan().warnings())
                .satisfiesExactly(
                        text -> assertThat(text).contains("two entries", "\"a-ci\"", "\"a-ai\""),
                        text -> assertThat(text).contains("the component \"A\" twice"),
                        text -> assertThat(text).contains("no port", "\"new\""),
                        text -> assertThat(text).contains("no default_model", "\"new\""));
    }

    @Test
    void namesTheOldAndTheNewTextOfEachField() {
        Planned planned = plan(
                "{\"a\":{\"port\":1,\"metadata\":{\"x\":{\"y\":[1, 2]}}}}",
                "{\"ai_specialists\":{\"A\":{\"port\": 01e0,\"metadata\":{\"x\":{\"y\":[ 1 ]}}}}}"
                        .replace("01e0", "2e0"));

        assertThat(planned.plan().changes())
                .containsExactly(
                        new ConfigChange("A", "port", "2e0", "1"),
                        new ConfigChange("A", "active", null, "true"),
                        new ConfigChange("A", "metadata.x.y", "[ 1 ]", "[1,2]"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "{`ai_specialists`:[]} | line 1, column 19, an array as `ai_specialists`",
                "{`ai_specialists`:null} | null as `ai_specialists`",
                "{`ai_specialists`:{`a`:7}} | a number as specialist `a`",
                "{`ai_specialists`:{`a`:null}} | null as specialist `a`",
                "{`ai_specialists`:{`a`:{`metadata`:`x`}}} | text as specialist `a`, `metadata`",
            })
    void refusesAConfigurationOfAnotherShape(String config, String words) {
        assertThatThrownBy(() -> ConfigDocument.of(JsonText.of(config.replace('`', '"'))))
                .isInstanceOf(ConfigFault.class)
                .hasMessageContaining(words.replace('`', '"'));
    }

    @Test
    void takesNoBeginningOfAConfigurationForAConfiguration() {
        String whole = SyncHouse.sampleText("tekton_ai_config.json").stripTrailing();
        for (int length = 0; length < whole.length(); length++) {
            String beginning = whole.substring(0, length);
            assertThatThrownBy(() -> JsonText.of(beginning)).isInstanceOf(IllegalArgumentException.class);
        }
    }

    @Test
    void escapesANameThatNeedsIt() {
        Planned planned = plan("{\"a\\\"\\n\\u007f-ai\":{\"port\":1}}", "{}");

        assertThat(planned.text()).contains("\"component\": \"a\\\"\\u000a\u007f\"");
        assertThat(plan("{\"a\\\"\\n\\u007f-ai\":{\"port\":1}}", planned.text())
                        .plan()
                        .edits())
                .isEmpty();
    }

    private record Planned(SyncPlan plan, String text) {}

    private static Planned plan(String registry, String config) {
        try {
            SyncPlan plan = SyncPlan.of(PlatformEntries.of(registry), ConfigDocument.of(JsonText.of(config)), NOW);
            return new Planned(plan, TextEdit.apply(config, plan.edits()));
        } catch (ConfigFault e) {
            throw new IllegalArgumentException(e);
        }
    }
}
