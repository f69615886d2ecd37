package io.tekton.sharedservices.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.tekton.sharedservices.cli.CommandLineCalls.Ended;
import io.tekton.sharedservices.testing.Mutations;
import io.tekton.sharedservices.testing.Trials;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Command lines with anything done to them: an exit code of ours and words, never a stack trace and nothing that steers
 * a terminal.
 */
class MutatedCommandLinesTest {
    /** Those that can neither write a file of a given name, nor start or end a process. */
    private static final List<List<String>> GOOD = List.of(
            List.of("history", "--job", "orphan-cleanup", "--since", "2h", "--limit", "5"),
            List.of("history", "20261126-072434-wxfeig", "--json"),
            List.of("audit", "--pid", "12", "--component", "apollo", "--signal", "TERM", "--csv"),
            List.of("audit", "verify"),
            List.of("config", "--origin", "--set", "orphan-cleanup.grace=5s"),
            List.of("explain", "12", "--json"),
            List.of("jobs", "pause", "orphan-cleanup", "--reason", "because"),
            List.of("status", "--json"),
            List.of("help", "cleanup"));

    @TempDir
    Path temp;

    @Test
    void areDoneOrRefusedInWords() throws Exception {
        CommandLineCalls calls = new CommandLineCalls(temp);
        try (Trials trials = Trials.of("bad input", "mutated command lines", 60)) {
            Mutations mutations = new Mutations(trials.random());
            while (trials.next()) {
                List<String> words = new ArrayList<>(GOOD.get(trials.random().nextInt(GOOD.size())));
                int word = 1 + trials.random().nextInt(words.size() - 1);
                words.set(word, mutations.of(words.get(word)));

                Ended ended = calls.run(words.toArray(String[]::new));

                assertThat(ended.code()).as(trials.which() + words).isBetween(0, 5);
                assertThat(ended.out() + ended.err())
                        .as(trials.which() + words)
                        .doesNotContain("\tat ")
                        .doesNotContain("has a fault")
                        .doesNotContain("\u001b")
                        .doesNotContain("\u202e");
                trials.kept();
            }
        }
    }
}
