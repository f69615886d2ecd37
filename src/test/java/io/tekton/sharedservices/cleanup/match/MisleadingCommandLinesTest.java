package io.tekton.sharedservices.cleanup.match;

import static org.assertj.core.api.Assertions.assertThat;

import io.tekton.sharedservices.cleanup.verdict.Hosts;
import io.tekton.sharedservices.process.CommandLine;
import io.tekton.sharedservices.process.ProcessSnapshot;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Command lines of other programs that have a CI's name somewhere. */
class MisleadingCommandLinesTest {
    /** By {@code perlrun(1)}, {@code ruby(1)}, {@code zshall(1)}, {@code node --help} and {@code chrt(1)}. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "perl -MCGI edit.pl apollo-ai",
                "perl -CI edit.pl apollo-ai",
                "perl -FI edit.pl apollo-ai",
                "perl -xI edit.pl apollo-ai",
                "perl -i.I edit.pl apollo-ai",
                "perl -d:I edit.pl apollo-ai",
                "ruby -Fr edit.rb apollo-ai",
                "ruby -xI edit.rb apollo-ai",
                "ruby -X apollo-ai edit.rb",
                "ruby --disable apollo-ai edit.rb",
                "zsh --emulate apollo-ai edit.sh",
                "node --allow-fs-read apollo-ai edit.js",
                "node --allow-fs-write /srv/apollo-ai edit.js",
                "node --run apollo-ai",
                "node --experimental-config-file apollo-ai edit.js",
                "node --inspect-port apollo-ai edit.js",
                "node --test-isolation apollo-ai edit.js",
                "chrt --idle vim apollo-ai",
                "chrt -o vim apollo-ai"
            })
    void theValueOfAnOptionIsNoScriptAndNoProgram(String words) {
        assertThat(fits("program=apollo-ai", words)).isFalse();
        assertThat(fits("script=apollo-ai", words)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "perl -MCGI apollo-ai",
                "perl -I lib -Ilib -w apollo-ai",
                "perl -i.bak -l -0777 apollo-ai",
                "ruby -rjson -I lib -W:no-x -Ku apollo-ai",
                "zsh --emulate sh apollo-ai",
                "node --max-old-space-size 4096 apollo-ai",
                "node --allow-fs-read=/srv --stack-trace-limit 5 apollo-ai"
            })
    void theScriptBehindSuchAnOptionIsNamed(String words) {
        assertThat(fits("script=apollo-ai", words)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "node --watch mcp-server.js",
                "node --watch-path=src --watch-preserve-output mcp-server.js",
                "node --watch-path src mcp-server.js",
                "/usr/bin/node --no-warnings --watch -r x /srv/mcp-server.js --port 1",
                "node --watch node_modules/.bin/tsx mcp-server.js",
                "node node_modules/.bin/tsx --watch mcp-server.js"
            })
    void aDevelopmentServerOfNodeIsNotNamedByItsScript(String words) {
        assertThat(fits("script=mcp-server.js", words)).isFalse();
    }

    @Test
    void whatTheWatchModeOfNodeRunsIsNotNamedByItsScript() {
        Map<String, String> watched = Map.of("WATCH_REPORT_DEPENDENCIES", "1");

        assertThat(fits("script=mcp-server.js", running("node mcp-server.js", watched)))
                .isFalse();
        assertThat(fits("script=mcp-server.js", running("node mcp-server.js", Map.of())))
                .isTrue();
        assertThat(fits("script=ai.py", running("python3 ai.py", watched))).isTrue();
        assertThat(rule("script=mcp-server.js").variables()).contains("WATCH_REPORT_DEPENDENCIES");
    }

    @Test
    void aProtectRuleFitsTheScriptOfADevelopmentServer() {
        Rules keep = new Rules(List.of(), List.of(RuleParser.protect("keep", "script=mcp-server.js")));

        assertThat(keep.protecting(running("node --watch ./mcp-server.js", Map.of())))
                .hasSize(1);
        assertThat(keep.protecting(running("node mcp-server.js", Map.of("WATCH_REPORT_DEPENDENCIES", "1"))))
                .hasSize(1);
        assertThat(keep.protecting(running("node --watch other.js", Map.of()))).isEmpty();
    }

    /** An owner that is not recognised would leave what is below it to another owner. */
    @Test
    void anOwnerRuleFitsTheScriptOfADevelopmentServer() {
        Rules hosts = new Rules(List.of(), List.of(), List.of(RuleParser.owner("host", "script=agent.ts")));

        for (String words : List.of(
                "node --watch agent.ts", "node node_modules/.bin/tsx watch --ignore x ./agent.ts", "tsx agent.ts")) {
            assertThat(hosts.owning(running(words, Map.of()))).as(words).containsExactly("host");
            assertThat(hosts.mayOwn(CommandLine.of(List.of(words.split(" ")))))
                    .as(words)
                    .isTrue();
        }
    }

    @Test
    void tenWrappersAreSteppedOver() {
        List<String> words = new ArrayList<>(Collections.nCopies(10, "nohup"));
        words.add("apollo-ai");

        assertThat(fits("program=apollo-ai", String.join(" ", words))).isTrue();
    }

    /** Any user of the host can start such a program, and must not stop the cleanup with it. */
    @ParameterizedTest
    @ValueSource(strings = {"env", "python3 poetry run", "nice -n 5"})
    void wrappersWithoutEndNameNothing(String wrapper) {
        List<String> words = new ArrayList<>();
        for (int i = 0; i < 50_000; i++) {
            words.addAll(List.of(wrapper.split(" ")));
        }
        words.add("apollo-ai");

        assertThat(rule("program=apollo-ai").mayMatch(CommandLine.of(words))).isFalse();
    }

    private static Rules rule(String text) {
        return new Rules(List.of(RuleParser.match("r", text)), List.of());
    }

    private static ProcessSnapshot running(String words, Map<String, String> environment) {
        return Hosts.process(4711)
                .argv(words.split(" "))
                .environment(environment)
                .snapshot();
    }

    private static boolean fits(String rule, String words) {
        return fits(rule, running(words, Map.of()));
    }

    private static boolean fits(String rule, ProcessSnapshot process) {
        return !rule(rule).matching(process).isEmpty();
    }
}
