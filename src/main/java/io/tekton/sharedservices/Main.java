package io.tekton.sharedservices;

import io.tekton.sharedservices.cleanup.StopFlag;
import io.tekton.sharedservices.cli.CommandLineProgram;
import io.tekton.sharedservices.cli.Terminal;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.ZoneId;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** The entry point of the command line: puts the parts together, once, and hands over. */
public final class Main {
    /** A run that is stopped watches what it has signalled to the end of the longest grace, and writes it down. */
    private static final Duration LONGEST_STOP = Duration.ofMinutes(10).plusSeconds(30);

    private Main() {}

    /** Runs one command; its exit code is the program's. */
    public static void main(String[] arguments) {
        // Log4j's own hook closes the log at the same moment as a run is told to stop, and how it ended would not be logged. It is set up
        // when the first logger is, long before our configuration comes.
        System.setProperty("log4j2.shutdownHookEnabled", "false");
        StopFlag stop = new StopFlag();
        AtomicInteger code = new AtomicInteger(1);
        CountDownLatch over = new CountDownLatch(1);
        Thread hook = new Thread(() -> windDown(stop, over, code), "stop");
        Runtime.getRuntime().addShutdownHook(hook);
        try {
            code.set(program(stop).run(arguments));
        } finally {
            System.out.flush();
            over.countDown();
        }
        System.exit(code.get());
    }

    /**
     * On Ctrl-C or SIGTERM: the command is told to stop, and its own exit code counts. A shutdown hook is the way that Java has for
     * signals without internal classes.
     */
    private static void windDown(StopFlag stop, CountDownLatch over, AtomicInteger code) {
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

    private static CommandLineProgram program(StopFlag stop) {
        Terminal terminal = Terminal.of(
                System.out,
                System.err,
                System.getProperty("shared-services.terminal", ""),
                System.getProperty("shared-services.columns", ""),
                System.getenv(),
                ZoneId.systemDefault());
        String version = Objects.requireNonNullElse(Main.class.getPackage().getImplementationVersion(), "unpackaged");
        Path installation =
                Path.of(System.getProperty("shared-services.home", "")).toAbsolutePath();
        return new CommandLineProgram(
                terminal,
                version,
                globals -> new LocalContext(
                        terminal, System.getenv(), installation, Clock.systemUTC(), version, stop, globals));
    }
}
