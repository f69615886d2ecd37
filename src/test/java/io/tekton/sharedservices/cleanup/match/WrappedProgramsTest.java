package io.tekton.sharedservices.cleanup.match;

import static org.assertj.core.api.Assertions.assertThat;

import io.tekton.sharedservices.cleanup.verdict.Corpus;
import io.tekton.sharedservices.cleanup.verdict.Hosts;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class WrappedProgramsTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "flock /l x",
                "flock -n -E 3 /l x",
                "flock -nE3 /l x",
                "flock --timeout 5 --close /l x -n",
                "setpriv --pdeathsig TERM x",
                "setpriv --reuid=1 --clear-groups x",
                "prlimit --nofile=1024 x",
                "choom -n 100 -- x",
                "nice -n 5 flock /l env A=B x",
                "nice -10 x",
                "env - A=B x",
                "env -i0v -u A -C /srv x",
                "setsid -f x",
                "timeout -v -k 3 5s x",
                "chrt -f -R 10 x",
                "taskset -ac 0,1 x",
                "ionice -c 2 -n7 -t x",
                "time -v -o /o x",
                "tini x",
                "tini -- x",
                "/usr/bin/tini -s -g -v -w -p SIGTERM -e 143 -- x",
                "tini-static -svvg -pSIGKILL x",
                "/sbin/docker-init -- x",
                "dumb-init -c -r 15:2 --rewrite=1:0 -- x",
                "systemd-run --scope x",
                "systemd-run --user --scope -q -p CPUQuota=50% --slice=batch.slice --unit u -- x",
                "bwrap x",
                "bwrap --bind / / --dev /dev --ro-bind-try /a /b --setenv A B --chdir / -- x",
                "bwrap --unshare-net --unshare-user --uid 0 --symlink a b --overlay a b c --new-session x",
                "uv run x",
                "uv -q --directory /srv run --frozen --with a -w b --python=3.12 -- x --frozen",
                "uvx x",
                "uvx --from pkg -p 3.12 --with a x",
                "uv tool run --isolated x",
                "/home/op/.local/bin/uv tool uvx x --port 1",
                "poetry run x",
                "/usr/bin/python3 /usr/bin/poetry run x",
                "python3.11 -I /usr/bin/poetry -C /srv -vv --no-interaction run x",
                "tini -s -- uv run nice -n 5 x"
            })
    void theProgramBehindAWrapperIsNamed(String words) {
        assertThat(fits("program=x", words.split(" "))).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "flock /l -c x",
                "flock /l",
                "flock 9",
                "flock --new-option x x",
                "setpriv -d x",
                "setpriv --new-option x x",
                "prlimit --pid 1 x",
                "prlimit -n x",
                "choom -p 1 x",
                "unshare --pid --fork --kill-child x",
                "nice -x x",
                "env -P /bin x",
                "setsid -z x",
                "stdbuf -x x",
                "timeout -z 5 x",
                "time -z x",
                "taskset -p x",
                "taskset -z 1 x",
                "chrt -z 1 x",
                "chrt -m x",
                "ionice -z x",
                "ionice -p 1 x",
                "nohup -z x",
                "tini -z x",
                "tini -s",
                "tini --version x",
                "systemd-run x",
                "systemd-run --user --pty x",
                "systemd-run --scope --new-option x x",
                "systemd-run --scope --shell x",
                "bwrap --unshare-pid x",
                "bwrap --bind / / --unshare-all --share-net x",
                "bwrap --as-pid-1 --unshare-pid x",
                "bwrap --pidns 9 x",
                "bwrap --die-with-parent x",
                "bwrap --args 9 x",
                "bwrap --new-option x",
                "uv pip install x",
                "uv tool install x",
                "uv run --new-option x",
                "uv run -m x",
                "uv run -",
                "uvx --new-option x",
                "poetry add x",
                "poetry --new-option run x",
                "python3 /usr/bin/poetry install x",
                "python3 /usr/bin/poetry --new-option run x",
                "node /usr/bin/poetry run x"
            })
    void whereAnOptionIsNotKnownNothingIsNamed(String words) {
        assertThat(fits("program=x", words.split(" "))).isFalse();
    }

    static Stream<Corpus.Line> captured() {
        return Corpus.lines("wrapped.tsv");
    }

    /** How each was captured is said in the file. */
    @ParameterizedTest
    @MethodSource("captured")
    void capturedCommandLinesAreNamedByWhatTheyRun(Corpus.Line line) {
        String rule = Objects.requireNonNull(line.component());

        assertThat(fits(rule, line.arguments().toArray(String[]::new))).isEqualTo(line.ci());
    }

    /** What is not stepped over is the program itself: a rule that means it can name it. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "unshare --pid --fork x",
                "bwrap --unshare-pid x",
                "systemd-run x",
                "uv pip install x",
                "poetry add x"
            })
    void whatIsNotSteppedOverIsTheProgram(String words) {
        String first = words.substring(0, words.indexOf(' '));

        assertThat(fits("program=" + first, words.split(" "))).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"nohup tini -s -- uv run x --a", "tini -z x --a"})
    void aProtectRuleFitsEachProgramOnTheWay(String words) {
        for (String rule : List.of("program=tini", "program=*ini", "argument=--a")) {
            assertThat(protects(rule, words.split(" "))).as(rule).isTrue();
        }
        assertThat(protects("program=other", words.split(" "))).isFalse();
    }

    @Test
    void aProtectRuleFitsWrapperAndScript() {
        String[] words = {"nohup", "python3", "/usr/bin/poetry", "run", "node", "/x/.bin/tsx", "/srv/app.ts"};

        for (String rule : List.of(
                "program=nohup",
                "program=python3",
                "program=poetry",
                "program=node",
                "program=tsx",
                "script=poetry",
                "script=tsx",
                "script=app.ts",
                "program=nohup argument=/srv/app.ts")) {
            assertThat(protects(rule, words)).as(rule).isTrue();
        }
        assertThat(fits("script=app.ts program=node", words)).isTrue();
        assertThat(fits("program=nohup", words)).isFalse();
        assertThat(fits("script=poetry", words)).isFalse();
    }

    private static boolean protects(String rule, String... words) {
        return !new Rules(List.of(), List.of(RuleParser.protect("r", rule)))
                .protecting(Hosts.running(words))
                .isEmpty();
    }

    @Test
    void aTitleIsNamedByATitleConditionAlone() {
        String[] padded = {"npm exec @x/y", "", "", ""};

        assertThat(fits("title=\"npm exec *\"", padded)).isTrue();
        assertThat(fits("title=\"npm run *\"", padded)).isFalse();
        assertThat(fits("program=npm*", padded)).isFalse();
        assertThat(fits("title=\"npm exec *\"", "npm", "exec", "@x/y")).isFalse();
    }

    @Test
    void aScriptsPathIsComparedWithoutItsWayUp() {
        String[] words = {"node", "./node_modules/.bin/../pkg/dist/cli.js", "mcp"};

        assertThat(fits("script=node_modules/pkg/dist/cli.js", words)).isTrue();
        assertThat(fits("script=.bin/pkg/dist/cli.js", words)).isFalse();
    }

    private static boolean fits(String rule, String... words) {
        return !new Rules(List.of(RuleParser.match("r", rule)), List.of())
                .matching(Hosts.running(words))
                .isEmpty();
    }
}
