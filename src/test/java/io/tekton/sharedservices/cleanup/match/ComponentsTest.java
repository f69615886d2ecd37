package io.tekton.sharedservices.cleanup.match;

import static org.assertj.core.api.Assertions.assertThat;

import io.tekton.sharedservices.cleanup.verdict.Hosts;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which component a process is, as far as its command line says. */
class ComponentsTest {
    @ParameterizedTest
    @CsvSource({
        "python3 /srv/apollo.py, apollo",
        "python3 /srv/apollo-ai.py, apollo",
        "python3 /srv/Apollo/run.py, apollo",
        "python3 /srv/apollo.old/run.py,",
        "python3 /srv/apollo.d/run.py,",
        "/srv/numa-ci, numa",
        "/srv/numa.bin, numa",
        "/srv/.numa,",
        "python3 /srv/other.py,"
    })
    void aPathNamesAListedComponent(String line, String component) {
        assertThat(Components.of(new Invocation(Hosts.running(line.split(" ")).command()), false))
                .isEqualTo(component);
    }

    /** Only a launcher starts the component that its first argument names; elsewhere that word may be anything. */
    @Test
    void aRuleForAComponentFitsTheArgumentOfALauncherAlone() {
        Rules rules = new Rules(
                List.of(
                        RuleParser.match("launcher", "script=launcher.py kind=launcher"),
                        RuleParser.match("apollo", "program=python* component=apollo")),
                List.of());

        assertThat(matching(rules, "python3", "/srv/launcher.py", "apollo")).containsExactly("launcher", "apollo");
        assertThat(matching(rules, "python3", "/srv/launcher.py", "numa")).containsExactly("launcher");
        assertThat(matching(rules, "python3", "/srv/report.py", "apollo")).isEmpty();
        assertThat(matching(rules, "python3", "/srv/report.py", "--component", "apollo"))
                .containsExactly("apollo");
    }

    private static List<String> matching(Rules rules, String... arguments) {
        return rules.matching(Hosts.running(arguments)).stream().map(Rule::name).toList();
    }

    @Test
    void anOptionWithoutAValueNamesNothing() {
        assertThat(Options.shortValues(
                        new Invocation(Hosts.running("tool", "-n").command()), "-n"))
                .isEmpty();
        assertThat(Options.shortValues(
                        new Invocation(Hosts.running("tool", "-na", "-n", "b").command()), "-n"))
                .containsExactlyInAnyOrder("a", "b");
    }
}
