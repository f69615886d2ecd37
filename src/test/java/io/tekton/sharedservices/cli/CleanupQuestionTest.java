package io.tekton.sharedservices.cli;

import static io.tekton.sharedservices.testing.StrictJson.object;
import static io.tekton.sharedservices.testing.StrictJson.objects;
import static org.assertj.core.api.Assertions.assertThat;

import io.tekton.sharedservices.bin.ScriptChildren;
import io.tekton.sharedservices.cli.CommandLineCalls.Ended;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A live cleanup by a person on a terminal asks before it ends anything. */
@EnabledOnOs(OS.LINUX)
class CleanupQuestionTest {
    private static final String QUESTION = "End this process? [y/N]";

    @TempDir
    private Path folder;

    private final ScriptChildren children = new ScriptChildren();
    private CommandLineCalls calls;

    @BeforeEach
    void makeAWorld() throws IOException {
        calls = new CommandLineCalls(folder);
        calls.onTerminal(120);
        calls.environment.put("NO_COLOR", "1");
    }

    @AfterEach
    void endTheChildren() throws IOException {
        children.close();
    }

    private Process child(String name) throws IOException {
        return children.start(calls.root.resolve("scripts/" + name + ".py"));
    }

    private Ended cleanup(String... more) {
        List<String> words = new ArrayList<>(List.of("cleanup", "--min-age", "0s", "--confirm-after", "0s"));
        words.addAll(List.of(more));
        return calls.run(words.toArray(String[]::new));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "\n", "n\n", "no\n", "yess\n", "ja\n", "y es\n", "\u0000y\n"})
    void endsNothingUnlessTheAnswerIsYes(String typed) throws Exception {
        Process orphan = child("numa");

        Ended ended = calls.typing(typed).run("cleanup", "--min-age", "0s", "--confirm-after", "0s");

        assertThat(ended.code()).isZero();
        assertThat(ended.out())
                .contains(QUESTION, "numa.py", Long.toString(orphan.pid()))
                .endsWith("Nothing was ended.\n");
        assertThat(orphan.isAlive()).isTrue();
        assertThat(objects(object(calls.run("history", "--json").out()), "runs"))
                .singleElement()
                .satisfies(run -> assertThat(run).containsEntry("dryRun", true));
    }

    @ParameterizedTest
    @ValueSource(strings = {"y\n", "Y\n", "yes\n", " YES \n", "y"})
    void endsWhatItListedWhereTheAnswerIsYes(String typed) throws Exception {
        Process orphan = child("numa");
        calls.typing(typed);

        Ended ended = cleanup();

        assertThat(ended.code()).isZero();
        assertThat(ended.out()).contains(QUESTION, "SUCCEEDED: 1 terminated");
        assertThat(ended.out().split("first cleanup of ", -1)).as("said once").hasSize(2);
        assertThat(ended.out().indexOf("first cleanup of "))
                .isLessThan(ended.out().indexOf(QUESTION));
        assertThat(orphan.waitFor(60, TimeUnit.SECONDS)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"--yes", "-y", "--json"})
    void asksNobodyWhoHasSaidSoOrReadsJson(String option) throws Exception {
        Process orphan = child("numa");

        Ended ended = cleanup(option);

        assertThat(ended.code()).isZero();
        assertThat(ended.out()).doesNotContain("[y/N]");
        assertThat(orphan.waitFor(60, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void aDryRunAsksNothingAndIsOneRun() throws Exception {
        Process orphan = child("numa");

        Ended ended = cleanup("-n");

        assertThat(ended.out()).doesNotContain("[y/N]");
        assertThat(orphan.isAlive()).isTrue();
        assertThat(objects(object(calls.run("history", "--json").out()), "runs"))
                .hasSize(1);
    }

    @Test
    void withoutAnOrphanThereIsNoQuestion() {
        Ended ended = cleanup();

        assertThat(ended.code()).isZero();
        assertThat(ended.out()).doesNotContain("[y/N]").contains("SUCCEEDED: 0 terminated");
    }

    @Test
    void ctrlCAtTheQuestionIsANo() throws Exception {
        Process orphan = child("numa");
        calls.typingNothingUntilStopped();

        Ended ended = cleanup();

        assertThat(ended.code()).isZero();
        assertThat(ended.out()).endsWith("Nothing was ended.\n");
        assertThat(orphan.isAlive()).isTrue();
    }

    @Test
    void aRefusedPreviewIsReportedAndNothingIsAsked() throws Exception {
        Process orphan = child("numa");
        Files.delete(calls.register("{}"));
        calls.typing("y\n");

        Ended ended = cleanup();

        assertThat(ended.code()).isEqualTo(5);
        assertThat(ended.out()).contains("registry-missing").doesNotContain("[y/N]");
        assertThat(orphan.isAlive()).isTrue();
    }
}
