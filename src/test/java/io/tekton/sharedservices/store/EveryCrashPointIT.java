package io.tekton.sharedservices.store;

import static io.tekton.sharedservices.journal.TerminationSignal.TERM;
import static io.tekton.sharedservices.store.Records.ended;
import static io.tekton.sharedservices.store.Records.finished;
import static io.tekton.sharedservices.store.Records.intended;
import static io.tekton.sharedservices.store.Records.live;
import static io.tekton.sharedservices.store.Records.orphan;
import static io.tekton.sharedservices.store.Records.signalled;
import static io.tekton.sharedservices.store.Records.spared;
import static org.assertj.core.api.Assertions.assertThat;

import io.tekton.sharedservices.journal.Run;
import io.tekton.sharedservices.journal.RunCounts;
import io.tekton.sharedservices.journal.RunOutcome;
import io.tekton.sharedservices.journal.TerminationResult;
import io.tekton.sharedservices.journal.query.ChainCheck;
import io.tekton.sharedservices.store.database.Database;
import io.tekton.sharedservices.store.database.H2;
import io.tekton.sharedservices.store.database.StorePassword;
import io.tekton.sharedservices.store.record.SqlAuditLog;
import io.tekton.sharedservices.store.record.SqlAuditReader;
import io.tekton.sharedservices.store.sql.StoreFiles;
import io.tekton.sharedservices.testing.Rounds;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What the next process finds where this one is killed, page by page of what H2 writes, also while it writes the file
 * anew. SIGKILL hits such a moment once in dozens of rounds; here every moment can be checked, and a seed selects some.
 * H2's retention is zero, so that it would reuse space at once, if it did.
 */
@Tag(Rounds.LONG_FORM)
class EveryCrashPointIT {
    private static final int RUNS = Integer.getInteger("store.crash.runs", Rounds.of(12, 90));

    /** One step in so many is checked. */
    private static final int ONE_IN = Integer.getInteger("store.crash.one-in", 12);

    @TempDir
    Path temp;

    private final long seed = Long.getLong("store.crash.seed", System.nanoTime());
    private final Random random = new Random(seed);
    private int acknowledged;
    private @Nullable Run underWay;
    private boolean decided;
    private int points;

    @AfterEach
    void stopChecks() {
        CrashFiles.watch(() -> {});
    }

    @Test
    void losesNothingThatWasAcknowledgedWhereverItIsKilled() throws IOException {
        System.out.println("EveryCrashPointIT: -Dstore.crash.seed=" + seed + " -Dstore.crash.runs=" + RUNS);
        Path folder = temp.resolve("state");
        Records.open(folder).close();
        StoreFiles files = new StoreFiles(folder.toRealPath());
        String password = StorePassword.read(files);
        CrashFiles.watch(this::checkSometimes);
        String address = H2.ofStore(files, password).address().replace("jdbc:h2:file:", "jdbc:h2:crash:");

        try (Database database =
                Database.open(new H2(files.database(), address + ";RETENTION_TIME=0", password), false)) {
            SqlAuditLog log = new SqlAuditLog(database, Records.BOOT, Records.CLOCK);
            for (int number = 1; number <= RUNS; number++) {
                write(log, live(number));
                if (random.nextInt(20) == 0) {
                    assertThat(database.reopen()).isTrue();
                }
            }
        }

        assertThat(points).isGreaterThan(RUNS / 2);
        System.out.println("EveryCrashPointIT: checked " + points + " crash points");
    }

    private void write(SqlAuditLog log, Run run) {
        log.begin(run);
        underWay = run;
        checkCrashPoint();
        log.decide(run.id(), List.of(orphan(12), spared(13)), List.of(intended(12, TERM)));
        decided = true;
        checkCrashPoint();
        log.append(run.id(), List.of(signalled(12, TERM), ended(12, TerminationResult.TERMINATED)));
        log.finish(finished(run, new RunCounts(5, 2, 1, 1, 1, 0, 0)));
        acknowledged++;
        underWay = null;
        decided = false;
        checkCrashPoint();
    }

    private void checkSometimes() {
        if (random.nextInt(ONE_IN) == 0) {
            checkCrashPoint();
        }
    }

    private void checkCrashPoint() {
        points++;
        Path copy = temp.resolve("copy-" + points);
        try {
            Files.createDirectory(copy);
            CrashFiles.leaveIn(copy);
            assertKept(new StoreFiles(copy.toRealPath()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void assertKept(StoreFiles files) throws IOException {
        String when = "seed " + seed + ", " + acknowledged + " runs acknowledged, crash point " + points;
        String password = StorePassword.read(new StoreFiles(temp.resolve("state")));
        try (Database database = Database.open(H2.ofStore(files, password), false)) {
            SqlAuditReader reader = new SqlAuditReader(database);
            assertThat(reader.verifyChain()).as(when).isInstanceOf(ChainCheck.Intact.class);
            for (int number = Math.max(1, acknowledged - 25); number <= acknowledged; number++) {
                assertThat(reader.run(live(number).id()).map(Run::outcome))
                        .as(when)
                        .contains(RunOutcome.SUCCEEDED);
            }
            if (underWay != null) {
                assertThat(reader.run(underWay.id())).as(when).isPresent();
                assertThat(reader.verdicts(underWay.id())).as(when).hasSizeGreaterThanOrEqualTo(decided ? 2 : 0);
            }
        }
    }
}
