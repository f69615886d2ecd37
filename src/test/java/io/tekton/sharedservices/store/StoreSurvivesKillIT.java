package io.tekton.sharedservices.store;

import static io.tekton.sharedservices.store.Records.HOST;
import static org.assertj.core.api.Assertions.assertThat;

import io.tekton.sharedservices.journal.Run;
import io.tekton.sharedservices.journal.RunOutcome;
import io.tekton.sharedservices.journal.TerminationResult;
import io.tekton.sharedservices.journal.query.ChainCheck;
import io.tekton.sharedservices.store.record.SqlAuditReader;
import io.tekton.sharedservices.testing.Rounds;
import io.tekton.sharedservices.testing.Trials;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** SIGKILL in the middle of busy writers and readers, again and again on the same store, and then on the next. */
@Tag(Rounds.LONG_FORM)
class StoreSurvivesKillIT {
    /** What one store is put through: a longer history is verified for longer, and fewer are killed. */
    private static final int OF_ONE_STORE = 15;

    @TempDir
    Path temp;

    private Path folder;

    @Test
    void keepsEveryRecordThatWasAcknowledgedWholeAndInItsChain() throws Exception {
        try (Trials trials = Trials.of("no committed record is lost", "SIGKILLs of busy writers", Rounds.of(1, 20))) {
            for (int round = 0; trials.next(); round++) {
                folder = temp.resolve("store-" + round / OF_ONE_STORE);
                one(round, trials.random());
                trials.kept();
            }
        }
    }

    private void one(int round, Random random) throws Exception {
        List<String> promised = killWhileWriting(round, random);

        try (Store store = Records.open(folder)) {
            SqlAuditReader reader = store.auditReader();
            assertIntact(reader, "round " + round + " before settling");
            for (String promise : promised) {
                assertKept(store, promise);
            }
            store.schedulerConnections().getConnection().close();
            store.auditLog(Records.BOOT, Records.CLOCK).settleAbandoned(HOST, process -> "not seen");
            assertThat(reader.running(HOST)).isEmpty();
            assertIntact(reader, "round " + round + " after settling");
        }
    }

    private List<String> killWhileWriting(int round, Random random) throws IOException, InterruptedException {
        int lines = 1 + random.nextInt(80);
        long nanos = random.nextInt(5_000_000);
        List<String> promised = new ArrayList<>();
        Process child = StoreChild.start(folder, Integer.toString(round));
        try (BufferedReader output = StoreChild.output(child)) {
            String line = output.readLine();
            while (line != null && promised.size() < lines) {
                promised.add(line);
                line = output.readLine();
            }
            for (long end = System.nanoTime() + nanos; System.nanoTime() < end; ) {
                Thread.onSpinWait();
            }
            // by its handle, which leaves its output open to be read to the end
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

    private static void assertKept(Store store, String promise) {
        String[] words = promise.split(" ");
        SqlAuditReader reader = store.auditReader();
        Run run = reader.run(words[1]).orElseThrow(() -> new AssertionError("lost: " + promise));
        if (words[0].equals("decided")) {
            assertThat(reader.verdicts(run.id())).as(promise).hasSize(3);
        } else if (words[0].equals("ended")) {
            assertThat(reader.unresolved(run.id())).as(promise).isEmpty();
            assertThat(reader.verdicts(run.id()).get(0).result()).isEqualTo(TerminationResult.TERMINATED);
        } else if (words[0].equals("finished")) {
            assertThat(run.outcome()).as(promise).isEqualTo(RunOutcome.SUCCEEDED);
        }
    }

    private static void assertIntact(SqlAuditReader reader, String when) {
        assertThat(reader.verifyChain()).as(when).isInstanceOf(ChainCheck.Intact.class);
    }
}
