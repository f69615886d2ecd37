package io.tekton.sharedservices;

import io.tekton.sharedservices.cli.CommandLineProgram;
import io.tekton.sharedservices.cli.CommandLineProgram.Globals;
import io.tekton.sharedservices.cli.view.StandardOutput;
import io.tekton.sharedservices.cli.view.Terminal;
import io.tekton.sharedservices.concurrent.StopFlag;
import io.tekton.sharedservices.launch.CdsTrainingRun;
import io.tekton.sharedservices.launch.LocalContext;
import io.tekton.sharedservices.logging.EarlyLogging;
import io.tekton.sharedservices.text.HostZone;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The entry point of the command line: puts the parts together, once, and hands over. Without lambdas, for which the
 * JVM would make code with each command: the archive of classes holds those that {@link CdsTrainingRun} comes by, and
 * it does not come by here.
 */
public final class Main {
    /** A run that is stopped watches what it has signalled to the end of the longest grace, and writes it down. */
    private static final Duration LONGEST_STOP = Duration.ofMinutes(10).plusSeconds(30);

    private Main() {}

    /** Runs one command; its exit code is the program's. */
    public static void main(String[] arguments) {
        EarlyLogging.keepQuiet();
        StopFlag stop = new StopFlag();
        AtomicInteger code = new AtomicInteger(1);
        CountDownLatch over = new CountDownLatch(1);
        Runtime.getRuntime().addShutdownHook(new Thread(new WindDown(stop, over, code), "stop"));
        try {
            code.set(program(stop).run(arguments));
        } finally {
            over.countDown();
        }
        System.exit(code.get());
    }

    /**
     * On Ctrl-C or SIGTERM: the command is asked to stop, and its own exit code is used. A shutdown hook is Java's way
     * to handle signals without internal classes.
     */
    private record WindDown(StopFlag stop, CountDownLatch over, AtomicInteger code) implements Runnable {
        @Override
        public void run() {
            if (over.getCount() == 0) {
                return;
            }
            stop.raise();
            try {
                if (over.await(LONGEST_STOP.toSeconds(), TimeUnit.SECONDS)) {
                    Runtime.getRuntime().halt(code.get());
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private static CommandLineProgram program(StopFlag stop) {
        Terminal terminal = Terminal.of(
                System.in,
                StandardOutput.ofThisProcess(),
                System.err,
                System.getProperty("shared-services.terminal", ""),
                System.getProperty("shared-services.columns", ""),
                System.getenv(),
                HostZone.ofHost());
        String version = Objects.requireNonNullElse(Main.class.getPackage().getImplementationVersion(), "unpackaged");
        Path installation =
                Path.of(System.getProperty("shared-services.home", "")).toAbsolutePath();
        return new CommandLineProgram(
                terminal,
                version,
                new LocalContext(
                        terminal, System.getenv(), installation, Clock.systemUTC(), version, stop, Globals.NONE));
    }
}
