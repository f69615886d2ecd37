package io.tekton.sharedservices.posix;

import static org.assertj.core.api.Assertions.assertThat;

import io.tekton.sharedservices.testing.ChildJvm;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** In JVMs that a shell starts as a script's background, {@code nohup} or {@code trap} does: with signals ignored. */
class IgnoredSignalsTest {
    private static final int SIGNALLED = 128;

    @ParameterizedTest
    @ValueSource(strings = {"HUP", "INT", "TERM"})
    void aChildHasTheDefaultActionAndThisProcessGoesOnIgnoring(String signal) throws Exception {
        List<String> said = run(signal, "keep", signal);

        assertThat(said).containsExactly("child: " + (SIGNALLED + number(signal)), "and I live");
    }

    @ParameterizedTest
    @ValueSource(strings = {"HUP", "INT", "TERM"})
    void aChildInheritsWhatIsIgnoredWhereNothingIsDone(String signal) throws Exception {
        List<String> said = run(signal, "leave", signal);

        assertThat(said).containsExactly("child: 0", "and I live");
    }

    @Test
    void aSignalThatIsNotIgnoredEndsThisProcessAsBefore() throws Exception {
        List<String> said = run("USR1", "end", "TERM");

        assertThat(said).containsExactly("child: " + (SIGNALLED + number("TERM")), "hook");
    }

    @Test
    void theHangupSignalIsHeardAlsoWhereItWasIgnored() throws Exception {
        assertThat(run("HUP", "hear", "HUP")).containsExactly("heard");
    }

    @ParameterizedTest
    @ValueSource(strings = {"INT", "TERM"})
    void aServiceEndsInGoodOrderAlsoWhereItWasStartedToIgnoreTheSignal(String signal) throws Exception {
        List<String> said = run(signal, "heed", signal);

        assertThat(said).containsExactly("hook", "code: " + (SIGNALLED + number(signal)));
    }

    @Test
    void aServiceGoesOnIgnoringTheHangupSignalWhereItWasIgnored() throws Exception {
        assertThat(run("HUP", "heed", "HUP")).containsExactly("and I live", "hook", "code: 0");
    }

    private static int number(String signal) {
        return Map.of("HUP", 1, "INT", 2, "TERM", 15).get(signal);
    }

    private static List<String> run(String ignored, String what, String signal)
            throws IOException, InterruptedException {
        List<String> command =
                new ArrayList<>(List.of("/bin/sh", "-c", "trap '' " + ignored + "; exec \"$@\"", "ignoring"));
        command.addAll(ChildJvm.command());
        command.addAll(List.of(Probe.class.getName(), what, signal));
        Process process = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        try (Stream<String> lines = process.inputReader(StandardCharsets.UTF_8).lines()) {
            List<String> said = new ArrayList<>(lines.toList());
            int code = process.waitFor();
            if (what.equals("heed")) {
                said.add("code: " + code);
            }
            return said;
        }
    }

    /** What runs in the other JVM. */
    static final class Probe {
        private Probe() {}

        /** @param arguments what to do, and the signal that is sent: by a child to itself, and then to this process */
        @SuppressWarnings("SystemOut")
        public static void main(String[] arguments) throws IOException, InterruptedException {
            String signal = "-" + arguments[1];
            CountDownLatch heard = new CountDownLatch(1);
            if (arguments[0].equals("hear")) {
                HangupSignal.onEach(heard::countDown);
                signalThisProcess(signal);
                heard.await();
                System.out.println("heard");
                return;
            }
            if (arguments[0].equals("heed")) {
                Runtime.getRuntime().addShutdownHook(new Thread(() -> System.out.println("hook")));
                IgnoredSignals.heedRequestsToEnd(System::exit);
                signalThisProcess(signal);
                if (!signal.equals("-HUP")) {
                    heard.await();
                }
                System.out.println("and I live");
                return;
            }
            if (!arguments[0].equals("leave")) {
                IgnoredSignals.keepFromChildren();
            }
            int code = new ProcessBuilder("/bin/sh", "-c", "kill " + signal + " $$")
                    .start()
                    .waitFor();
            System.out.println("child: " + code);
            if (arguments[0].equals("end")) {
                Runtime.getRuntime().addShutdownHook(new Thread(() -> System.out.println("hook")));
            }
            signalThisProcess(signal);
            if (arguments[0].equals("end")) {
                heard.await();
            }
            System.out.println("and I live");
        }

        private static void signalThisProcess(String signal) throws IOException, InterruptedException {
            new ProcessBuilder(
                            "kill",
                            signal,
                            Long.toString(ProcessHandle.current().pid()))
                    .start()
                    .waitFor();
        }
    }
}
