package io.tekton.sharedservices.cleanup.match;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.tekton.sharedservices.process.ProcessSnapshot;
import io.tekton.sharedservices.process.Reading;
import io.tekton.sharedservices.process.linux.LinuxProcessTable;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Wrappers and interpreters themselves, where this host has them: what the process table shows of them is named. */
@EnabledOnOs(value = OS.LINUX, disabledReason = "reads /proc")
class RealWrappersTest {
    @TempDir
    private Path home;

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "bun --smol run app.ts | program=bun script=app.ts",
                "bun app.ts | program=bun script=app.ts",
                "deno run -A --no-check app.ts | program=deno script=app.ts",
                "tsx app.ts | program=node script=app.ts",
                "node app.ts.js | program=node script=app.ts.js",
                "tini -s -g -- python3 app.py | program=python3 script=app.py",
                "tini -s -vv -p SIGTERM -e 143 python3 app.py | program=python3 script=app.py",
                "dumb-init -c -r 15:2 python3 app.py | program=python3 script=app.py",
                "bwrap --bind / / --dev /dev --unshare-net python3 app.py | program=python3 script=app.py",
                "bwrap --bind / / --dev /dev --unshare-pid python3 app.py | program=bwrap",
                "flock lock python3 app.py | program=python3 script=app.py",
                "timeout -v -k 3 100 python3 app.py | program=python3 script=app.py",
                "unshare --user --pid --fork python3 app.py | program=unshare",
            })
    void areNamedByWhatTheyRun(String words, String rule) throws Exception {
        List<String> command = List.of(words.split(" "));
        assumeTrue(isOnThePath(command.get(0)), "this host has no " + command.get(0));
        Files.writeString(home.resolve("app.ts"), "console.log('ready'); setInterval(() => {}, 1000);");
        Files.writeString(home.resolve("app.ts.js"), "console.log('ready'); setInterval(() => {}, 1000);");
        Files.writeString(home.resolve("app.py"), "import sys\nprint('ready', flush=True)\nsys.stdin.read()\n");
        Rules rules = new Rules(List.of(RuleParser.match("r", rule)), List.of());

        Process process = new ProcessBuilder(command).directory(home.toFile()).start();
        try {
            // A host may forbid what the wrapper does, as containers forbid namespaces.
            assumeTrue(
                    "ready".equals(process.inputReader(StandardCharsets.UTF_8).readLine()),
                    "this host does not let " + command.get(0) + " run");
            LinuxProcessTable table = LinuxProcessTable.open(rules.wanted(), Clock.systemUTC());
            // A package may have a script of its own before the program: npm's deno is one of Node.js.
            Stream<ProcessHandle> all = Stream.concat(Stream.of(process.toHandle()), process.descendants());

            assertThat(all.map(handle -> table.read((int) handle.pid())))
                    .anyMatch(seen -> seen instanceof Reading.Present<ProcessSnapshot> present
                            && !rules.matching(present.value()).isEmpty());
        } finally {
            List<ProcessHandle> below = process.descendants().toList();
            process.getOutputStream().close();
            process.destroyForcibly().waitFor(10, TimeUnit.SECONDS);
            below.forEach(ProcessHandle::destroyForcibly);
        }
    }

    private static boolean isOnThePath(String program) throws IOException {
        return Arrays.stream(System.getenv().getOrDefault("PATH", "").split(":"))
                .anyMatch(folder -> Files.isExecutable(Path.of(folder, program)));
    }
}
