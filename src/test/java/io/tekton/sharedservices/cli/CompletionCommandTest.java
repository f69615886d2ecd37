package io.tekton.sharedservices.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.tekton.sharedservices.cli.option.Command;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The completion scripts, checked and tried by the shells themselves. */
class CompletionCommandTest {
    @TempDir
    private Path folder;

    private CommandLineCalls calls;

    @BeforeEach
    void makeAWorld() throws IOException {
        calls = new CommandLineCalls(folder);
    }

    private Path script(String shell) throws IOException {
        return Files.writeString(
                folder.resolve(shell), calls.run("completion", shell).out());
    }

    private static boolean isThere(String shell) {
        return Stream.of("/bin/", "/usr/bin/", "/usr/local/bin/")
                .anyMatch(folder -> Files.isExecutable(Path.of(folder + shell)));
    }

    private String ended(String... command) throws Exception {
        Process process = new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .start();
        process.getOutputStream().close();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(said).isZero();
        return said;
    }

    @ParameterizedTest
    @ValueSource(strings = {"bash", "zsh", "fish"})
    void itsShellReadsIt(String shell) throws Exception {
        assumeTrue(isThere(shell), "no " + shell);

        assertThat(ended(shell, "-n", script(shell).toString())).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"bash", "zsh", "fish"})
    void everyCommandAndEveryOptionIsInIt(String shell) throws Exception {
        String script = Files.readString(script(shell));

        for (Command command : CommandLineProgram.commands()) {
            assertThat(script).contains(command.name());
        }
        for (String option :
                List.of("config", "json", "dry-run", "max-terminations", "in-service", "csv", "overwrite")) {
            assertThat(script).contains(shell.equals("fish") ? "-l " + option + " " : "--" + option);
        }
    }

    /** What bash offers at the last word; {@code _} is one of which nothing is typed yet. */
    private List<String> offered(String words) throws Exception {
        String[] all = ("shared-services " + words).replaceFirst(" _$", " ").split(" ", -1);
        String quoted =
                String.join(" ", Stream.of(all).map(word -> "'" + word + "'").toList());
        String program = "source \"$1\"; COMP_WORDS=(" + quoted + "); COMP_CWORD=" + (all.length - 1)
                + "; _shared_services; printf '%s\\n' \"${COMPREPLY[@]}\"";
        return ended("bash", "--norc", "-c", program, "bash", script("bash").toString())
                .lines()
                .filter(line -> !line.isEmpty())
                .toList();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "cle|cleanup",
                "re|restart reload",
                "--json sta|start status",
                "--config some.properties cle|cleanup",
                "--set = a=b cle|cleanup",
                "cleanup --dr|--dry-run",
                "cleanup --dry-run --in-service _|auto spare ignore",
                "cleanup --in-service s|spare",
                "cleanup --in-service = s|spare",
                "audit _|verify",
                "audit --limit 5 _|verify",
                "audit --al|--all --all-hosts",
                "jobs _|history trigger pause resume",
                "jobs trigger _|orphan-cleanup config-sync leftover-cleanup",
                "jobs trigger config-sync _|''",
                "install _|systemd launchd",
                "store b|backup",
                "completion _|bash zsh fish",
                "help expl|explain",
                "help explain _|''",
                "history --since _|''",
                "--config _|''",
                "xyzzy _|''",
                "stop --js|''",
            })
    void bashCompletes(String words, String expected) throws Exception {
        assertThat(offered(words)).containsExactlyInAnyOrder(expected.isEmpty() ? new String[0] : expected.split(" "));
    }

    @Test
    void noOptionTakesAValueInOneCommandAndNoneInAnother() throws Exception {
        assertThat(offered("cleanup -"))
                .contains("--verbose", "-v", "--dry-run", "-n", "--yes", "-y", "--help", "-h", "--config")
                .doesNotContain("--csv");
    }
}
