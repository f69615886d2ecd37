package io.tekton.sharedservices.cleanup.match;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tekton.sharedservices.cleanup.verdict.Hosts;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a person reads of a rule that is refused, and two kinds of rule that are easily mixed up. */
class RuleTextsTest {
    @Test
    void aRefusedRuleNamesTheInterpretersThatItMayUse() {
        assertThatThrownBy(() -> RuleParser.match("r", "program=php,my-* script=index.php"))
                .hasMessageContaining("program=php,my-* is no interpreter whose script is known (python, pythonw, pypy,"
                        + " Python, sh, bash, dash, ash, zsh, ksh, mksh, node, nodejs, perl, ruby, bun, deno, uv, "
                        + "tsx, ts-node,"
                        + " electron)");
        assertThatThrownBy(() -> RuleParser.match("r", "program=node module=x"))
                .hasMessageContaining(
                        "program=node is no interpreter that runs modules (python, pythonw, pypy, Python, uv)");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "=x | unknown condition ''",
                "module=/shared | no module's name",
                "program=x component=/apollo | no component's name"
            })
    void aSignAtTheBeginningIsNoPartOfAName(String text, String message) {
        assertThatThrownBy(() -> RuleParser.match("r", text)).hasMessageContaining(message);
    }

    @Test
    void aTitleIsWhatAProcessWroteAndANameWhatTheKernelCallsIt() {
        Rules byTitle = new Rules(List.of(), List.of(RuleParser.protect("r", "title=\"backup: *\"")));
        Rules byName = new Rules(List.of(), List.of(RuleParser.protect("r", "name=\"backup: *\"")));

        for (boolean title : new boolean[] {true, false}) {
            var process = Hosts.process(4711)
                    .argv(title ? "backup: running" : "tool")
                    .name(title ? "tool" : "backup: main")
                    .snapshot();

            assertThat(byTitle.protecting(process).isEmpty()).isEqualTo(!title);
            assertThat(byName.protecting(process).isEmpty()).isEqualTo(title);
        }
    }

    /** One character of a file's name, however many bytes it has. */
    @ParameterizedTest
    @CsvSource({"a, true", "é, true", "\u0e01, true", "\u667a, true", "\ud83d\ude00, true", "ab, false", "ée, false"})
    void aQuestionMarkIsOneCharacter(String name, boolean fits) {
        Rules rules = new Rules(List.of(RuleParser.match("r", "script=?.py")), List.of());

        assertThat(rules.matching(Hosts.running("python3", "/srv/" + name + ".py"))
                        .isEmpty())
                .isEqualTo(!fits);
    }
}
