package io.tekton.sharedservices.cleanup.survey;

import static org.assertj.core.api.Assertions.assertThat;

import io.tekton.sharedservices.cleanup.CleanupSettings;
import io.tekton.sharedservices.cleanup.FixedTable;
import io.tekton.sharedservices.cleanup.match.RuleParser;
import io.tekton.sharedservices.cleanup.match.Rules;
import io.tekton.sharedservices.cleanup.verdict.Hosts;
import io.tekton.sharedservices.process.ProcessSnapshot;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class RuleTrialTest {
    private static final int SELF = 99;

    private final List<ProcessSnapshot> running = new ArrayList<>();

    @Test
    void aRuleThatNamesSshdIsAWarning() {
        running.add(Hosts.process(7).argv("/usr/sbin/sshd", "-D").name("sshd").snapshot());
        running.add(Hosts.process(8).argv("/usr/bin/tool").name("tool").snapshot());

        assertThat(warnings("program=*s*,t*"))
                .containsExactly("match rule 'x' names 2 processes now, among them sshd, tool");
    }

    @Test
    void aRuleThatNamesThisProgramIsAWarning() {
        running.add(
                Hosts.process(SELF).argv("java", "-jar", "a.jar").name("java").snapshot());

        assertThat(warnings("program=java"))
                .containsExactly("match rule 'x' names 1 process now: this program itself, java");
    }

    @Test
    void aRuleThatNamesManyKindsIsAWarning() {
        for (String name : List.of("vim", "make", "less")) {
            running.add(Hosts.process(running.size() + 10).argv(name).name(name).snapshot());
        }

        assertThat(warnings("program=*a*,*e*,*i*"))
                .singleElement()
                .asString()
                .startsWith("match rule 'x' names 3 processes now, among them ");
    }

    @Test
    void aPresetThatNamesManyKindsIsNoWarningButOneThatNamesSshdIs() {
        for (String name : List.of("vim", "make", "less")) {
            running.add(Hosts.process(running.size() + 10).argv(name).name(name).snapshot());
        }

        assertThat(warnings("codex.program", "program=*a*,*e*,*i*")).isEmpty();
        running.add(Hosts.process(7).argv("/usr/sbin/sshd", "-D").name("sshd").snapshot());
        assertThat(warnings("codex.program", "program=*a*,*s*"))
                .singleElement()
                .asString()
                .contains("sshd");
    }

    @Test
    void aRuleThatNamesMoreThanOneRunMayEndIsAWarning() {
        for (int i = 0; i < 51; i++) {
            running.add(Hosts.process(100 + i).argv("tool").name("tool").snapshot());
        }

        assertThat(warnings("program=tool")).singleElement().asString().contains("names 51 processes now");
    }

    @Test
    void aRuleThatNamesOneKindOfProgramIsNone() {
        for (int i = 0; i < 20; i++) {
            running.add(Hosts.running("python3", "/srv/run.py"));
        }

        assertThat(warnings("program=python* script=run.py")).isEmpty();
        assertThat(warnings("program=other")).isEmpty();
    }

    private List<String> warnings(String rule) {
        return warnings("x", rule);
    }

    private List<String> warnings(String name, String rule) {
        CleanupSettings defaults = Hosts.settings(new Rules(List.of(RuleParser.match(name, rule)), List.of()));
        return new RuleTrial(defaults).warnings(new FixedTable(running), SELF);
    }
}
