package io.tekton.sharedservices.cleanup.verdict;

import static org.assertj.core.api.Assertions.assertThat;

import io.tekton.sharedservices.process.ProcessIdentity;
import io.tekton.sharedservices.registry.Registration;
import io.tekton.sharedservices.registry.Registrations;
import io.tekton.sharedservices.registry.RegistryReading;
import io.tekton.sharedservices.registry.memory.ReadingTime;
import io.tekton.sharedservices.registry.memory.RegisteredProcess;
import io.tekton.sharedservices.registry.memory.RememberedRegistrations;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What is known is built here by readings, as in the field. */
class RegistryGuardTest {
    private static final Path FILE = Path.of("/r.json");
    private static final String PIDS = "pid:[1]";

    private final Map<Integer, Holder> host = new HashMap<>();
    private RememberedRegistrations known = RememberedRegistrations.NOTHING;
    private ReadingTime now = at("boot", Duration.ofDays(1));

    private static ReadingTime at(String boot, Duration uptime) {
        return ReadingTime.of(boot, uptime, java.time.Instant.EPOCH.plus(uptime));
    }

    private void lives(int pid, String id) {
        host.put(pid, new Holder.Ci(new ProcessIdentity("boot", pid, pid), Set.of(id), id, Set.of("rule")));
    }

    private static Registration entry(String id, Integer... pids) {
        return new Registration(id, null, id, Set.of(pids), null, FILE);
    }

    private Holders holders() {
        return new Holders(pid -> host.getOrDefault(pid, new Holder.Nobody()));
    }

    /** Believes the reading if the guard does. */
    private Optional<RegistryReading.Refused> read(Registration... entries) {
        Registrations registrations = Registrations.of(List.of(entries));
        Holders holders = holders();
        Optional<RegistryReading.Refused> refused =
                RegistryGuard.collapsed(registrations, known, holders, now, PIDS, 50);
        Map<Integer, RegisteredProcess> registered = holders.registered(registrations);
        known = refused.isPresent()
                ? known.refused(registrations, now)
                : known.believed(registrations, registered, holders::lives, PIDS, now, false);
        return refused;
    }

    private void pass(Duration time) {
        now = new ReadingTime(now.bootId(), now.bootMillis() + time.toMillis(), now.epochMillis() + time.toMillis());
    }

    private Registration[] entries(int size) {
        List<Registration> entries = new ArrayList<>();
        for (int pid = 101; pid <= 100 + size; pid++) {
            lives(pid, "ci" + pid);
            entries.add(entry("ci" + pid, pid));
        }
        return entries.toArray(Registration[]::new);
    }

    @Test
    void refusesFromTheShareOnAndNeverForOne() {
        Registration[] four = entries(4);
        assertThat(read(four)).isEmpty();

        assertThat(read(four[0], four[1])).isPresent();
        assertThat(read(four[0], four[1], four[2])).isEmpty();

        known = RememberedRegistrations.NOTHING;
        host.clear();
        Registration[] one = entries(1);
        read(one);
        assertThat(read()).isEmpty();
    }

    @Test
    void doesNotCountWhatEndedByItself() {
        Registration[] ten = entries(10);
        read(ten);
        host.keySet().removeIf(pid -> pid > 102);

        assertThat(read(ten[0], ten[1])).isEmpty();
    }

    @Test
    void searchesADayBackFromTheLastBelievedReadingHoweverLongAgoThatWas() {
        Registration[] four = entries(4);
        read(four);
        pass(Duration.ofDays(30));

        assertThat(read()).isPresent();
        pass(Duration.ofDays(30));
        assertThat(read()).isPresent();
    }

    @Test
    void forgetsALossThatIsADayOldByBelievedReadings() {
        Registration[] five = entries(5);
        read(five);
        assertThat(read(five[0], five[1], five[2], five[3])).isEmpty();
        for (int i = 0; i < 25; i++) {
            pass(Duration.ofHours(1));
            assertThat(read(five[0], five[1], five[2], five[3])).isEmpty();
        }

        assertThat(read(five[0], five[1], five[2])).isEmpty();
        assertThat(read(five[0], five[1])).isPresent();
    }

    @Test
    void takesANewProcessOfTheSameIdForASuccessor() {
        Registration[] three = entries(3);
        read(three);
        lives(201, "ci101");
        lives(202, "ci102");
        lives(203, "ci103");

        assertThat(read(entry("ci101", 201), entry("ci102", 202), entry("ci103", 203)))
                .isEmpty();
    }

    @Test
    void takesNoStrangerForASuccessor() {
        Registration[] three = entries(3);
        read(three);
        host.put(201, new Holder.Stranger(new ProcessIdentity("boot", 201, 9)));
        lives(202, "another");

        assertThat(read(entry("ci101", 201), entry("ci102", 202), entry("ci103", 999)))
                .isPresent();
    }

    @Test
    void takesAnEntryWithoutAPidForARegistration() {
        Registration[] three = entries(3);
        read(three);

        assertThat(read(entry("ci101"), entry("ci102"), entry("CI103"))).isEmpty();
    }

    @Test
    void countsWhatItEndedUntilItHasASuccessor() {
        Registration[] four = entries(4);
        read(four);
        read(four[0], four[1], four[2]);
        known = known.decidedToEnd(Set.of(new ProcessIdentity("boot", 104, 104)), PIDS);
        host.remove(104);

        Optional<RegistryReading.Refused> withoutSuccessor = read(four[0], four[1]);
        lives(204, "ci104");
        Optional<RegistryReading.Refused> withSuccessor = read(four[0], four[1], entry("ci104", 204));

        assertThat(withoutSuccessor).isPresent();
        assertThat(withSuccessor).isEmpty();
    }

    @Test
    void startsAnewAfterAReboot() {
        read(entries(4));
        now = at("boot-2", Duration.ofMinutes(1));

        assertThat(read()).isEmpty();
    }

    @Test
    void aLastReadingThatLiesAheadOfNowMakesTheWindowNoShorter() {
        read(entries(4));
        known = new RememberedRegistrations(
                known.files(), known.firstBelieved(), at("boot", Duration.ofDays(1000)), known.rules(), known.seen());

        assertThat(read()).isPresent();
    }

    @Test
    void knowsNothingOfAnotherPidNamespace() {
        read(entries(4));

        assertThat(RegistryGuard.collapsed(Registrations.none(), known, holders(), now, "pid:[2]", 50))
                .isEmpty();
    }

    @Test
    void remembersNoStrangerThatHasARecycledPid() {
        Registration[] four = entries(4);
        read(four);
        host.put(101, new Holder.Ci(new ProcessIdentity("boot", 101, 777), Set.of("ci101"), "ci101", Set.of("rule")));

        assertThat(read(four)).isEmpty();
        assertThat(known.of(new ProcessIdentity("boot", 101, 777), PIDS)).isEmpty();
        assertThat(known.isStranger(new ProcessIdentity("boot", 101, 777), PIDS, List.of(four[0])))
                .isTrue();
    }

    @Test
    void isEmptyWhereNobodyLivesAndNoEntryLacksAPid() {
        host.put(5, new Holder.Stranger(new ProcessIdentity("boot", 5, 5)));
        host.put(6, new Holder.Unknown("hidden"));

        assertThat(RegistryGuard.isEmpty(Registrations.none(), holders())).isTrue();
        assertThat(RegistryGuard.isEmpty(Registrations.of(List.of(entry("a", 4))), holders()))
                .isTrue();
        assertThat(RegistryGuard.isEmpty(Registrations.of(List.of(entry("a", 5))), holders()))
                .isFalse();
        assertThat(RegistryGuard.isEmpty(Registrations.of(List.of(entry("a", 6))), holders()))
                .isFalse();
        assertThat(RegistryGuard.isEmpty(Registrations.of(List.of(entry("a"))), holders()))
                .isFalse();
    }
}
