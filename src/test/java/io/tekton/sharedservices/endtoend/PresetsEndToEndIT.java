package io.tekton.sharedservices.endtoend;

import static io.tekton.sharedservices.endtoend.Installation.lives;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.tekton.sharedservices.journal.TerminationResult;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/**
 * Presets on real processes: a script of ours has the command lines that were recorded of hosts and servers. The
 * presets' rules have one more condition here, which only these processes fulfil.
 */
@EnabledOnOs(OS.LINUX)
class PresetsEndToEndIT {
    private static final String MARK = "PRESET_TEST";
    private static final Path NODE = Path.of("/usr/bin/node");
    private static final Path CHROMIUM = Path.of("/usr/bin/chromium");

    @TempDir
    Path temp;

    private Installation tekton;
    private final List<Process> hosts = new ArrayList<>();
    private final List<Path> folders = new ArrayList<>();

    @BeforeEach
    void open() {
        assumeTrue(Files.isExecutable(NODE), "left out: node is missing");
        tekton = new Installation(temp);
    }

    @AfterEach
    void close() throws IOException, InterruptedException {
        for (Process host : hosts) {
            host.destroyForcibly().waitFor();
        }
        for (Path folder : folders) {
            try (var files = Files.list(folder)) {
                for (Path file :
                        files.filter(path -> path.toString().endsWith(".pid")).toList()) {
                    end(Files.readString(file).split(" "));
                }
            }
        }
    }

    /** Only the process itself, and no other that has its pid by now. */
    private static void end(String[] pidAndStart) throws IOException {
        Path stat = Path.of("/proc", pidAndStart[0], "stat");
        ProcessHandle handle =
                ProcessHandle.of(Integer.parseInt(pidAndStart[0])).orElse(null);
        if (handle == null || !Files.exists(stat)) {
            return;
        }
        String text = Files.readString(stat, ISO_8859_1);
        if (text.substring(text.lastIndexOf(')') + 2).split(" ")[19].equals(pidAndStart[1])) {
            handle.destroyForcibly();
        }
    }

    /** A host with a folder of its own, in which each process writes its pid. */
    private Path host(String program) throws IOException {
        Path folder = Files.createDirectory(temp.resolve("host" + folders.size()));
        folders.add(folder);
        Path script = folder.resolve("script.js");
        try (InputStream in = Objects.requireNonNull(
                PresetsEndToEndIT.class.getResourceAsStream("preset-host.js"), "preset-host.js")) {
            Files.copy(in, script);
        }
        Files.setPosixFilePermissions(script, PosixFilePermissions.fromString("rwx------"));
        Path programs = Files.createDirectories(folder.resolve("node_modules/.bin"));
        for (String name : Set.of("claude", "npx", "mcp-server-memory", "vite", "playwright-mcp")) {
            Files.createSymbolicLink(programs.resolve(name), script);
        }
        // A session of its own: in a PID namespace, that of the tests may be led from outside, and reads as 0.
        ProcessBuilder builder =
                new ProcessBuilder("setsid", "node", programs.resolve(program).toString(), folder.toString());
        builder.environment().put(MARK, tekton.script.toString());
        builder.environment().put("PATH", programs + ":/usr/bin:/bin");
        builder.environment().put("HOME", folder.toString());
        hosts.add(builder.redirectErrorStream(true).start());
        return folder;
    }

    private int pid(Path folder, String name) throws IOException {
        Path file = folder.resolve(name + ".pid");
        Instant deadline = Instant.now().plus(Duration.ofMinutes(2));
        while (!Files.exists(file)) {
            if (Instant.now().isAfter(deadline)) {
                throw new AssertionError(file + " is missing");
            }
            Thread.onSpinWait();
        }
        return Integer.parseInt(Files.readString(file).split(" ")[0]);
    }

    private void kill(int host) throws InterruptedException {
        hosts.get(host).destroyForcibly().waitFor();
    }

    @Test
    void endsTheServersOfAnEndedAgentAndNothingElse() throws IOException, InterruptedException {
        Path ended = host("claude");
        Path living = host("claude");
        int npm = pid(ended, "npx");
        int server = pid(ended, "mcp-server-memory");
        int website = pid(ended, "vite");
        int npmOfTheLiving = pid(living, "npx");
        int serverOfTheLiving = pid(living, "mcp-server-memory");
        Installation.Outcome before =
                tekton.cleanup().preset("claude-code", MARK).run();
        kill(0);

        Installation.Outcome rehearsal =
                tekton.cleanup().preset("claude-code", MARK).dry().run();
        Installation.Outcome outcome =
                tekton.cleanup().preset("claude-code", MARK).run();

        assertThat(before.run().counts().orphans()).isZero();
        assertThat(before.verdict(npm).match()).isEqualTo("claude-code.npm");
        assertThat(before.verdict(server).match()).isEqualTo("claude-code.node");
        for (int orphan : List.of(npm, server)) {
            assertThat(before.verdict(orphan).rule()).isEqualTo("owner-lives");
            assertThat(rehearsal.result(orphan)).isEqualTo(TerminationResult.WOULD_TERMINATE);
            assertThat(outcome.verdict(orphan).rule()).isEqualTo("owner-ended");
            assertThat(outcome.result(orphan))
                    .as(outcome.termination(orphan).detail())
                    .isEqualTo(TerminationResult.TERMINATED);
        }
        for (int spared : List.of(npmOfTheLiving, serverOfTheLiving)) {
            assertThat(outcome.verdict(spared).rule()).isEqualTo("owner-lives");
            assertThat(lives(spared)).isTrue();
        }
        assertThat(outcome.verdicts()).noneMatch(verdict -> verdict.identity().pid() == website);
        assertThat(lives(website)).isTrue();
    }

    @Test
    void endsTheHeadlessBrowserOfAnEndedServer() throws IOException, InterruptedException {
        assumeTrue(Files.isExecutable(CHROMIUM), "left out: Chromium is missing");
        Path host = host("playwright-mcp");
        int browser = pid(host, "chromium");
        Installation.Outcome before =
                tekton.cleanup().preset("playwright", MARK).run();
        kill(0);

        Installation.Outcome outcome =
                tekton.cleanup().preset("playwright", MARK).run();

        assertThat(before.verdict(browser).rule()).isEqualTo("owner-lives");
        assertThat(outcome.verdict(browser).match()).isEqualTo("playwright.browser");
        assertThat(outcome.verdict(browser).rule()).isEqualTo("owner-ended");
        assertThat(outcome.result(browser)).isIn(TerminationResult.TERMINATED, TerminationResult.KILLED);
        assertThat(lives(browser)).isFalse();
    }
}
