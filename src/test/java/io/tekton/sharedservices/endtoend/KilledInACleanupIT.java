package io.tekton.sharedservices.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import io.tekton.sharedservices.testing.Rounds;
import io.tekton.sharedservices.testing.Trials;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** SIGKILL at any microsecond of a live cleanup: what its victims say they had is on record as intended. */
@Tag(Rounds.LONG_FORM)
@EnabledOnOs(value = OS.LINUX, disabledReason = "real processes of any argv need /proc")
class KilledInACleanupIT {
    @TempDir
    Path temp;

    private Installation tekton;
    private long seen;

    @Test
    void everySignalThatAVictimHadIsOnRecordAsIntended() throws Exception {
        tekton = new Installation(temp);
        Path log = tekton.root.resolve(".tekton/logs/orphan_cleanup.log");
        long whole = undisturbed(log);
        try (Trials trials =
                Trials.of("no signal without a durable intent", "SIGKILLs of a cleanup", Rounds.of(1, 12))) {
            while (trials.next()) {
                long logged = Files.exists(log) ? Files.size(log) : 0;
                try (Victims victims = new Victims(tekton, seen);
                        Program program = cleanup()) {
                    // it is under way when it logs
                    program.awaitMore(log, logged);
                    program.killIn(trials.random().nextLong(whole));

                    Victims.Found found = victims.check(trials.which());
                    seen = found.lastEvent();
                    trials.also("signals that a victim had", found.signals());
                }
                trials.kept();
            }
        }
        Victims.checkThatNoRunIsLeftOpen(tekton);
    }

    private Program cleanup() {
        return Program.start(tekton, "cleanup", "--force", "--grace", "150ms", "--confirm-after", "0s");
    }

    /**
     * In nanoseconds, how long a cleanup takes here and now from its first line in the log; a kill comes within that.
     */
    private long undisturbed(Path log) throws Exception {
        try (Victims victims = new Victims(tekton, seen);
                Program program = cleanup()) {
            program.awaitMore(log, Files.exists(log) ? Files.size(log) : 0);
            long begin = System.nanoTime();
            assertThat(program.await().exitCode()).isZero();
            long took = System.nanoTime() - begin;
            Victims.Found found = victims.check("undisturbed");
            assertThat(found.signals())
                    .as("signals of a cleanup that is not killed")
                    .isPositive();
            seen = found.lastEvent();
            return took;
        }
    }
}
