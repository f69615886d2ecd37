package io.tekton.sharedservices.cleanup.match;

import static org.assertj.core.api.Assertions.assertThat;

import io.tekton.sharedservices.process.CommandLine;
import io.tekton.sharedservices.redaction.Redaction;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Command lines that are too long to read or to keep: nothing of a secret stays, and every cut shows. */
class CutCommandTextTest {
    private static final int LONGEST_ARGUMENT = 64 * 1024;
    private static final String TOKEN = "--token=";

    private static String text(String... arguments) {
        return CommandText.of(CommandLine.of(List.of(arguments)), new Redaction(List.of()));
    }

    private static String filled(String start, int length) {
        return start + "k7".repeat((length - start.length()) / 2);
    }

    @Test
    void aSecretThatWasCutIsGoneWithItsName() {
        assertThat(text("tool", filled(TOKEN, LONGEST_ARGUMENT + 2))).isEqualTo("tool ...");
        assertThat(text("tool", filled(TOKEN, LONGEST_ARGUMENT + 2), "next")).isEqualTo("tool ...");
    }

    @Test
    void aLoginThatWasCutBeforeItsEndIsGone() {
        String address = filled("https://op:", LONGEST_ARGUMENT + 2) + "@host/";

        assertThat(text("tool", address)).isEqualTo("tool ...");
    }

    @Test
    void anArgumentOfTheGreatestLengthIsReadWholeAndTheNextOneToo() {
        assertThat(text(filled(TOKEN, LONGEST_ARGUMENT), "next")).isEqualTo("--token=*** next");
    }

    @Test
    void argumentsBeyondTheGreatestLengthAreLeftOutThoughMaskedOnesAreShort() {
        List<String> many = new ArrayList<>(Collections.nCopies(100, filled(TOKEN, 1024)));

        String text = text(many.toArray(String[]::new));

        assertThat(text).endsWith(" ...");
        assertThat(text.split(" ")).hasSizeLessThan(70);
    }

    @Test
    void aTextOfTheGreatestLengthIsKeptWholeAndAllThatIsMissingShows() {
        String longest = "a".repeat(CommandText.LONGEST_BYTES);

        assertThat(text(longest)).isEqualTo(longest);
        assertThat(text(longest, "b")).isEqualTo(longest.substring(3) + "...");
        assertThat(text(longest + "a")).isEqualTo(longest.substring(3) + "...");
    }
}
