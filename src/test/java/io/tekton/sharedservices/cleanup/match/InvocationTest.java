package io.tekton.sharedservices.cleanup.match;

import static org.assertj.core.api.Assertions.assertThat;

import io.tekton.sharedservices.cleanup.verdict.Hosts;
import io.tekton.sharedservices.process.CommandLine;
import io.tekton.sharedservices.process.ProcessSnapshot;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Where a command line names its program and script, and where it only seems to. */
class InvocationTest {
    private static boolean names(String rule, String... arguments) {
        return matches(new Rules(List.of(RuleParser.match("r", rule)), List.of()), Hosts.running(arguments));
    }

    private static boolean matches(Rules rules, ProcessSnapshot process) {
        return !rules.matching(process).isEmpty();
    }

    private static boolean protects(String rule, String... arguments) {
        Rules rules = new Rules(List.of(), List.of(RuleParser.protect("r", rule)));
        return !rules.protecting(Hosts.running(arguments)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "python3 /srv/apollo-ai, true",
        "python3.9 /srv/apollo-ai, true",
        "python3.10 /srv/apollo-ai, true",
        "python3.13t /srv/apollo-ai, true",
        "python3.11d apollo-ai, true",
        "python3.11x /srv/apollo-ai, false",
        "pythond .9 apollo-ai, false",
        "pythont /srv/apollo-ai, false",
        "-bash /srv/apollo-ai, true",
        "/bin/-sh apollo-ai, true",
        "-tool /srv/apollo-ai, false",
        "bash +x /srv/apollo-ai, true",
        "bash +o posix /srv/apollo-ai, true",
        "python3 +x /srv/apollo-ai, false",
        "python3 - /srv/apollo-ai, false",
        "t apollo-ai, false",
        "d, false"
    })
    void aScriptBelongsToAnInterpreter(String line, boolean named) {
        assertThat(names("script=apollo-ai", line.split(" "))).isEqualTo(named);
    }

    @ParameterizedTest
    @CsvSource({
        "env apollo-ai, true",
        "env A=B -- apollo-ai, false",
        "env -- A=B apollo-ai, true",
        "env --chdir=/srv apollo-ai, true",
        "env --unknown=x apollo-ai, false",
        "env --unknown apollo-ai, false",
        "timeout --signal=KILL 5 apollo-ai, true",
        "timeout -k 3 5 apollo-ai, true",
        "nice -n 5 apollo-ai, true",
        "nice -n5 apollo-ai, true",
        "env, false",
        "env -i, false",
        "env -u, false",
        "nice -n 5, false",
        "timeout 5, false"
    })
    void aProgramFollowsTheOnesThatRunIt(String line, boolean named) {
        assertThat(names("program=apollo-ai", line.split(" "))).isEqualTo(named);
    }

    @Test
    void anEmptyArgumentIsNoOptionOfAWrapper() {
        assertThat(names("program=apollo-ai", "env", "", "apollo-ai")).isFalse();
        assertThat(names("program=apollo-ai", "nice", "-n", "", "apollo-ai")).isTrue();
    }

    /** A title is text for people: a path in it is not that of a program. */
    @ParameterizedTest
    @ValueSource(strings = {" ", "\t", "\r", "\n"})
    void aPathBehindABlankOfATitleIsNoProgram(String blank) {
        assertThat(names("program=apollo-ai", "worker:" + blank + "/srv/apollo-ai"))
                .isFalse();
        assertThat(names("program=apollo-ai", "/srv/my" + "\u000e" + "tools/apollo-ai"))
                .isTrue();
        assertThat(protects("title=worker:*", "worker:" + blank + "/srv/apollo-ai"))
                .isTrue();
    }

    @Test
    void aTitleIsComparedWithoutTheBlanksThatFillItUp() {
        assertThat(protects("title=\"tmux: server\"", "tmux: server  ", "", "")).isTrue();
        assertThat(protects("title=\"tmux: server\"", "tmux: server \t")).isTrue();
        assertThat(protects("title=\"tmux: ser*\"", "tmux: client")).isFalse();
        assertThat(protects("title=\"tmux: server\"", "  ")).isFalse();
        assertThat(protects("title=tmux", "tmux")).isFalse();
    }

    @Test
    void aProcessWithoutACommandLineHasNeitherTitleNorProgram() {
        assertThat(protects("title=*")).isFalse();
        assertThat(protects("program=*")).isFalse();
        assertThat(Components.of(new Invocation(CommandLine.of(List.of())), false))
                .isNull();
    }

    @Test
    void optionsOfTheInterpreterAreNotTheProgramsOwn() {
        assertThat(ids("python3", "--ai-id=decoy", "-", "--ai-id", "real")).containsExactly("real");
        assertThat(ids("python3", "--ai-id=decoy", "-mjobs", "--ai-id", "real")).containsExactly("real");
        assertThat(ids("python3", "--ai-id=decoy", "-m", "jobs", "--ai-id", "real"))
                .containsExactly("real");
        assertThat(ids("python3", "--ai-id=decoy", "run.py", "--ai-id", "real")).containsExactly("real");
    }

    private static List<String> ids(String... arguments) {
        return List.copyOf(Components.ids(new Invocation(CommandLine.of(List.of(arguments)))));
    }

    /**
     * A program that writes over its arguments may leave no NUL at their end; what is read must end there all the same.
     */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "tool",
                "t",
                "/opt/tools/",
                "a title ",
                "env|tool",
                "env|-",
                "env|-i",
                "env|-u",
                "nice|-n",
                "timeout|5",
                "python3",
                "python3|-",
                "python3|-u",
                "python3|-m",
                "bash|+",
                "bash|+x",
                "tool|--name|-",
                "tool|--zz-id",
                "tool|--name",
                "tool|-n"
            })
    void aCommandLineThatDoesNotEndInNulIsReadAsTheSame(String line) {
        byte[] bare = line.replace('|', '\0').getBytes(StandardCharsets.UTF_8);
        byte[] ended = (line.replace('|', '\0') + '\0').getBytes(StandardCharsets.UTF_8);

        Invocation read = new Invocation(CommandLine.of(bare));
        Invocation expected = new Invocation(CommandLine.of(ended));

        assertThat(read.program()).isEqualTo(expected.program());
        assertThat(read.script()).isEqualTo(expected.script());
        assertThat(read.hasModule()).isEqualTo(expected.hasModule());
        assertThat(read.firstArgument()).isEqualTo(expected.firstArgument());
        assertThat(read.titleMatches(Glob.of("a title"))).isEqualTo(expected.titleMatches(Glob.of("a title")));
        assertThat(Components.ids(read)).isEqualTo(Components.ids(expected));
        assertThat(Components.of(read, true)).isEqualTo(Components.of(expected, true));
    }
}
