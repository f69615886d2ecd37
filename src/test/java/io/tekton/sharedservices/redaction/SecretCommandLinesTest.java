package io.tekton.sharedservices.redaction;

import static org.assertj.core.api.Assertions.assertThat;

import io.tekton.sharedservices.cleanup.verdict.Corpus;
import io.tekton.sharedservices.process.CommandLine;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Usual forms in which secrets are given on a command line, and what resembles them: each alone, behind other programs,
 * in a shell's text and as a title.
 */
class SecretCommandLinesTest {
    private static final Redaction REDACTION = new Redaction(List.of());
    private static final Pattern SECRET = Pattern.compile("<([^<>]*)>");

    /** @param line without the marks */
    record Row(boolean mask, String line, List<String> secrets) {
        static Row of(String text) {
            String[] columns = text.split("\t", 2);
            List<String> secrets = new ArrayList<>();
            Matcher marked = SECRET.matcher(columns[1]);
            while (marked.find()) {
                secrets.add(marked.group(1));
            }
            return new Row(columns[0].equals("mask"), SECRET.matcher(columns[1]).replaceAll("$1"), secrets);
        }

        @Override
        public String toString() {
            return (mask ? "mask " : "keep ") + line;
        }
    }

    static Stream<Row> rows() {
        return Stream.of("secret-command-lines.tsv", "secret-rows.tsv")
                .flatMap(file -> Corpus.read(file).lines())
                .filter(line -> !line.startsWith("#"))
                .map(Row::of);
    }

    @ParameterizedTest
    @MethodSource("rows")
    void masksWhatIsSecretAndKeepsWhatIsNot(Row row) {
        holds(row, Corpus.shellWords(row.line()));
    }

    @ParameterizedTest
    @MethodSource("rows")
    void theProgramNeedNotBeTheFirstWord(Row row) {
        for (String before :
                List.of("sudo -u root", "env A=b", "nohup", "timeout 5", "uv run", "tini --", "xargs -n 1")) {
            List<String> words = new ArrayList<>(Corpus.shellWords(before));
            words.addAll(Corpus.shellWords(row.line()));

            holds(row, words);
        }
    }

    @ParameterizedTest
    @MethodSource("rows")
    void readsTheTextOfAShellAndTitles(Row row) {
        holds(row, List.of("sh", "-c", row.line()));
        holds(row, List.of("sh", "-c", "cd /srv && " + row.line() + " | cat"));
        holds(row, List.of(row.line()));
    }

    @ParameterizedTest
    @MethodSource("rows")
    void aSecretOfACommandLineIsMaskedWhereverElseItIsSaid(Row row) {
        CommandLine line = CommandLine.of(Corpus.shellWords(row.line()));
        Redaction known = REDACTION.knowing(line);

        for (String secret : row.secrets()) {
            if (secret.length() >= 4 && secret.indexOf('/') < 0 && row.mask()) {
                assertThat(known.text("it said (" + secret + ") of itself")).doesNotContain(secret);
            }
        }
    }

    private static void holds(Row row, List<String> arguments) {
        String masked = String.join(" ", REDACTION.arguments(CommandLine.of(arguments)));

        if (row.mask()) {
            assertThat(row.secrets()).isNotEmpty();
            assertThat(masked).contains(Redaction.MASK);
            row.secrets().forEach(secret -> assertThat(masked).doesNotContain(secret));
        } else {
            assertThat(masked).isEqualTo(String.join(" ", arguments));
        }
    }
}
