package io.tekton.sharedservices.endtoend;

import static io.tekton.sharedservices.testing.StrictJson.object;
import static io.tekton.sharedservices.testing.StrictJson.objects;
import static org.assertj.core.api.Assertions.assertThat;

import io.tekton.sharedservices.cli.CommandLineCalls;
import io.tekton.sharedservices.cli.CommandLineCalls.Ended;
import io.tekton.sharedservices.testing.Neighbour;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** A wrapper that was read as registered, is registered no more, and still listens on its socket. */
@EnabledOnOs(value = OS.LINUX, disabledReason = "reads /proc")
class StillServingWrapperTest {
    private static final String WRAPPER = """
            import os, socket, sys
            listener = socket.socket(socket.AF_UNIX)
            listener.bind(sys.argv[1])
            listener.listen()
            print('up', flush=True)
            sys.stdin.read()
            """;

    @TempDir
    private Path folder;

    private CommandLineCalls calls;
    private Process wrapper;
    private String entry;

    @BeforeEach
    void startTheWrapper() throws IOException {
        calls = new CommandLineCalls(folder);
        Path script = Files.createDirectories(calls.root.resolve("scripts")).resolve("wrapper.py");
        Files.writeString(script, WRAPPER);
        calls.settings("orphan-cleanup.match.wrapper = program=python* script=" + script);
        wrapper = new ProcessBuilder(
                        "python3", script.toString(), folder.resolve("w.sock").toString())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        assertThat(wrapper.inputReader(StandardCharsets.UTF_8).readLine()).isEqualTo("up");
        entry = "\"wrapped-ai\": {\"metadata\": {\"pid\": " + wrapper.pid() + "}}";
    }

    @AfterEach
    void endTheWrapper() throws InterruptedException {
        wrapper.destroyForcibly().waitFor();
    }

    private Ended cleanup(String... more) {
        List<String> all = new ArrayList<>(List.of("cleanup", "--min-age", "0s", "--confirm-after", "0s", "--force"));
        all.addAll(List.of(more));
        return calls.run(all.toArray(String[]::new));
    }

    @SuppressWarnings("unchecked")
    private static List<String> warnings(Ended ended) {
        return (List<String>) object(ended.out()).get("warnings");
    }

    @Test
    void isSparedWithAWarningInTheRunAndInStatus() throws Exception {
        calls.register("{" + Neighbour.entry() + ", " + entry + "}");
        Ended before = cleanup("--json");
        calls.register(Neighbour.registry());

        Ended json = cleanup("--json");
        Ended text = cleanup();
        Ended status = calls.run("status", "--json");

        assertThat(warnings(before)).isEmpty();
        List<Map<String, Object>> verdicts = objects(object(json.out()), "verdicts");
        assertThat(verdicts)
                .singleElement()
                .satisfies(verdict ->
                        assertThat(verdict).containsEntry("verdict", "SPARED").containsEntry("rule", "in-service"));
        assertThat(warnings(json)).singleElement().asString().contains("pid " + wrapper.pid(), "wrapped-ai", "w.sock");
        assertThat(text.err()).contains("warning: pid " + wrapper.pid() + " was registered as wrapped-ai");
        assertThat(warnings(status)).anyMatch(warning -> warning.contains("pid " + wrapper.pid()));
        assertThat(wrapper.isAlive()).isTrue();
    }

    @Test
    void isNotWarnedOfOnceItIsRegisteredAgain() throws Exception {
        calls.register("{" + Neighbour.entry() + ", " + entry + "}");
        cleanup();
        calls.register(Neighbour.registry());
        cleanup();
        calls.register("{" + Neighbour.entry() + ", " + entry + "}");

        Ended again = cleanup("--json");

        assertThat(warnings(again)).isEmpty();
        assertThat(warnings(calls.run("status", "--json"))).isEmpty();
    }
}
