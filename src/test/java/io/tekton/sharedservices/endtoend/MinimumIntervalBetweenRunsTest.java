package io.tekton.sharedservices.endtoend;

import static io.tekton.sharedservices.endtoend.Installation.lives;
import static org.assertj.core.api.Assertions.assertThat;

import io.tekton.sharedservices.journal.RunOutcome;
import io.tekton.sharedservices.testing.Neighbour;
import io.tekton.sharedservices.testing.SampleProcesses;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

@EnabledOnOs(value = OS.LINUX, disabledReason = "real processes of any argv need /proc")
class MinimumIntervalBetweenRunsTest {
    @TempDir
    Path temp;

    @Test
    void refusesASecondLiveRunWithinTheHour() {
        Installation tekton = new Installation(temp);
        try (SampleProcesses zoo = new SampleProcesses()) {
            tekton.cleanup().unforced().run();
            int orphan = zoo.child(tekton.argv(), Map.of());

            Installation.Outcome second = tekton.cleanup().unforced().run();
            Installation.Outcome clockSetOn = tekton.cleanup()
                    .unforced()
                    .clock(Clock.offset(Clock.systemUTC(), Duration.ofHours(2)))
                    .run();
            Installation.Outcome dry = tekton.cleanup().unforced().dry().run();

            assertThat(second.run().outcome()).isEqualTo(RunOutcome.REFUSED);
            assertThat(second.run().reason()).isEqualTo("min-interval");
            assertThat(second.run().message()).contains("--force");
            assertThat(second.report().verdicts()).isEmpty();
            assertThat(second.events()).hasSize(2);
            assertThat(clockSetOn.run().reason()).isEqualTo("min-interval");
            assertThat(dry.run().outcome()).isEqualTo(RunOutcome.SUCCEEDED);
            assertThat(lives(orphan)).isTrue();

            Installation.Outcome forced = tekton.cleanup().run();

            assertThat(forced.run().outcome()).isEqualTo(RunOutcome.SUCCEEDED);
            assertThat(lives(orphan)).isFalse();
        }
    }

    @Test
    void doesNotCountARefusedRunOrADryOne() {
        Installation tekton = new Installation(temp);
        tekton.register("torn");
        Installation.Outcome refused = tekton.cleanup().unforced().run();
        tekton.register(Neighbour.registry());
        tekton.cleanup().unforced().dry().run();

        Installation.Outcome next = tekton.cleanup().unforced().run();

        assertThat(refused.run().outcome()).isEqualTo(RunOutcome.REFUSED);
        assertThat(next.run().outcome()).isEqualTo(RunOutcome.SUCCEEDED);
    }
}
