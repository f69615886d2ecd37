package io.tekton.sharedservices.cli.command.host;

import static org.assertj.core.api.Assertions.assertThat;

import io.tekton.sharedservices.cleanup.CleanupSettings;
import io.tekton.sharedservices.cleanup.survey.Survey;
import io.tekton.sharedservices.cli.view.Terminal;
import io.tekton.sharedservices.process.ProcessFacts.Memory;
import io.tekton.sharedservices.process.ProcessIdentity;
import io.tekton.sharedservices.settings.Places;
import io.tekton.sharedservices.text.HostZone;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The survey as people read it, on a terminal of 80 columns. */
class SurveyViewTest {
    private static final int COLUMNS = 80;
    private static final Survey.Group NOTHING = new Survey.Group(0, 0, 0, List.of());
    private static final Survey EMPTY = survey(List.of(), List.of(), List.of(), List.of());

    private static Survey survey(
            List<Survey.Host> hosts, List<Survey.Unowned> unowned, List<String> suggested, List<String> notes) {
        return new Survey(
                120, hosts, unowned, NOTHING, NOTHING, CleanupSettings.PRESETS, List.of(), suggested, false, notes);
    }

    private static Survey.Listed process(int pid, String command) {
        return new Survey.Listed(
                new ProcessIdentity("boot", pid, 100),
                Instant.EPOCH,
                1,
                "systemd",
                "alice",
                command,
                7200,
                new Memory(120 << 20, Memory.Kind.PSS));
    }

    private static Survey.Unowned left(int pid, boolean orphan, String rule, String explanation) {
        return new Survey.Unowned(
                process(pid, "node /home/alice/.npm/_npx/0123456789abcdef/node_modules/.bin/mcp-server-github"),
                NOTHING,
                List.of("reparented", "input-closed", "session-leader-gone"),
                List.of(
                        new Survey.RuleName("claude-code.node", "claude-code", false),
                        new Survey.RuleName("codex.node", "codex", false)),
                orphan,
                rule,
                explanation);
    }

    private static List<String> lines(Survey survey) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        PrintStream out = new PrintStream(bytes, true, StandardCharsets.UTF_8);
        Terminal terminal =
                Terminal.of(out, out, "1", "" + COLUMNS, Map.of("NO_COLOR", "1"), HostZone.of(ZoneOffset.UTC));
        Places places = Places.of(
                Map.of("HOME", "/home/alice"), null, null, Path.of("/opt/shared-services"), Path.of("/home/alice"));
        new SurveyView(terminal, places).print(survey);
        return bytes.toString(StandardCharsets.UTF_8).lines().toList();
    }

    private static String words(List<String> lines) {
        return String.join(" ", lines).replaceAll(" +", " ");
    }

    @Test
    void anEmptyHostSaysWhatThePresetsKnowAndWhatToDo() {
        List<String> lines = lines(EMPTY);

        assertThat(lines).allMatch(line -> line.length() < COLUMNS);
        assertThat(words(lines))
                .contains("No known host runs. The presets know: claude-code, codex")
                .contains("Nothing that the presets name runs without a known host")
                .contains("Of 120 processes, 0 are hosts")
                .contains("Next: a survey while an agent or a runner works")
                .contains("Nothing was signalled, and nothing was written.");
    }

    @Test
    void theSameVerdictIsSaidOnceAndEveryLineFits() {
        Survey.Host host = new Survey.Host(
                process(11, "claude"),
                List.of(new Survey.RuleName("claude-code", "claude-code", false)),
                new Survey.Group(3, 240 << 20, 1, List.of(new Survey.Named("mcp-server-github", 3, 240 << 20))));
        String never = "it was never seen below an owner named claude-code or codex";

        List<String> lines = lines(survey(
                List.of(host),
                List.of(
                        left(12, false, "never-owned", never),
                        left(13, false, "never-owned", never),
                        left(14, true, "owner-ended", "it was seen below claude-code (pid 9), which ended")),
                List.of("claude-code"),
                List.of("the command line of 3 processes could not be read, so they are left out")));

        assertThat(lines).allMatch(line -> line.length() <= COLUMNS);
        assertThat(lines).anySatisfy(line -> assertThat(line).contains("PID", "AGE", "MEMORY", "USER", "COMMAND"));
        assertThat(words(lines))
                .contains("1 known host runs: claude-code: pid 11, 2h old, 120 MiB PSS, user alice")
                .contains("below it: 3 processes, 240 MiB without 1 unknown: 3 mcp-server-github (240 MiB)")
                .contains("SPARE 2: never-owned: " + never + " pids 12, 13: named by claude-code.node, codex.node")
                .contains("pids 12, 13: signs: reparented, input-closed, session-leader-gone")
                .contains("END 1: owner-ended: it was seen below claude-code (pid 9), which ended pid 14: named by")
                .contains("nothing is proven, and no cleanup ends them")
                .contains("Note: the command line of 3 processes could not be read")
                .contains("write this line into /opt/shared-services/quartz.properties")
                .contains("presets = claude-code");
    }
}
