package io.tekton.sharedservices.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.tekton.sharedservices.bin.ScriptChildren;
import io.tekton.sharedservices.cli.CommandLineCalls.Ended;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** What people read on a terminal of 80 columns breaks between words, and the tables keep what matters most. */
@EnabledOnOs(OS.LINUX)
class NarrowTerminalTest {
    private static final int COLUMNS = 80;

    @TempDir
    private Path folder;

    private final ScriptChildren children = new ScriptChildren();
    private CommandLineCalls calls;

    @BeforeEach
    void makeAWorld() throws IOException {
        calls = new CommandLineCalls(folder).onTerminal(COLUMNS);
        calls.environment.put("NO_COLOR", "1");
    }

    @AfterEach
    void endTheChildren() throws IOException {
        children.close();
    }

    @Test
    void everyLineFitsOrIsOneWord() throws IOException {
        Process child = children.start(calls.root.resolve("scripts/numa.py"));
        String pid = Long.toString(child.pid());

        assertFits("history");
        assertFits("audit");
        assertFits("doctor");
        assertFits("cleanup", "-n", "-v", "--min-age", "0s", "--confirm-after", "0s");
        assertFits("explain", pid);
        assertFits("history");
        assertFits("audit", "--all");
        assertFits("audit", "verify");
        assertFits("status");
        assertFits("jobs");
        assertFits("notify", "test");
        assertFits("--set", "orphan-cleanup.schedule=every 5m", "status");
        assertFits("audit", "--since", "yesterday");
    }

    private void assertFits(String... words) {
        Ended ended = calls.run(words);

        assertThat(Stream.of(ended.out(), ended.err()).flatMap(String::lines))
                .as(String.join(" ", words))
                .isNotEmpty()
                .allSatisfy(line -> assertThat(
                                line.length() <= COLUMNS || line.strip().indexOf(' ') < 0)
                        .as(line)
                        .isTrue());
    }

    @Test
    void theAuditShowsWhenOnANarrowTerminalToo() throws IOException {
        children.start(calls.root.resolve("scripts/numa.py"));
        calls.run("cleanup", "-n", "--min-age", "0s", "--confirm-after", "0s");

        List<String> lines = calls.run("audit", "--all").out().lines().toList();

        assertThat(lines.get(0)).contains("REQUESTED", "PID", "RESULT", "COMMAND");
        assertThat(lines.get(1)).contains("WOULD_TERMINATE");
    }
}
