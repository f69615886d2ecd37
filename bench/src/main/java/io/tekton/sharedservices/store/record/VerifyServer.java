package io.tekton.sharedservices.store.record;

import io.tekton.sharedservices.journal.Decision;
import io.tekton.sharedservices.journal.EventKind;
import io.tekton.sharedservices.journal.RecordedVerdict;
import io.tekton.sharedservices.journal.Run;
import io.tekton.sharedservices.journal.RunCounts;
import io.tekton.sharedservices.journal.RunOutcome;
import io.tekton.sharedservices.journal.TerminationEvent;
import io.tekton.sharedservices.journal.TerminationResult;
import io.tekton.sharedservices.journal.TerminationSignal;
import io.tekton.sharedservices.journal.Trigger;
import io.tekton.sharedservices.journal.query.ChainCheck;
import io.tekton.sharedservices.process.ProcessIdentity;
import io.tekton.sharedservices.store.Store;
import io.tekton.sharedservices.store.chain.ChainWriter;
import io.tekton.sharedservices.store.chain.Contents;
import io.tekton.sharedservices.store.database.Database;
import io.tekton.sharedservices.store.database.Opening;
import io.tekton.sharedservices.store.database.StoreSettings;
import io.tekton.sharedservices.store.sql.StoreFiles;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * {@code VerifyServer STATE-FOLDER}: verifies the record for each line of input; prints its microseconds and the number of events.
 * {@code VerifyServer STATE-FOLDER EVENTS}: records that many before, in runs with six verdicts, three of them ended, and goes.
 */
public final class VerifyServer {
    private static final int EVENTS_OF_RUN = 12;
    private static final int RUNS_AT_ONCE = 100;
    private static final Instant START = Instant.parse("2020-01-01T00:00:00Z");

    private VerifyServer() {}

    public static void main(String[] arguments) throws Exception {
        Path folder = Path.of(arguments[0]).toAbsolutePath();
        if (arguments.length > 1) {
            fill(folder, Integer.parseInt(arguments[1]));
            return;
        }
        Clock clock = Clock.systemUTC();
        try (Store store = Store.open(new StoreSettings(folder, Duration.ZERO, "bench"), clock)) {
            System.out.println("ready");
            BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
            while (in.readLine() != null) {
                long began = System.nanoTime();
                ChainCheck check = store.auditReader().verifyChain();
                long took = System.nanoTime() - began;
                if (!(check instanceof ChainCheck.Intact intact)) {
                    throw new IllegalStateException("the record was changed: " + check);
                }
                System.out.println(took / 1_000 + " " + intact.events());
            }
        }
    }

    private static void fill(Path folder, int events) throws Exception {
        Store.open(new StoreSettings(folder, Duration.ZERO, "bench"), Clock.systemUTC()).close();
        try (Database database = new Opening(new StoreFiles(folder.toRealPath()), Clock.systemUTC()).open(null)) {
            for (int first = 0; first < events / EVENTS_OF_RUN; first += RUNS_AT_ONCE) {
                int from = first;
                database.write("runs", handle -> {
                    ChainWriter chain = ChainWriter.at(handle, "bench", "boot");
                    for (int number = from; number < from + RUNS_AT_ONCE; number++) {
                        Run run = run(number);
                        chain.add(EventKind.RUN_BEGUN, run.id(), null, run.startedAt(), Contents.begun(run)).write();
                        new TerminationWriter(handle, run, chain).decide(verdicts(run), events(run, 0), run.startedAt());
                        chain.write();
                        TerminationWriter writer = new TerminationWriter(handle, run, chain);
                        writer.happen(events(run, 1));
                        writer.happen(events(run, 2));
                        Run ended = run.ended(run.startedAt(), RunOutcome.SUCCEEDED, null, null, new RunCounts(400, 6, 3, 3, 3, 0, 0));
                        chain.add(EventKind.RUN_FINISHED, run.id(), null, run.startedAt(), Contents.finished(ended)).write();
                    }
                    return 0;
                });
            }
        }
    }

    private static Run run(int number) {
        return new Run(
                "%09d-orphan-cleanup".formatted(number), "orphan-cleanup", "bench", "boot", number * 3_600_000L, Trigger.SCHEDULE,
                "scheduler", false, START.plusSeconds(number * 60L), null, RunOutcome.RUNNING, null, null, RunCounts.NONE);
    }

    private static List<RecordedVerdict> verdicts(Run run) {
        List<RecordedVerdict> verdicts = new ArrayList<>();
        for (int pid = 1; pid <= 6; pid++) {
            verdicts.add(new RecordedVerdict(
                    new ProcessIdentity("boot", pid, pid), run.startedAt(), 1, "op", "numa",
                    "python3 /srv/tekton/shared/ai/tekton_ai_specialist.py --component numa --ai-id numa-ai", "1 systemd", 9_000,
                    "specialist", pid > 3 ? Decision.SPARED : Decision.ORPHAN, pid > 3 ? "too-young" : "unregistered",
                    pid > 3 ? "it is 5s old, and 2h is the minimum" : "no registry knows its pid or its name", null, null));
        }
        return verdicts;
    }

    @SuppressWarnings("unchecked")
    private static <T extends TerminationEvent> List<T> events(Run run, int step) {
        List<TerminationEvent> events = new ArrayList<>();
        for (int pid = 1; pid <= 3; pid++) {
            ProcessIdentity process = new ProcessIdentity("boot", pid, pid);
            events.add(
                    switch (step) {
                        case 0 -> new TerminationEvent.Intended(process, run.startedAt(), TerminationSignal.TERM);
                        case 1 -> new TerminationEvent.Signalled(process, run.startedAt(), TerminationSignal.TERM);
                        default -> new TerminationEvent.Ended(process, run.startedAt(), TerminationResult.TERMINATED, 12L, null);
                    });
        }
        return (List<T>) events;
    }
}
