package io.tekton.sharedservices.store;

import static io.tekton.sharedservices.journal.TerminationSignal.TERM;

import io.tekton.sharedservices.journal.RunCounts;
import io.tekton.sharedservices.journal.TerminationResult;
import io.tekton.sharedservices.store.database.StoreSettings;
import io.tekton.sharedservices.store.record.SqlAuditLog;
import io.tekton.sharedservices.store.scheduler.SchedulerConnections;
import io.tekton.sharedservices.testing.ChildJvm;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

/** A JVM of its own on a store: it holds it, or writes as fast as it can and says what it was promised. */
public final class StoreChild {
    private StoreChild() {}

    public static Process start(Path folder, String... arguments) throws IOException {
        return start(StoreChild.class, folder, arguments);
    }

    public static Process start(Class<?> program, Path folder, String... arguments) throws IOException {
        List<String> command = ChildJvm.command();
        command.addAll(List.of(program.getName(), folder.toString()));
        command.addAll(List.of(arguments));
        return new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
    }

    public static BufferedReader output(Process child) {
        return new BufferedReader(new InputStreamReader(child.getInputStream(), StandardCharsets.UTF_8));
    }

    public static void main(String[] arguments) throws IOException, InterruptedException {
        Clock clock = Clock.systemUTC();
        Store store = Store.open(
                new StoreSettings(Path.of(arguments[0]), Duration.ofSeconds(5), "hold the store\nfor a test"), clock);
        if (arguments[1].equals("hold")) {
            say("open");
            System.in.read();
            store.close();
            return;
        }
        SqlAuditLog log = store.auditLog(Records.BOOT, clock);
        List<Thread> writers = List.of(
                new Thread(() -> audit(log, arguments[1] + "-a")),
                new Thread(() -> audit(log, arguments[1] + "-b")),
                new Thread(() -> schedule(store.schedulerConnections())),
                new Thread(() -> readAndCopy(store, Path.of(arguments[0]))));
        writers.forEach(Thread::start);
        for (Thread writer : writers) {
            writer.join();
        }
    }

    private static void audit(SqlAuditLog log, String name) {
        for (int number = 1; ; number++) {
            var run = Records.run("%s-%05d".formatted(name, number), false, Records.START.plusSeconds(number));
            log.begin(run);
            say("begun " + run.id());
            log.decide(
                    run.id(),
                    List.of(Records.orphan(12), Records.orphan(13), Records.spared(14)),
                    List.of(Records.intended(12, TERM), Records.intended(13, TERM)));
            say("decided " + run.id());
            log.append(run.id(), List.of(Records.signalled(12, TERM), Records.signalled(13, TERM)));
            log.append(
                    run.id(),
                    List.of(
                            Records.ended(12, TerminationResult.TERMINATED),
                            Records.ended(13, TerminationResult.GONE)));
            say("ended " + run.id());
            log.finish(Records.finished(run, new RunCounts(9, 3, 2, 1, 1, 0, 0)));
            say("finished " + run.id());
        }
    }

    /**
     * As Quartz does, and far more often: rows that come and go, in the scheduler's own file. Without a pause they fill
     * a small disk.
     */
    private static void schedule(SchedulerConnections connections) {
        try {
            for (int number = 1; ; number++) {
                try (Connection connection = connections.getConnection();
                        Statement statement = connection.createStatement()) {
                    connection.setAutoCommit(false);
                    statement.execute("DELETE FROM qrtz_locks WHERE lock_name IN ('lock " + (number - 3) + "', 'lock "
                            + number + "')");
                    statement.execute("INSERT INTO qrtz_locks VALUES ('scheduler', 'lock " + number + "')");
                    connection.commit();
                }
                LockSupport.parkNanos(2_000_000);
            }
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    /** As people do who read and make copies meanwhile. */
    private static void readAndCopy(Store store, Path folder) {
        for (int number = 1; ; number++) {
            store.auditReader().verifyChain();
            Path backup = folder.resolve("backup-" + ProcessHandle.current().pid() + ".sql");
            store.backup(backup);
            backup.toFile().delete();
            store.facts();
        }
    }

    private static void say(String line) {
        System.out.println(line);
        System.out.flush();
    }
}
