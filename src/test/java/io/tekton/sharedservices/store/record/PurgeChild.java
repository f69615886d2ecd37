package io.tekton.sharedservices.store.record;

import io.tekton.sharedservices.journal.Retention;
import io.tekton.sharedservices.journal.Run;
import io.tekton.sharedservices.journal.RunCounts;
import io.tekton.sharedservices.journal.RunOutcome;
import io.tekton.sharedservices.store.Records;
import io.tekton.sharedservices.store.Store;
import io.tekton.sharedservices.store.database.StoreSettings;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * A JVM of its own that records runs, purges them and writes its store anew without a pause, and says what it was
 * promised.
 */
public final class PurgeChild {
    private static final Retention POLICY = new Retention(
            Optional.of(Duration.ofDays(1)),
            Optional.of(Duration.ofDays(1)),
            Optional.of(Duration.ofDays(1)),
            OptionalLong.empty());

    private PurgeChild() {}

    public static void main(String[] arguments) throws InterruptedException {
        Clock clock = Clock.systemUTC();
        Store store =
                Store.open(new StoreSettings(Path.of(arguments[0]), Duration.ofSeconds(5), "purge, in a test"), clock);
        SqlAuditLog log = store.auditLog(Records.BOOT, clock);
        List<Thread> workers = List.of(
                new Thread(() -> write(log, arguments[1] + "-a", clock)),
                new Thread(() -> write(log, arguments[1] + "-b", clock)),
                new Thread(() -> purge(store, clock)));
        workers.forEach(Thread::start);
        for (Thread worker : workers) {
            worker.join();
        }
    }

    /** Every second run is old enough to go at once. */
    private static void write(SqlAuditLog log, String name, Clock clock) {
        for (int number = 1; ; number++) {
            Instant start = clock.instant().minus(number % 2 == 0 ? Duration.ZERO : Duration.ofDays(9));
            Run run = Records.run("%s-%05d".formatted(name, number), false, start);
            log.begin(run);
            log.decide(run.id(), List.of(Records.spared(13), Records.spared(14)), List.of());
            log.finish(run.ended(
                    start.plusSeconds(1), RunOutcome.SUCCEEDED, null, null, new RunCounts(5, 2, 0, 2, 0, 0, 0)));
            if (number % 2 == 0) {
                say("kept " + run.id());
            }
        }
    }

    private static void purge(Store store, Clock clock) {
        while (true) {
            say("purged "
                    + store.purge(POLICY, Records.BOOT, "test", clock, () -> true)
                            .events());
            if (store.writeAnew()) {
                say("tidied");
            }
        }
    }

    private static synchronized void say(String line) {
        System.out.println(line);
        System.out.flush();
    }
}
