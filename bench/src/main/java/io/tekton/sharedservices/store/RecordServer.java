package io.tekton.sharedservices.store;

import io.tekton.sharedservices.store.database.StoreSettings;
import io.tekton.sharedservices.store.record.SqlAuditLog;
import io.tekton.sharedservices.journal.Decision;
import io.tekton.sharedservices.journal.RecordedVerdict;
import io.tekton.sharedservices.journal.Run;
import io.tekton.sharedservices.journal.RunCounts;
import io.tekton.sharedservices.journal.RunOutcome;
import io.tekton.sharedservices.journal.Trigger;
import io.tekton.sharedservices.process.ProcessIdentity;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;

/** {@code RecordServer STATE-FOLDER VERDICTS}: puts a run with that many verdicts on record for each line of input; prints its microseconds. */
public final class RecordServer {
    private RecordServer() {}

    public static void main(String[] arguments) throws Exception {
        int verdicts = Integer.parseInt(arguments[1]);
        Clock clock = Clock.systemUTC();
        try (Store store = Store.open(
                new StoreSettings(Path.of(arguments[0]).toAbsolutePath(), Duration.ZERO, "bench"), clock)) {
            SqlAuditLog log = store.auditLog("boot", clock);
            System.out.println("ready");
            BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
            for (int run = 0; in.readLine() != null; run++) {
                long began = System.nanoTime();
                record(log, "bench-" + run, verdicts);
                long took = System.nanoTime() - began;
                System.out.println(took / 1_000 + " " + verdicts);
            }
        }
    }

    private static void record(SqlAuditLog log, String id, int count) {
        Instant now = Instant.now().truncatedTo(ChronoUnit.MILLIS);
        Run run = new Run(
                id,
                "orphan-cleanup",
                "bench",
                "boot",
                1L,
                Trigger.MANUAL,
                "bench",
                false,
                now,
                null,
                RunOutcome.RUNNING,
                null,
                null,
                RunCounts.NONE);
        List<RecordedVerdict> verdicts = new ArrayList<>();
        for (int i = 1; i <= count; i++) {
            verdicts.add(new RecordedVerdict(
                    new ProcessIdentity("boot", i, i),
                    now,
                    1,
                    "op",
                    "numa",
                    "python3 /srv/tekton/shared/ai/tekton_ai_specialist.py --component numa --ai-id numa-ai",
                    "1 systemd",
                    9_000,
                    "specialist",
                    Decision.SPARED,
                    "too-young",
                    "it is 5s old, and 2h is the minimum",
                    null,
                    null));
        }
        log.begin(run);
        log.decide(id, verdicts, List.of());
        log.finish(run.ended(now, RunOutcome.SUCCEEDED, null, null, new RunCounts(count, count, 0, count, 0, 0, 0)));
    }
}
