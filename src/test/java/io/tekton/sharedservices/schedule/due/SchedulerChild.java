package io.tekton.sharedservices.schedule.due;

import io.tekton.sharedservices.schedule.EngineSettings;
import io.tekton.sharedservices.schedule.JobScheduler;
import io.tekton.sharedservices.schedule.RecordingListener;
import io.tekton.sharedservices.store.Store;
import io.tekton.sharedservices.store.database.StoreSettings;
import io.tekton.sharedservices.testing.ChildJvm;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * A JVM of its own that settles what was left, runs a scheduler with one job and says what happens, until it is killed.
 */
public final class SchedulerChild {
    private SchedulerChild() {}

    public static Process start(Path folder) throws IOException {
        List<String> command = ChildJvm.command();
        command.addAll(List.of(SchedulerChild.class.getName(), folder.toString()));
        return new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
    }

    public static BufferedReader output(Process child) {
        return new BufferedReader(new InputStreamReader(child.getInputStream(), StandardCharsets.UTF_8));
    }

    public static void main(String[] arguments) throws InterruptedException {
        TickingHost host = new TickingHost();
        Store store = Store.open(
                new StoreSettings(Path.of(arguments[0]), Duration.ofSeconds(5), "a test"), TickingHost.CLOCK);
        store.auditLog(TickingHost.BOOT, TickingHost.CLOCK).settleAbandoned(TickingHost.NAME, process -> "not seen");
        ProbeJob job = new ProbeJob("orphan-cleanup", Duration.ofHours(6), host, store).doing(stop -> {
            say("begun");
            stop.await(Duration.ofHours(1));
        });
        JobScheduler scheduler = JobScheduler.create(
                TickingHost.NAME,
                store,
                new EngineSettings(Map.of(
                        "org.quartz.scheduler.instanceName", "SharedServices",
                        "org.quartz.threadPool.threadCount", "3",
                        "org.quartz.threadPool.threadPriority", "5",
                        "org.quartz.jobStore.misfireThreshold", "60000")),
                host,
                new RecordingListener());
        scheduler.start(List.of(job));
        say("due " + scheduler.status().get(0).nextDue());
        Thread.sleep(Duration.ofMinutes(5).toMillis());
    }

    private static void say(String line) {
        System.out.println(line);
        System.out.flush();
    }
}
