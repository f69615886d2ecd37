package io.tekton.sharedservices.cleanup.match;

import static org.assertj.core.api.Assertions.assertThat;

import io.tekton.sharedservices.cleanup.verdict.Hosts;
import io.tekton.sharedservices.process.CommandLine;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The scripts behind bun, deno, tsx, uv and programs made of Electron. */
class InterpretedScriptsTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "bun app.ts",
                "bun run app.ts",
                "bun --smol run --watch /srv/app.ts a",
                "bun --hot -r ./pre.ts --env-file .env run --cwd=/srv app.ts",
                "bun -d A:1 --port 3000 app.ts",
                "/home/op/.bun/bin/bun --config=/x run app.ts",
                "deno run app.ts",
                "deno app.ts",
                "deno -q -L debug run app.ts",
                "deno run -A --no-check -c deno.json --allow-net=a,b -R=/etc app.ts --port 1",
                "deno run -RWN --reload=x --lock=x --unstable-kv app.ts",
                "deno serve --port 8000 app.ts",
                "node /x/node_modules/.bin/tsx app.ts a",
                "node /x/node_modules/.bin/tsx --tsconfig t.json --env-file .env --no-cache app.ts",
                "node --no-warnings /x/node_modules/tsx/dist/cli.mjs app.ts",
                "node node_modules/tsx/dist/cli.mjs app.ts",
                "tsx app.ts",
                "node /usr/bin/ts-node -P tsconfig.json -T app.ts",
                "node --require /x/tsx/dist/preflight.cjs --import file:///x/tsx/dist/loader.mjs app.ts",
                "node --redirect-warnings w.txt --disable-warning=X app.ts",
                "uv run --script app.ts",
                "uv run -s app.ts"
            })
    void isNamed(String words) {
        assertThat(fits("script=app.ts", words)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "bun test app.ts",
                "bun x app.ts",
                "bun build app.ts",
                "bun -e app.ts",
                "bun --print app.ts",
                "bun --new-option app.ts",
                "bun run --new-option app.ts",
                "bun -c app.ts",
                "bun - app.ts",
                "bun",
                "bun run",
                "deno test app.ts",
                "deno eval app.ts",
                "deno task app.ts",
                "deno run --new-option app.ts",
                "deno run --lock app.ts",
                "deno run - app.ts",
                "deno lint app.ts",
                "node /x/.bin/tsx -e app.ts",
                "node /x/.bin/tsx --eval app.ts",
                "node /x/.bin/tsx",
                "python3 /x/.bin/tsx app.ts",
                "node /x/.bin/tsx watch app.ts",
                "tsx watch app.ts",
                "uv run app.ts",
                "uv pip install app.ts",
                "uv run --new-option -s app.ts",
                "tsxx app.ts",
                "bunx app.ts"
            })
    void isNotGuessed(String words) {
        assertThat(fits("script=app.ts", words)).isFalse();
    }

    @Test
    void uvRunsScriptsAndModulesOfItsOwn() {
        assertThat(fits("program=uv script=server.py", "uv run server.py")).isTrue();
        assertThat(fits("program=uv module=my.server", "uv run --frozen -m my.server"))
                .isTrue();
        assertThat(fits("program=python script=server.py", "uv run python server.py"))
                .isTrue();
        assertThat(fits("option.--port=1", "uv run --with a server.py --port 1"))
                .isTrue();
        assertThat(fits("option.--with=a", "uv run --with a server.py --port 1"))
                .isFalse();
    }

    @Test
    void tsxAndItsNodeAreBothTheProgram() {
        String words = "node /x/node_modules/.bin/tsx app.ts --port 1";

        assertThat(fits("program=node script=app.ts", words)).isTrue();
        assertThat(fits("program=tsx script=app.ts", words)).isTrue();
        assertThat(fits("option.--port=1", words)).isTrue();
        assertThat(fits("script=tsx", words)).isFalse();
    }

    /** As its {@code main} does, by whether the variable is set to anything. */
    @Test
    void aProgramMadeOfElectronIsNodeWhereItsEnvironmentSaysSo() {
        String words = "/usr/share/code/code --ms-enable-electron-run-as-node --max-old-space-size=3072 /x/server.js";

        assertThat(electron(words, Map.of("ELECTRON_RUN_AS_NODE", "1"))).isTrue();
        assertThat(electron(words, Map.of("ELECTRON_RUN_AS_NODE", "0"))).isTrue();
        assertThat(electron(words, Map.of("ELECTRON_RUN_AS_NODE", ""))).isFalse();
        assertThat(electron(words, Map.of())).isFalse();
        assertThat(electron(words, null)).isFalse();
        assertThat(electron("/opt/electron28 /x/server.js", Map.of("ELECTRON_RUN_AS_NODE", "1")))
                .isTrue();
        assertThat(electron("vim /x/server.js", Map.of("ELECTRON_RUN_AS_NODE", "1")))
                .isFalse();
    }

    private static boolean electron(String words, Map<String, String> environment) {
        Rules rules = new Rules(List.of(RuleParser.match("r", "script=server.js")), List.of());
        assertThat(rules.variables()).contains("ELECTRON_RUN_AS_NODE");
        assertThat(rules.mayMatch(CommandLine.of(List.of(words.split(" "))))).isEqualTo(!words.startsWith("vim"));
        return !rules.matching(Hosts.process(4711)
                        .argv(words.split(" "))
                        .environment(environment)
                        .snapshot())
                .isEmpty();
    }

    private static boolean fits(String rule, String words) {
        return !new Rules(List.of(RuleParser.match("r", rule)), List.of())
                .matching(Hosts.running(words.split(" ")))
                .isEmpty();
    }
}
