package io.tekton.sharedservices.store.record;

import static io.tekton.sharedservices.store.Records.HOST;
import static org.assertj.core.api.Assertions.assertThat;

import io.tekton.sharedservices.journal.query.ChainCheck;
import io.tekton.sharedservices.journal.query.ChainCheck.Intact;
import io.tekton.sharedservices.store.Records;
import io.tekton.sharedservices.store.Store;
import io.tekton.sharedservices.store.StoreChild;
import io.tekton.sharedservices.testing.Rounds;
import io.tekton.sharedservices.testing.Trials;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * SIGKILL in the middle of purges, with the file written anew after each, beside two busy writers, again and again on
 * the same store.
 */
@Tag(Rounds.LONG_FORM)
class PurgeSurvivesKillIT {
    @TempDir
    Path folder;

    @Test
    void leavesAChainThatVerifiesAndTakesNothingThatWasToStay() throws Exception {
        try (Trials trials = Trials.of("age does no harm", "SIGKILLs in purges", Rounds.of(2, 8))) {
            long purged = 0;
            for (int round = 1; trials.next(); round++) {
                purged = one(round, trials, purged);
                trials.kept();
            }
            assertThat(purged).isPositive();
        }
    }

    /** @return how many events have been purged */
    private long one(int round, Trials trials, long before) throws Exception {
        long purged = before;
        List<String> promised = killWhileItPurges(round, trials.random());

        try (Store store = Records.open(folder)) {
            SqlAuditReader reader = store.auditReader();
            ChainCheck check = reader.verifyChain();
            assertThat(check).as(trials.which()).isInstanceOf(Intact.class);
            for (String promise : promised) {
                String[] words = promise.split(" ");
                if (words[0].equals("kept")) {
                    assertThat(reader.run(words[1])).as(promise).isPresent();
                } else if (words[0].equals("purged")) {
                    purged += Long.parseLong(words[1]);
                }
            }
            assertThat(((Intact) check).purged()).isGreaterThanOrEqualTo(purged);
            purged = ((Intact) check).purged();
            store.auditLog(Records.BOOT, Records.CLOCK).settleAbandoned(HOST, process -> "not seen");
            assertThat(reader.verifyChain()).isInstanceOf(Intact.class);
        }
        try (Stream<Path> files = Files.list(folder)) {
            assertThat(files.map(file -> file.getFileName().toString()))
                    .as("no second file stays")
                    .containsExactlyInAnyOrder(
                            "store.head", "store.installation", "store.lock", "store.mv.db", "store.password");
        }
        return purged;
    }

    private List<String> killWhileItPurges(int round, Random random) throws IOException, InterruptedException {
        int lines = 3 + random.nextInt(120);
        long nanos = random.nextInt(30_000_000);
        List<String> promised = new ArrayList<>();
        Process child = StoreChild.start(PurgeChild.class, folder, Integer.toString(round));
        try (BufferedReader output = StoreChild.output(child)) {
            String line = output.readLine();
            while (line != null && promised.size() < lines) {
                promised.add(line);
                line = output.readLine();
            }
            for (long end = System.nanoTime() + nanos; System.nanoTime() < end; ) {
                Thread.onSpinWait();
            }
            child.toHandle().destroyForcibly();
            for (; line != null; line = output.readLine()) {
                promised.add(line);
            }
        } finally {
            child.destroyForcibly().waitFor();
        }
        assertThat(promised).as("the child wrote").hasSizeGreaterThanOrEqualTo(lines);
        return promised;
    }
}
