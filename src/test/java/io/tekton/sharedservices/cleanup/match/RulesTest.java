package io.tekton.sharedservices.cleanup.match;

import static org.assertj.core.api.Assertions.assertThat;

import io.tekton.sharedservices.cleanup.verdict.Hosts;
import io.tekton.sharedservices.process.CommandLine;
import io.tekton.sharedservices.process.ProcessSnapshot;
import io.tekton.sharedservices.process.ProcessSnapshot.Place;
import io.tekton.sharedservices.process.Reading;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is said of all rules together. */
class RulesTest {
    private static final Rule BY_OWNER = RuleParser.match("tool", "script=tool.py owner=agent");
    private static final Rule BY_REGISTRY = RuleParser.match("mine", "script=mine.py");
    private static final Rule AGENT = RuleParser.owner("agent", "program=agent");

    private static Rule byDefault(String name) {
        return RuleParser.match(name, Rules.DEFAULTS.get(name));
    }

    private static Rule platformsOwner(String text) {
        return RuleParser.owner("tool-wrapper", text);
    }

    @Test
    void areOfOwnersAloneWhereEachRuleThatWasGivenAsksForOne() {
        assertThat(new Rules(List.of(BY_OWNER), List.of(), List.of(AGENT)).areOnlyOfOwners())
                .isTrue();
        assertThat(new Rules(List.of(BY_OWNER, byDefault("specialist")), List.of(), List.of(AGENT)).areOnlyOfOwners())
                .as("a default rule was not given")
                .isTrue();
        assertThat(new Rules(List.of(BY_OWNER, BY_REGISTRY), List.of(), List.of(AGENT)).areOnlyOfOwners())
                .isFalse();
        assertThat(new Rules(
                                List.of(BY_OWNER, RuleParser.match("specialist", "script=changed.py")),
                                List.of(),
                                List.of(AGENT))
                        .areOnlyOfOwners())
                .as("a default rule that was changed was given")
                .isFalse();
        assertThat(new Rules(List.of(BY_OWNER), List.of()).areOnlyOfOwners()).isFalse();
        assertThat(new Rules(
                                List.of(BY_OWNER),
                                List.of(),
                                List.of(platformsOwner(Rules.DEFAULT_OWNERS.get("tool-wrapper"))))
                        .areOnlyOfOwners())
                .isFalse();
    }

    @Test
    void thePlatformsOwnersAreWitnessedOnlyForARuleThatAsks() {
        Rule own = platformsOwner(Rules.DEFAULT_OWNERS.get("tool-wrapper"));

        assertThat(new Rules(List.of(BY_REGISTRY), List.of(), List.of(own)).witnessOwners())
                .isFalse();
        assertThat(new Rules(List.of(byDefault("tool")), List.of(), List.of(own)).witnessOwners())
                .isTrue();
        assertThat(new Rules(List.of(BY_REGISTRY), List.of(), List.of(AGENT)).witnessOwners())
                .isTrue();
        assertThat(new Rules(List.of(BY_OWNER), List.of()).witnessOwners()).isFalse();
    }

    @Test
    void keepTheVariablesThatEachKindOfRuleAsksFor() {
        Rules rules = new Rules(
                List.of(RuleParser.match("mine", "program=mine env.A=*")),
                List.of(RuleParser.protect("kept", "program=kept env.B=*")),
                List.of(RuleParser.owner("agent", "program=agent env.C=*")));

        assertThat(rules.variables()).containsExactlyInAnyOrder("A", "B", "C", "HOME", "TEKTON_CI_NAME", "TEKTON_ROOT");
    }

    @Test
    void mayOwnWhatAnOwnersCommandLineFits() {
        Rules rules = new Rules(List.of(BY_OWNER), List.of(), List.of(AGENT));

        assertThat(rules.mayOwn(CommandLine.of(List.of("agent")))).isTrue();
        assertThat(rules.mayOwn(CommandLine.of(List.of("python3", "tool.py")))).isFalse();
    }

    @Test
    void askForWhatWasWitnessedWhereOneNamesNothingElse() {
        Rule inherited = RuleParser.match("tool", "env.AGENT=* owner=agent");

        assertThat(new Rules(List.of(BY_OWNER, inherited), List.of(), List.of(AGENT)).asksForWitnessed())
                .isTrue();
        assertThat(new Rules(List.of(BY_OWNER), List.of(), List.of(AGENT)).asksForWitnessed())
                .isFalse();
    }

    private static ProcessSnapshot running(Place place) {
        return Hosts.process(4711).argv("agent").place(place).snapshot();
    }

    private static Place place(Reading<String> folder, Reading<String> program, Reading<Place.Parent> parent) {
        return new Place(folder, program, parent, new Reading.Gone<>());
    }

    /** A process may be an owner as long as only what cannot be read speaks against it. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "program=agent cwd=/srv | true",
                "program=other cwd=/srv | false",
                "program=agent exe=/opt/agent | true",
                "program=agent parent=bash | true",
                "program=agent cwd=/srv exe=/opt/agent parent=bash | true",
                "program=agent | false"
            })
    void mayBeOwnersWhereThePlaceCannotBeRead(String rule, boolean mayBe) {
        Rules rules = new Rules(List.of(), List.of(), List.of(RuleParser.owner("agent", rule)));
        Place hidden = place(
                new Reading.Unreadable<>("a test hides it"),
                new Reading.Unreadable<>("a test hides it"),
                new Reading.Unreadable<>("a test hides it"));

        assertThat(rules.mayBeOwning(running(hidden)).contains("agent")).isEqualTo(mayBe);
        assertThat(rules.owning(running(hidden)).contains("agent")).isEqualTo(rule.equals("program=agent"));
    }

    @Test
    void areNoOwnersWhereThePlaceIsKnownToBeAnother() {
        Rules rules = new Rules(
                List.of(),
                List.of(),
                List.of(RuleParser.owner("agent", "program=agent cwd=/srv exe=/opt/agent parent=bash")));
        Place known = place(
                new Reading.Present<>("/home"),
                new Reading.Present<>("/bin/x"),
                new Reading.Present<>(new Place.Parent(CommandLine.of(List.of("make")), "make")));

        assertThat(rules.mayBeOwning(running(known))).isEmpty();
        assertThat(rules.owning(running(known))).isEmpty();
        assertThat(rules.owning(running(place(
                        new Reading.Present<>("/srv"),
                        new Reading.Present<>("/opt/agent"),
                        new Reading.Present<>(new Place.Parent(CommandLine.of(List.of("bash")), "bash"))))))
                .containsExactly("agent");
    }

    private static boolean named(String rule, Map<String, String> environment, String... line) {
        Rules rules = new Rules(List.of(RuleParser.match("r", rule)), List.of());
        return !rules.matching(
                        Hosts.process(4711).argv(line).environment(environment).snapshot())
                .isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "uv run a.py | true",
                "uv run a.pyc | false",
                "uv run a.pyw | false",
                "uv run -s a.py | true",
                "uv run --script a.py | true",
                "uv run --gui-script a.py | true",
                "uv a.py | false",
                "uv run - a.py | false",
                "uv run | false",
                "uv | false",
                "uv tool | false",
                "uv tool run | false",
                "env A=1 B=2 python3 a.py | true",
                "env A=1 | false",
                "chrt 5 python3 a.py | true",
                "chrt 5x python3 a.py | false",
                "chrt -r 99 python3 a.py | true",
                "chrt 0 python3 a.py | true",
                "chrt / python3 a.py | false",
                "chrt : python3 a.py | false",
                "chrt '' python3 a.py | false",
                "chrt -r | false",
                "chrt 5 | false",
                "chrt python3 a.py | false",
                "chrt | false",
                "flock /lock python3 a.py | true",
                "flock /lock -c a.py | false",
                "flock /lock | false"
            })
    void nameWhatRunnersAndWrappersRun(String line, boolean named) {
        assertThat(named("script=a.py", Map.of(), line.replace("''", "").split(" ")))
                .isEqualTo(named);
    }

    @Test
    void nameByModuleWhatUvRuns() {
        assertThat(named("module=a", Map.of(), "uv", "run", "-m", "a")).isTrue();
        assertThat(named("module=a", Map.of(), "uv", "run", "--module", "a")).isTrue();
        assertThat(named("module=a", Map.of(), "uv", "-m", "a")).isFalse();
    }
}
