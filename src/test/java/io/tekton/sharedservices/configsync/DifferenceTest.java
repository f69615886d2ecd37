package io.tekton.sharedservices.configsync;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DifferenceTest {
    @TempDir
    private Path folder;

    @Test
    void showsThreeLinesAroundEachChange() {
        String old = "1\n2\n3\n4\n5\n6\n7\n8\n9\n10\n11\n12\n13\n";

        String difference =
                Difference.ofEdits("f", old, List.of(new TextEdit(0, 1, "x"), new TextEdit(24, 26, "y\nz")));

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
    void saysWhereTheLastLineHasNoEnd() {
        assertThat(Difference.between("f", "a", "a\n")).isEqualTo("""
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
        assertThat(Difference.ofEdits("f", "a", List.of())).isEmpty();
        assertThat(Difference.between("f", "a", "a")).isEmpty();
    }

    @Test
    void cutsWhatNobodyReads() {
        String difference = Difference.between("f", "x\n".repeat(2_000_000), "y\n".repeat(2_000_000));

        assertThat(difference).hasSizeLessThan((1 << 20) + 200).endsWith("longer than 1048576 characters)\n");
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

            assertThat(patched(old.toString(), Difference.ofEdits("f", old.toString(), edits)))
                    .as(what)
                    .isEqualTo(anew);
            assertThat(patched(old.toString(), Difference.between("f", old.toString(), anew)))
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
