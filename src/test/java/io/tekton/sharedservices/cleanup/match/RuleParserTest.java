package io.tekton.sharedservices.cleanup.match;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tekton.sharedservices.cleanup.verdict.Hosts;
import io.tekton.sharedservices.process.ProcessSnapshot;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RuleParserTest {
    private static final ProcessSnapshot PROCESS = Hosts.process(4711)
            .argv(
                    "env",
                    "A=B",
                    "/opt/venv/bin/python3.12",
                    "-u",
                    "/srv/my tools/batch/run.py",
                    "--mode",
                    "fast, safe",
                    "--ai-id=x",
                    "--ai-id",
                    "Apollo-ai",
                    "--component",
                    "Apollo",
                    "file.txt")
            .environment(Map.of("TEKTON_CI_NAME", "processor"))
            .snapshot();

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "program=python3.12 | true",
                "program=python* | true",
                "program=Python* | false",
                "program=python?.12 | true",
                "program=python | false",
                "program=venv/bin/python* | true",
                "program=/opt/venv/bin/python* | true",
                "program=/opt/*/python* | false",
                "program=/venv/bin/python* | false",
                "program=ruby*,python* | true",
                "program=env | false",
                "script=run.py | true",
                "script=batch/run.py | true",
                "script=\"my tools/batch/*.py\" | true",
                "script=tools/batch/*.py | false",
                "script=\"/srv/my tools/*/run.py\" | true",
                "script=/srv/*/run.py | false",
                "script=*.rb,run.?? | true",
                "script=run\\.py | true",
                "script=run\\* | false",
                "module=* program=python* | false",
                "option.--ai-id=Apollo-* | true",
                "option.--ai-id=x | false",
                "option.--mode=fast | false",
                "option.--mode=\"fast, safe\" | true",
                "option.--mode=\"fast, *\",slow | true",
                "option.--missing=* | false",
                "argument=file.txt | true",
                "argument=--mode | true",
                "argument=/srv/* program=python* | true",
                "argument=file | false",
                "argument=A=B | false",
                "argument=/opt/venv/bin/python3.12 | false",
                "program=python* env.TEKTON_CI_NAME=proc* | true",
                "program=python* env.TEKTON_CI_NAME=other | false",
                "program=python* env.HOME=* | false",
                "program=python* component=APOLLO | true",
                "program=python* component=numa,apollo | true",
                "program=python* component=numa | false",
                "program=python* script=run.py option.--mode=fast* argument=file.txt env.TEKTON_CI_NAME=* | true",
                "program=python* script=run.py option.--mode=slow* argument=file.txt env.TEKTON_CI_NAME=* | false",
                "program=python*   script=run.py | true",
            })
    void holdsWhereAllConditionsHold(String text, boolean expected) {
        Rules rules = new Rules(List.of(RuleParser.match("r", text)), List.of());

        assertThat(!rules.matching(PROCESS).isEmpty()).isEqualTo(expected);
        if (expected) {
            assertThat(rules.mayMatch(PROCESS.command())).isTrue();
        }
    }

    @Test
    void matchesModules() {
        ProcessSnapshot process = Hosts.running("python3", "-um", "my.jobs.batch", "--x");

        assertThat(fits("module=my.jobs.*", process)).isTrue();
        assertThat(fits("module=my.*", process)).isTrue();
        assertThat(fits("module=jobs.batch", process)).isFalse();
        assertThat(fits("script=batch", process)).isFalse();
    }

    @Test
    void anArgumentBelongsToAProgram() {
        assertThat(fits("argument=x", Hosts.running("env", "A=B", "python3", "x")))
                .isTrue();
        assertThat(fits("argument=A=B", Hosts.running("env", "A=B"))).isFalse();
    }

    @Test
    void anOptionHasAllOfItsName() {
        ProcessSnapshot process =
                Hosts.running("python3", "x.py", "--ci-id=a", "--ai-ix=b", "--ai-id=c", "-ai-id=d", "--ai=e");

        assertThat(fits("option.--ai-id=c", process)).isTrue();
        assertThat(fits("option.--ai-id=a,b,d,e", process)).isFalse();
        assertThat(fits("option.--ai-id=a", Hosts.running("python3", "x.py", "--ci-id=a")))
                .isFalse();
        assertThat(fits("option.--ai-id=a", Hosts.running("python3", "x.py", "--ai-ix=a")))
                .isFalse();
        assertThat(fits("option.--ai-id=a", Hosts.running("python3", "x.py", "--ai-id-of=a")))
                .isFalse();
    }

    private static boolean fits(String text, ProcessSnapshot process) {
        return !new Rules(List.of(RuleParser.match("r", text)), List.of())
                .matching(process)
                .isEmpty();
    }

    @Test
    void aProtectRuleMayRestOnEnvironmentOrComponentAlone() {
        Rules rules = new Rules(
                List.of(),
                List.of(
                        RuleParser.protect("a", "env.TEKTON_CI_NAME=processor"),
                        RuleParser.protect("b", "component=apollo"),
                        RuleParser.protect("c", "program=*"),
                        RuleParser.protect("d", "component=numa")));

        assertThat(rules.protecting(PROCESS)).extracting(Rule::name).containsExactly("a", "b", "c");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "programm=x | unknown condition 'programm'; allowed are program=, script=, module=",
                "program | 'program' has no value; allowed are program=",
                "program= | 'program=' has no value",
                "OFF | off alone",
                "program=\"\" | has an empty pattern",
                "program=a,,b | has an empty pattern",
                "program=a, script=b | has an empty pattern",
                "program=\"a b | a double quote is not closed",
                "program=a\\ | lone backslash",
                "option.=x | is not an option such as --ai-id",
                "option.ai-id=x | is not an option such as --ai-id",
                "env.A-B=x program=a | is not an environment variable's name",
                "env.=x program=a | is not an environment variable's name",
                "kind=daemon program=a | kind=launcher alone is known",
                "kind=launcher | needs at least one condition",
                "env.TEKTON_CI_NAME=* | an environment variable is inherited and can be forged",
                "component=apollo | a match rule also needs a condition",
                "env.A=b component=apollo kind=launcher | a match rule also needs a condition",
                "program=* | '*' alone fits nearly every process",
                "program=python*,** env.TEKTON_CI_NAME=* | '*' alone fits nearly every process",
                "script=* program=* component=apollo | '*' alone fits nearly every process",
                "argument=?* | '*' alone fits nearly every process",
                "module=* | '*' alone fits nearly every process",
            })
    void refusesWhatItCannotTakeAndSaysWhatItCan(String text, String message) {
        assertThatThrownBy(() -> RuleParser.match("r", text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(message);
    }

    @ParameterizedTest
    @ValueSource(strings = {"kind=launcher program=a", "", "   "})
    void refusesProtectRulesWithoutSense(String text) {
        assertThatThrownBy(() -> RuleParser.protect("r", text)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void everyDefaultRuleRestsOnTheProgramOrItsScript() {
        assertThat(Hosts.defaultRules().match())
                .filteredOn(rule -> !rule.isOfWitnessedOnly())
                .hasSize(Rules.DEFAULTS.size() - 1)
                .allSatisfy(rule -> assertThat(rule.conditions())
                        .noneMatch(condition -> condition instanceof Condition.Environment)
                        .noneMatch(Condition::saysNothing)
                        .anyMatch(condition ->
                                condition instanceof Condition.Program || condition instanceof Condition.Script));
        assertThat(Rules.DEFAULTS.values()).noneMatch(text -> text.contains("*-ai") || text.contains("*-ci"));
    }

    @Test
    void asksForTheVariablesOfAllRules() {
        Rules rules = new Rules(
                List.of(RuleParser.match("m", "program=a env.FOO=*")), List.of(RuleParser.protect("p", "env.BAR=*")));

        assertThat(rules.variables()).containsExactly("BAR", "FOO", "HOME", "TEKTON_CI_NAME", "TEKTON_ROOT");
    }
}
