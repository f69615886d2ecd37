package io.tekton.sharedservices.cleanup.verdict;

import static org.assertj.core.api.Assertions.assertThat;

import io.tekton.sharedservices.cleanup.match.RuleParser;
import io.tekton.sharedservices.cleanup.match.Rules;
import io.tekton.sharedservices.process.ProcessIdentity;
import io.tekton.sharedservices.process.Reading;
import io.tekton.sharedservices.registry.memory.ReadingTime;
import io.tekton.sharedservices.registry.memory.RememberedRegistrations;
import io.tekton.sharedservices.registry.memory.SeenRegistration;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** How long a process was missing, which decides whether it may be ended. */
class RegistrationHistoryTest {
    private static final long NEVER = SeenRegistration.NEVER;

    private static RegistrationHistory history(@Nullable ReadingTime first, boolean accepted) {
        ReadingTime last = first == null ? null : Hosts.NOW;
        return new RegistrationHistory(
                new RememberedRegistrations(Set.of(), first, last, Set.of(), List.of()),
                Hosts.NOW,
                "pid:[1]",
                accepted);
    }

    private static long ago(Duration passed) {
        return Hosts.beforeNow(passed).bootMillis();
    }

    private static Duration missing(boolean accepted, long unregistered, long missed) {
        SeenRegistration one = new SeenRegistration(
                new ProcessIdentity("boot", 7, 7), "pid:[1]", Set.of("a"), "/r", 5, unregistered, missed, true, false);
        return history(Hosts.beforeNow(Duration.ofDays(9)), accepted).unregisteredFor(one);
    }

    @Test
    void countsRefusedReadingsOnlyOnceAnOperatorAcceptedOne() {
        long hoursAgo = ago(Duration.ofHours(3));
        long justNow = ago(Duration.ofMinutes(1));

        assertThat(missing(false, justNow, hoursAgo)).isEqualTo(Duration.ofMinutes(1));
        assertThat(missing(false, NEVER, hoursAgo)).isZero();
        assertThat(missing(true, justNow, hoursAgo)).isEqualTo(Duration.ofHours(3));
        assertThat(missing(true, NEVER, hoursAgo)).isEqualTo(Duration.ofHours(3));
    }

    /** Refused readings that named it again and lost it again begin again; the believed one before them stays. */
    @Test
    void keepsTheBelievedReadingThatMissedItBeforeTheRefusedOnes() {
        long hoursAgo = ago(Duration.ofHours(3));

        assertThat(missing(true, hoursAgo, ago(Duration.ofMinutes(1)))).isEqualTo(Duration.ofHours(3));
        assertThat(missing(true, hoursAgo, NEVER)).isEqualTo(Duration.ofHours(3));
        assertThat(missing(true, NEVER, NEVER)).isZero();
    }

    @Test
    void leavesNothingToOwnersWhereWhatItKnewIsLost() {
        Hosts.Builder process = Hosts.process(4711).argv("agent");
        Candidate candidate = Candidate.of(
                process.snapshot(),
                new Rules(List.of(RuleParser.match("mine", "program=agent owner=host")), List.of()),
                Lineage.of(process.node(), pid -> new Reading.Gone<>()),
                new Candidate.Installation.Ours(),
                Hosts.SILENT);

        for (boolean lost : List.of(false, true)) {
            RegistrationHistory history =
                    new RegistrationHistory(RememberedRegistrations.NOTHING, Hosts.NOW, "pid:[1]", false, lost);
            assertThat(history.leavesToOwners(candidate)).isEqualTo(!lost);
            assertThat(history.knowsNothingOf(candidate)).isEqualTo(!lost);
        }
    }

    @Test
    void takesAProcessForOlderThanTheReadingsUntilTheContraryIsProven() {
        Duration nineDays = Duration.ofDays(9);
        RegistrationHistory known = history(Hosts.beforeNow(nineDays), false);
        RegistrationHistory rebooted = history(new ReadingTime("boot before", 5, 5), false);

        assertThat(history(null, false).beganBeforeFirstReading(Duration.ZERO)).isTrue();
        assertThat(known.beganBeforeFirstReading(nineDays)).isTrue();
        assertThat(known.beganBeforeFirstReading(nineDays.minusMillis(1))).isFalse();
        assertThat(rebooted.beganBeforeFirstReading(nineDays)).isFalse();
    }
}
