package io.tekton.sharedservices.cli;

import static io.tekton.sharedservices.testing.StrictJson.object;
import static io.tekton.sharedservices.testing.StrictJson.objects;
import static org.assertj.core.api.Assertions.assertThat;

import io.tekton.sharedservices.bin.ScriptChildren;
import io.tekton.sharedservices.cli.CommandLineCalls.Ended;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** Which terminations the audit shows, of cleanups of this test's own children. */
@EnabledOnOs(OS.LINUX)
class AuditCommandTest {
    @TempDir
    private Path folder;

    private final ScriptChildren children = new ScriptChildren();
    private CommandLineCalls calls;

    @BeforeEach
    void makeAWorld() throws IOException {
        calls = new CommandLineCalls(folder);
    }

    @AfterEach
    void endTheChildren() throws IOException {
        children.close();
    }

    private Process child(String name) throws IOException {
        return children.start(calls.root.resolve("scripts/" + name + ".py"));
    }

    private Ended cleanup(String... more) {
        List<String> words =
                new ArrayList<>(List.of("cleanup", "--json", "--force", "--min-age", "0s", "--confirm-after", "0s"));
        words.addAll(List.of(more));
        return calls.run(words.toArray(String[]::new));
    }

    @Test
    void rehearsalsAreInTheAuditWhereTheyAreAskedForAndTheLimitCountsWhatIsShown() throws Exception {
        Process orphan = child("numa");
        String pid = Long.toString(orphan.pid());
        cleanup();
        orphan.waitFor(60, TimeUnit.SECONDS);
        child("metis");
        String dry = (String) object(object(cleanup("--dry-run").out()), "run").get("id");
        cleanup("--dry-run");

        assertThat(terminations("--limit", "1"))
                .singleElement()
                .satisfies(one -> assertThat(one).containsEntry("pid", orphan.pid()));
        assertThat(terminations("--all")).hasSize(3);
        assertThat(terminations("--run", dry))
                .singleElement()
                .satisfies(one -> assertThat(one).containsEntry("dryRun", true));
        assertThat(terminations("--outcome", "would-terminate")).hasSize(2);
        assertThat(terminations("--pid", pid)).hasSize(1);
        assertThat(calls.run("audit").out()).contains("TERMINATED").doesNotContain("WOULD_TERMINATE");
        assertThat(calls.run("audit", "--csv").out().lines()).hasSize(2);
        assertThat(calls.run("audit", "--csv", "--all").out().lines()).hasSize(4);
    }

    @Test
    void followingBeginsNowAndShowsWhatEndedSinceEvenBeforeTheFirstRead() throws Exception {
        Process before = child("numa");
        cleanup();
        before.waitFor(60, TimeUnit.SECONDS);
        Process since = child("metis");
        // The heading comes out before the first read, and with it a cleanup is made.
        Interrupted out = new Interrupted(() -> {
            cleanup();
            cleanup("--dry-run");
            calls.stop.raise();
        });

        int code = calls.run(
                new PrintStream(out, true, StandardCharsets.UTF_8),
                new ByteArrayOutputStream(),
                "audit",
                "--follow",
                "--csv");

        List<String> lines = out.toString(StandardCharsets.UTF_8).lines().toList();
        assertThat(code).isZero();
        assertThat(lines).hasSize(2);
        assertThat(lines.get(0)).startsWith("requestedAt,");
        assertThat(lines.get(1)).contains("," + since.pid() + ",").contains("TERMINATED");
    }

    @Test
    void followingBeginsWithEarlierOnesWhereTheyAreAskedFor() throws Exception {
        Process first = child("numa");
        cleanup();
        first.waitFor(60, TimeUnit.SECONDS);
        child("metis");
        cleanup();
        calls.stopped();

        assertThat(calls.run("audit", "--follow", "--csv").out().lines()).hasSize(1);
        assertThat(calls.run("audit", "--follow", "--csv", "--since", "1h")
                        .out()
                        .lines())
                .hasSize(3);
        assertThat(calls.run("audit", "--follow", "--csv", "--limit", "1").out().lines())
                .hasSize(2);
    }

    /** Does something once, when the first byte is written. */
    private static final class Interrupted extends ByteArrayOutputStream {
        private final Runnable action;
        private boolean done;

        Interrupted(Runnable action) {
            this.action = action;
        }

        @Override
        public synchronized void write(byte[] bytes, int from, int length) {
            super.write(bytes, from, length);
            if (!done) {
                done = true;
                action.run();
            }
        }
    }

    private List<Map<String, Object>> terminations(String... options) {
        List<String> words = new ArrayList<>(List.of("audit", "--json"));
        words.addAll(List.of(options));
        return objects(object(calls.run(words.toArray(String[]::new)).out()), "terminations");
    }
}
