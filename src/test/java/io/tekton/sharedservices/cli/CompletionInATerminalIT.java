package io.tekton.sharedservices.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.tekton.sharedservices.endtoend.InstalledProgram;
import io.tekton.sharedservices.testing.Rounds;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a person sees who types a part and presses the tabulator, in a real terminal of 80 by 24. */
@Tag(Rounds.LONG_ONLY)
class CompletionInATerminalIT {
    private static final Path TMUX = Path.of("/usr/bin/tmux");

    @TempDir
    private Path folder;

    private Path socket;

    @AfterEach
    void endTheTerminal() throws Exception {
        if (socket != null) {
            // A shell that ends writes into its home yet.
            String pid = tmux("display-message", "-p", "#{pane_pid}").strip();
            tmux("kill-server");
            Optional<ProcessHandle> shell =
                    pid.matches("[0-9]+") ? ProcessHandle.of(Long.parseLong(pid)) : Optional.empty();
            if (shell.isPresent()) {
                shell.get().onExit().get(60, TimeUnit.SECONDS);
            }
        }
    }

    @ParameterizedTest
    @CsvSource({
        "bash, --norc --noprofile -i, 'PATH=BIN:/usr/bin:/bin; . SCRIPT'",
        "zsh, -f -i, 'PATH=BIN:/usr/bin:/bin; fpath=(FOLDER $fpath); autoload -U compinit && compinit -D -u'",
        "fish, -i, 'set PATH BIN /usr/bin /bin; source SCRIPT'"
    })
    void commandsOptionsAndValuesAreCompleted(String shell, String options, String setUp) throws Exception {
        assumeTrue(Files.isExecutable(TMUX), "left out: tmux is missing");
        assumeTrue(Files.isExecutable(Path.of("/usr/bin", shell)), "left out: " + shell + " is missing");
        Path script = Files.createFile(folder.resolve("_shared-services"));
        assertThat(new ProcessBuilder(InstalledProgram.SCRIPT.toString(), "completion", shell)
                        .redirectOutput(script.toFile())
                        .start()
                        .waitFor())
                .isZero();

        socket = folder.resolve("tmux");
        String command = "env HOME='" + folder + "' /usr/bin/" + shell + " " + options;
        tmux("-f", "/dev/null", "new-session", "-d", "-x", "200", "-y", "24", command);
        type(
                setUp.replace("SCRIPT", script.toString())
                                .replace("FOLDER", folder.toString())
                                .replace(
                                        "BIN",
                                        InstalledProgram.SCRIPT.getParent().toString())
                        + "; echo rea''dy",
                "Enter");
        awaitOnScreen("(?m)^ready");

        type("shared-services cle", "Tab");
        awaitOnScreen("shared-services cleanup ");
        type("--dr", "Tab");
        awaitOnScreen("shared-services cleanup +--dry-run ");
        type("--in-service sp", "Tab");
        awaitOnScreen("--in-service spare ");
    }

    private void type(String text, String key) throws Exception {
        tmux("send-keys", "-l", "--", text);
        tmux("send-keys", key);
    }

    private void awaitOnScreen(String pattern) throws Exception {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
        String screen = "";
        while (!screen.replace('\n', ' ').concat(" ").matches("(?s).*" + pattern.replace("(?m)^", " ") + ".*")) {
            assertThat(System.nanoTime())
                    .as("waiting for '%s' on:%n%s", pattern, screen)
                    .isLessThan(deadline);
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(50));
            screen = tmux("capture-pane", "-p");
        }
    }

    private String tmux(String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(TMUX.toString(), "-S", socket.toString()));
        command.addAll(List.of(arguments));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        process.waitFor();
        return said;
    }
}
