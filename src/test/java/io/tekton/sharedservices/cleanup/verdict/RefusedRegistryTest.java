package io.tekton.sharedservices.cleanup.verdict;

import static org.assertj.core.api.Assertions.assertThat;

import io.tekton.sharedservices.process.ProcessIdentity;
import io.tekton.sharedservices.registry.Registration;
import io.tekton.sharedservices.registry.Registrations;
import io.tekton.sharedservices.registry.RegistryReading;
import io.tekton.sharedservices.registry.memory.RememberedRegistrations;
import io.tekton.sharedservices.registry.memory.SeenRegistration;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the guard of the registry counts, and what an operator reads of it. */
class RefusedRegistryTest {
    private static final String PIDS = "pid:[1]";

    private final List<SeenRegistration> seen = new ArrayList<>();

    /** CIs that readings saw registered a moment ago, and that still live. */
    private void registered(int count) {
        for (int pid = 1001; pid <= 1000 + count; pid++) {
            seen.add(one(pid, false));
        }
    }

    private static SeenRegistration one(int pid, boolean ended) {
        return new SeenRegistration(
                new ProcessIdentity("boot", pid, pid),
                PIDS,
                Set.of("ci" + pid),
                "/r",
                Hosts.NOW.bootMillis(),
                -1,
                -1,
                true,
                ended);
    }

    private static Registration entry(int pid) {
        return new Registration("ci" + pid, null, null, Set.of(pid), null, Path.of("/r"));
    }

    private Optional<RegistryReading.Refused> weighed(int kept) {
        List<Registration> entries = seen.subList(0, kept).stream()
                .map(one -> entry(one.identity().pid()))
                .toList();
        RememberedRegistrations known =
                new RememberedRegistrations(Set.of(), Hosts.NOW, Hosts.NOW, Set.of("rule"), seen);
        Holders holders = new Holders(pid -> pid > 1000
                ? new Holder.Ci(new ProcessIdentity("boot", pid, pid), Set.of("ci" + pid), null, Set.of("rule"))
                : new Holder.Nobody());
        return RegistryGuard.collapsed(Registrations.of(entries), known, holders, Hosts.NOW, PIDS, 50);
    }

    private String sentence(int kept) {
        return weighed(kept).orElseThrow().message();
    }

    @ParameterizedTest(name = "{1} of {0} are still registered: refused {2}")
    @CsvSource({"10,8,false", "10,6,false", "10,5,true", "5,3,false", "5,2,true", "100,51,false", "100,50,true"})
    void isRefusedFromTheShareOfAllThatLiveOn(int living, int kept, boolean refused) {
        registered(living);

        assertThat(weighed(kept).isPresent()).isEqualTo(refused);
    }

    @Test
    void namesWhatItLostInOrderAndSaysThatItLives() {
        registered(4);

        assertThat(sentence(1))
                .contains(
                        "lost 3 of the 4 CI processes",
                        "registry.max-drop is 50%",
                        "No longer registered: ci1002 (pid 1002), ci1003 (pid 1003), ci1004 (pid 1004). They live,",
                        "shared-services cleanup --accept-registry");
    }

    @Test
    void saysHowManyEarlierRunsEnded() {
        registered(3);
        seen.add(one(900, true));

        assertThat(sentence(1))
                .contains("lost 3 of the 4", ". 1 of them were ended by earlier runs, the others live,")
                .contains("ci1002 (pid 1002), ci1003 (pid 1003), ci900 (pid 900)");
    }

    @Test
    void namesTwoHundredAndThenCounts() {
        registered(201);
        assertThat(sentence(0)).contains("lost 201 of the 201", " and 1 more. They live");

        seen.remove(200);
        assertThat(sentence(0)).contains("lost 200 of the 200", "(pid 1200). They live");
    }

    @Test
    void anEmptyRegistrySaysWhatItIsAndWhatWouldFollow() {
        assertThat(RegistryGuard.empty(Registrations.none(), 1).message())
                .startsWith("the registry has no registrations, and 1 process would be orphans by that");
        assertThat(RegistryGuard.empty(Registrations.of(List.of(entry(5), entry(6))), 3)
                        .message())
                .startsWith("none of the 2 processes that the registry names lives, and 3 processes would be orphans");
    }
}
