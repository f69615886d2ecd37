package io.tekton.sharedservices.redaction;

import static org.assertj.core.api.Assertions.assertThat;

import io.tekton.sharedservices.cleanup.verdict.Corpus;
import io.tekton.sharedservices.process.CommandLine;
import io.tekton.sharedservices.secrets.SecretValues;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** How often masking errs, as {@code docs/security.md} says it. */
class FalseMasksTest {
    private static final Redaction REDACTION = new Redaction(List.of());

    @Test
    void ofOrdinaryCommandLinesOnlyTheseWordsAreMasked() {
        List<String> masked = new ArrayList<>();
        List<String> lines = Corpus.read("ordinary-command-lines.txt").lines().toList();

        for (String line : lines) {
            List<String> words = List.of(line.split(" "));
            List<String> shown = REDACTION.arguments(CommandLine.of(words));
            for (int i = 0; i < words.size(); i++) {
                if (!words.get(i).equals(shown.get(i))) {
                    masked.add(words.get(i));
                }
            }
        }

        assertThat(lines).hasSizeGreaterThan(170);
        assertThat(masked)
                .containsExactly(
                        "--initial-cluster-token=etcd-cluster-1",
                        "--connection-token=remotessh",
                        "Ab3xY9Qm7LpR2sT4uVwX/Ab3xY9Qm7LpR2sT4uVwX");
    }

    @Test
    void noLabelledCommandLineIsChanged() {
        assertThat(Corpus.lines("command-lines.tsv"))
                .allSatisfy(
                        line -> assertThat(REDACTION.masked(line.arguments())).isEqualTo(line.arguments()));
    }

    /** A random value of an option that says nothing: the smallest share of 10,000 that must be found. */
    @ParameterizedTest
    @CsvSource({"base62,20,96", "base62,32,98", "base64url,24,96", "base64url,40,98", "base36,32,95", "base32,32,75"})
    void findsRandomValues(String alphabet, int length, int percent) {
        String letters = "abcdefghijklmnopqrstuvwxyz";
        String signs = switch (alphabet) {
            case "base62" -> letters + letters.toUpperCase(java.util.Locale.ROOT) + "0123456789";
            case "base64url" -> letters + letters.toUpperCase(java.util.Locale.ROOT) + "0123456789-_";
            case "base36" -> letters + "0123456789";
            default -> letters + "234567";
        };
        Random random = new Random(12);
        int found = 0;
        for (int i = 0; i < 10_000; i++) {
            StringBuilder value = new StringBuilder();
            random.ints(length, 0, signs.length()).forEach(k -> value.append(signs.charAt(k)));
            found += SecretValues.isRandom(value.toString()) ? 1 : 0;
        }

        assertThat(found / 100.0).isGreaterThanOrEqualTo(percent);
    }
}
