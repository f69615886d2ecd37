package io.tekton.sharedservices.configsync.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.tekton.sharedservices.json.TextEdit;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DifferenceTest {
    private static final Difference PLAIN = new Difference(UnaryOperator.identity());

    @TempDir
    private Path folder;

    @Test
    void showsThreeLinesAroundEachChange() {
        String old = "1\n2\n3\n4\n5\n6\n7\n8\n9\n10\n11\n12\n13\n";

        String difference = PLAIN.ofEdits("f", old, List.of(new TextEdit(0, 1, "x"), new TextEdit(24, 26, "y\nz")));

        assertThat(difference).isEqualTo("""
                --- f
                +++ f
                @@ -1,4 +1,4 @@
                -1
                +x
                 2
                 3
                 4
                @@ -9,5 +9,6 @@
                 9
                 10
                 11
                -12
                +y
                +z
                 13
                """);
    }

    @Test
    void showsBlankLinesAtTheBeginningOfATextToo() {
        assertThat(PLAIN.ofNew("f", "\n\na\n")).isEqualTo("""
                --- /dev/null
                +++ f
                @@ -0,0 +1,3 @@
                +
                +
                +a
                """);
        assertThat(PLAIN.ofEdits("f", "\n\n\n\n\n", List.of(new TextEdit(2, 2, "x"))))
                .isEqualTo("""
                --- f
                +++ f
                @@ -1,5 +1,5 @@
                |
                |
                -
                +x
                |
                |
                """.replace('|', ' '));
    }

    @Test
    void saysWhereTheLastLineHasNoEnd() {
        assertThat(PLAIN.between("f", "a", "a\n")).isEqualTo("""
                --- f
                +++ f
                @@ -1 +1 @@
                -a
                \\ No newline at end of file
                +a
                """.replace("@@ -1 +1 @@", "@@ -1,1 +1,1 @@"));
    }

    @Test
    void isEmptyWhereNothingDiffers() {
        assertThat(PLAIN.ofEdits("f", "a", List.of())).isEmpty();
        assertThat(PLAIN.between("f", "a", "a")).isEmpty();
    }

    @Test
    void showsATextThatWasNotThere() {
        assertThat(PLAIN.ofNew("f", "a\nb\n")).isEqualTo("""
                --- /dev/null
                +++ f
                @@ -0,0 +1,2 @@
                +a
                +b
                """);
    }

    @Test
    void editsThatMeetInALineAreOneChange() {
        String old = "one two\nthree\nfour\nfive six\nseven";

        String difference = PLAIN.ofEdits(
                "f",
                old,
                List.of(
                        new TextEdit(0, 3, "1"),
                        new TextEdit(4, 10, "2\n3"),
                        new TextEdit(12, 13, "E"),
                        new TextEdit(19, 23, "5"),
                        new TextEdit(28, 33, "7\n")));

        assertThat(difference).isEqualTo("""
                --- f
                +++ f
                @@ -1,5 +1,5 @@
                -one two
                -three
                +1 2
                +3reE
                 four
                -five six
                +5 six
                -seven
                \\ No newline at end of file
                +7
                """);
    }

    @Test
    void addsToATextThatIsEmptyOrEndsInALineFeed() {
        assertThat(PLAIN.ofEdits("f", "", List.of(new TextEdit(0, 0, "a\n")))).endsWith("\n+a\n");
        assertThat(PLAIN.ofEdits("f", "a\n", List.of(new TextEdit(2, 2, "b\n"))))
                .endsWith("\n-a\n+a\n+b\n");
    }

    /**
     * For 2,000 differing lines the shortest difference is shown, in which the line between them stays; for more, all
     * of them are shown as replaced.
     */
    @Test
    void showsMoreThanTwoThousandUnlikeLinesAsOneBlock() {
        String shortest = PLAIN.between("f", unlike("old", 500, 500), unlike("new", 500, 500));
        String block = PLAIN.between("f", unlike("old", 500, 501), unlike("new", 500, 500));

        assertThat(shortest.lines()).contains(" in the middle").doesNotContain("-in the middle", "+in the middle");
        assertThat(block.lines())
                .startsWith("--- f", "+++ f", "@@ -3,1008 +3,1007 @@", " head 3", " head 4", " head 5", "-old 1")
                .containsSubsequence("-in the middle", "-old 1001", "+new 1", "+in the middle")
                .endsWith("+new 1000", " tail 1", " tail 2", " tail 3");
    }

    private static String unlike(String word, int before, int after) {
        StringBuilder text = new StringBuilder();
        numbered(text, "head", 1, 5);
        numbered(text, word, 1, before);
        text.append("in the middle\n");
        numbered(text, word, before + 1, before + after);
        return numbered(text, "tail", 1, 5).toString();
    }

    private static StringBuilder numbered(StringBuilder text, String word, int first, int last) {
        for (int number = first; number <= last; number++) {
            text.append(word).append(' ').append(number).append('\n');
        }
        return text;
    }

    @Test
    void aBlockTakesNoLineForBothBeginningAndEnd() {
        String few = "same\n".repeat(3_000);
        String many = "same\n".repeat(5_500);

        assertThat(PLAIN.between("f", few, many).lines())
                .startsWith("--- f", "+++ f", "@@ -2998,3 +2998,2503 @@", " same", " same", " same", "+same")
                .endsWith("+same")
                .hasSize(3 + 3 + 2_500);
        assertThat(PLAIN.between("f", many, few).lines())
                .startsWith("--- f", "+++ f", "@@ -2998,2503 +2998,3 @@", " same", " same", " same", "-same")
                .endsWith("-same")
                .hasSize(3 + 3 + 2_500);
    }

    @Test
    void cutsWhatNobodyReads() {
        String head = "--- /dev/null\n+++ f\n@@ -0,0 +1,2 @@\n+first\n+";
        String fits = "x".repeat((1 << 20) - head.length());

        assertThat(PLAIN.ofNew("f", "first\n" + fits + "\n")).isEqualTo(head + fits + "\n");
        assertThat(PLAIN.ofNew("f", "first\n" + fits + "x\n"))
                .isEqualTo("--- /dev/null\n+++ f\n@@ -0,0 +1,2 @@\n+first\n"
                        + "... (the rest is left out: the difference is longer than 1048576 characters)\n");
    }

    /** patch(1) is the judge: the difference, applied to the old text, gives the new one. */
    @Test
    void leadsFromTheOldTextToTheNew() throws IOException, InterruptedException {
        assumeTrue(hasPatch(), "needs patch(1)");
        long seed = System.nanoTime();
        Random random = new Random(seed);
        for (int round = 0; round < 40; round++) {
            StringBuilder old = new StringBuilder();
            for (int i = random.nextInt(60); i > 0; i--) {
                old.append("line ").append(random.nextInt(9)).append(i == 1 && random.nextBoolean() ? "" : "\n");
            }
            List<TextEdit> edits = new ArrayList<>();
            int at = 0;
            while (at < old.length()) {
                int start = at + random.nextInt(30);
                int end = start + random.nextInt(12);
                if (end > old.length()) {
                    break;
                }
                edits.add(new TextEdit(start, end, "new " + "\n".repeat(random.nextInt(3)) + round));
                at = end + 1;
            }
            String anew = TextEdit.apply(old.toString(), edits);
            String what = "seed " + seed + ", round " + round;

            assertThat(patched(old.toString(), PLAIN.ofEdits("f", old.toString(), edits)))
                    .as(what)
                    .isEqualTo(anew);
            assertThat(patched(old.toString(), PLAIN.between("f", old.toString(), anew)))
                    .as(what)
                    .isEqualTo(anew);
        }
    }

    private String patched(String old, String difference) throws IOException, InterruptedException {
        if (difference.isEmpty()) {
            return old;
        }
        Path file = Files.writeString(folder.resolve("f"), old);
        Path patch = Files.writeString(folder.resolve("patch"), difference);
        Process process = new ProcessBuilder("patch", "-s", "-o", "-", file.toString(), patch.toString())
                .redirectErrorStream(true)
                .start();
        String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as("%s\n%s", difference, out).isZero();
        return out;
    }

    private static boolean hasPatch() {
        try {
            return new ProcessBuilder("patch", "--version").start().waitFor() == 0;
        } catch (IOException e) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
