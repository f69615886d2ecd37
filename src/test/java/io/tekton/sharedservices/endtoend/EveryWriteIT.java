package io.tekton.sharedservices.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.tekton.sharedservices.testing.Rounds;
import io.tekton.sharedservices.testing.Trials;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/**
 * SIGKILL, EIO or ENOSPC at the N-th write or sync of the store's file in a live cleanup, by {@code strace}: for an N
 * by lot, or with {@code -Dchaos.whole} for every N, whatever the time.
 */
@Tag(Rounds.LONG_FORM)
@EnabledOnOs(value = OS.LINUX, disabledReason = "strace traces Linux")
class EveryWriteIT {
    /** A cleanup makes some more or some fewer calls. */
    private static final int LAST_BY_LOT = 25;

    @TempDir
    Path temp;

    private Installation tekton;
    private Path strace;
    private long seen;

    @BeforeEach
    void findStrace() {
        strace = Program.tool("strace");
        assumeThat(strace).as("strace is not installed").isNotNull();
        tekton = new Installation(temp);
        // the first cleanup makes the store
        Program.run(tekton, "cleanup", "--force", "--confirm-after", "0s");
    }

    /** What happens at which call. */
    private record Blow(String call, String effect) {
        String inWords() {
            return effect.replaceFirst(".*=", effect.startsWith("signal") ? "SIG" : "") + " at every " + call
                    + " of a cleanup";
        }
    }

    private static final List<Blow> BLOWS = List.of(
            new Blow("pwrite64", "signal=KILL"),
            new Blow("fsync", "signal=KILL"),
            new Blow("pwrite64", "error=ENOSPC"),
            new Blow("pwrite64", "error=EIO"),
            new Blow("fsync", "error=EIO"));

    @Test
    void whateverTheWriteNothingIsSignalledWithoutItsIntentAndNothingIsTorn() throws IOException {
        try (Trials trials = Trials.of("every write and sync", "blows", Rounds.of(1, 20))) {
            if (Boolean.getBoolean("chaos.whole")) {
                for (Blow blow : BLOWS) {
                    strikeEveryCall(blow, trials);
                }
                return;
            }
            while (trials.next()) {
                Blow blow = BLOWS.get(trials.random().nextInt(BLOWS.size()));
                strike(blow, 1 + trials.random().nextInt(LAST_BY_LOT), trials);
                trials.kept();
            }
        }
    }

    /** From the first call until a cleanup came to its end without the blow. */
    private void strikeEveryCall(Blow blow, Trials trials) throws IOException {
        for (int number = 1; ; number++) {
            trials.oneMore();
            boolean through = strike(blow, number, trials);
            trials.kept();
            if (through) {
                trials.also(blow.inWords(), number - 1L);
                return;
            }
        }
    }

    /** @return whether the program did not come to the blow */
    private boolean strike(Blow blow, int number, Trials trials) throws IOException {
        String which = blow + " at " + number + ", " + trials.which();
        Path trace = Files.createTempFile(temp, "trace", ".txt");
        // an error stays, as a disk that is full or broken does
        String when = blow.effect().startsWith("error") ? number + "+" : Integer.toString(number);
        List<String> prefix = new ArrayList<>(List.of(strace.toString(), "-f", "-qq", "-o", trace.toString()));
        prefix.addAll(List.of("-P", tekton.stateFolder.resolve("store.mv.db").toString()));
        prefix.addAll(List.of("-e", "trace=" + blow.call()));
        prefix.addAll(List.of("-e", "inject=" + blow.call() + ":" + blow.effect() + ":when=" + when));
        try (Victims victims = new Victims(tekton, seen);
                Program program = Program.start(
                        prefix, tekton, "cleanup", "--force", "--grace", "50ms", "--confirm-after", "0s")) {
            Program.Ended ended = program.await();
            assumeThat(ended.err()).as("tracing is not allowed here").doesNotContain("PTRACE");
            boolean struck = Files.readString(trace).contains("INJECTED")
                    || Files.readString(trace).contains("killed by SIGKILL");
            assertThat(ended.err()).as(which).doesNotContain("\tat ").doesNotContain("Exception in thread");
            if (!struck) {
                assertThat(ended.exitCode()).as(which + ended.err()).isZero();
                assertThat(threads(trace, blow))
                        .as("strace counts the calls of each thread for itself: they must all be one's, %s", which)
                        .hasSizeLessThanOrEqualTo(1);
            } else if (blow.effect().startsWith("error") && ended.exitCode() != 0) {
                // at the close everything is on the disk already, and nothing is lost if the close fails
                assertThat(ended.out() + ended.err()).as(which).contains("store");
            }
            Victims.Found found = victims.check(which);
            seen = found.lastEvent();
            trials.also("signals that a victim had", found.signals());
            return !struck;
        }
    }

    private static Set<String> threads(Path trace, Blow blow) throws IOException {
        return Files.readAllLines(trace).stream()
                .filter(line -> line.contains(blow.call() + "("))
                .map(line -> line.substring(0, line.indexOf(' ')))
                .collect(Collectors.toSet());
    }
}
