package io.tekton.sharedservices.cleanup.verdict;

import static org.assertj.core.api.Assertions.assertThat;

import io.tekton.sharedservices.cleanup.match.Components;
import io.tekton.sharedservices.cleanup.match.Invocation;
import io.tekton.sharedservices.cleanup.match.Rules;
import io.tekton.sharedservices.process.CommandLine;
import io.tekton.sharedservices.process.ProcessSnapshot;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The default rules label every command line of the corpus, and of a second corpus that tries to fool them. */
class CorpusTest {
    private static final Rules RULES = Hosts.defaultRules();

    static Stream<Corpus.Line> lines() {
        return Stream.concat(Corpus.lines("command-lines.tsv"), Corpus.lines("adversarial.tsv"));
    }

    @ParameterizedTest
    @MethodSource("lines")
    void labels(Corpus.Line line) {
        ProcessSnapshot snapshot = Hosts.process(4711)
                .argv(line.arguments().toArray(String[]::new))
                .snapshot();

        Candidate candidate = Candidate.of(
                snapshot, RULES, new Lineage(List.of(), null), new Candidate.Installation.Ours(), Hosts.SILENT);

        assertThat(!candidate.matches().isEmpty()).as("matched").isEqualTo(line.ci());
        assertThat(RULES.mayMatch(CommandLine.of(line.arguments())))
                .as("named by the scan")
                .isEqualTo(line.ci());
        if (line.ci()) {
            assertThat(candidate.component()).as("component").isEqualTo(line.component());
        }
    }

    @Test
    void hasManyLines() {
        assertThat(Corpus.lines("command-lines.tsv")).hasSizeGreaterThanOrEqualTo(24);
        assertThat(Corpus.lines("adversarial.tsv")).hasSizeGreaterThanOrEqualTo(120);
    }

    @Test
    void knowsEveryNameOfAProcess() {
        assertThat(ids("python3", "/x/tekton_ai_specialist.py", "--ai-id", "a", "--ci-id=b", "--name", "c", "-n", "d"))
                .containsExactly("a", "b", "c", "d");
        assertThat(ids("python3", "/x/tekton_ai_specialist.py", "--ai-id", "a", "--ai-id", "b", "-nc", "--ai-id="))
                .containsExactly("a", "b", "c");
        assertThat(ids("python3", "/x/tekton_ai_specialist.py", "--name", "--", "--ai-id", "wrapped"))
                .isEmpty();
    }

    private static Set<String> ids(String... arguments) {
        return Components.ids(new Invocation(Hosts.running(arguments).command()));
    }
}
