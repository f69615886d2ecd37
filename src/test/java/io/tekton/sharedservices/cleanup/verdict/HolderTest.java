package io.tekton.sharedservices.cleanup.verdict;

import static org.assertj.core.api.Assertions.assertThat;

import io.tekton.sharedservices.process.ProcessIdentity;
import io.tekton.sharedservices.process.ProcessSnapshot;
import io.tekton.sharedservices.process.Reading;
import io.tekton.sharedservices.registry.Registration;
import io.tekton.sharedservices.registry.memory.SeenRegistration;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Who has a pid, and whether that is the CI that a registry entry means. */
class HolderTest {
    private static final String WRAPPER = "/x/shared/ci_tools/ci_tool_x.py";

    private static Holder.Ci ci(ProcessSnapshot snapshot) {
        return Holder.Ci.of(snapshot, Hosts.defaultRules());
    }

    private static Candidate candidate(ProcessSnapshot snapshot) {
        return Candidate.of(
                snapshot,
                Hosts.defaultRules(),
                Lineage.of(snapshot.node(), pid -> new Reading.Gone<>()),
                new Candidate.Installation.Ours(),
                Hosts.SILENT);
    }

    private static Registration entry(String id, @Nullable String name, @Nullable String component) {
        return new Registration(id, name, component, Set.of(4711), null, Path.of("/r"));
    }

    @Test
    void aCiHasTheNamesOfItsCommandLineAndOfItsEnvironment() {
        ProcessSnapshot both = Hosts.process(4711)
                .environment(Map.of("TEKTON_CI_NAME", "Pro_Cessor"))
                .snapshot();
        ProcessSnapshot hidden = Hosts.process(4711).environment(null).snapshot();

        assertThat(ci(both).names()).containsExactlyInAnyOrder("apollo-ai", "pro-cessor");
        assertThat(ci(both).component()).isEqualTo("apollo");
        assertThat(ci(both).rules()).containsExactly("specialist-module");
        assertThat(ci(Hosts.running(Hosts.SPECIALIST.toArray(String[]::new))).names())
                .containsExactly("apollo-ai");
        assertThat(ci(hidden).names()).containsExactly("apollo-ai");
    }

    @Test
    void theFirstArgumentOfALauncherAloneIsAComponent() {
        assertThat(ci(Hosts.running("python3", "/x/enhanced_tekton_ai_launcher.py", "Tekton_Core"))
                        .component())
                .isEqualTo("tekton-core");
        assertThat(ci(Hosts.running("python3", WRAPPER, "apollo")).component()).isNull();
    }

    @Test
    void aCandidateIsTheSameCiAsItsProcessReadAgain() {
        ProcessSnapshot specialist = Hosts.process(4711)
                .environment(Map.of("TEKTON_CI_NAME", "processor"))
                .snapshot();
        ProcessSnapshot wrapper = Hosts.running("python3", WRAPPER, "--name", "w");

        assertThat(Holder.Ci.of(candidate(specialist))).isEqualTo(ci(specialist));
        assertThat(Holder.Ci.of(candidate(wrapper))).isEqualTo(ci(wrapper));
    }

    @Test
    void anEntryMeansACiByIdByNameOrByComponent() {
        Holder.Ci specialist = ci(Hosts.process(4711).snapshot());
        Holder.Ci wrapper = ci(Hosts.running("python3", WRAPPER, "--name", "w"));

        assertThat(specialist.isOf(entry("Apollo_AI", null, "else"))).isTrue();
        assertThat(specialist.isOf(entry("key", "APOLLO-ai", "else"))).isTrue();
        assertThat(specialist.isOf(entry("key", null, "Apollo"))).isTrue();
        assertThat(specialist.isOf(entry("key", null, "else"))).isFalse();
        assertThat(specialist.isOf(entry("key", "numa-ai", "else"))).isFalse();
        assertThat(wrapper.isOf(entry("key", "W", "else"))).isTrue();
        assertThat(wrapper.isOf(entry("key", null, "w"))).isFalse();
    }

    @Test
    void whatAScanHasReadIsNotReadAgain() {
        Candidate living = candidate(Hosts.process(4711).snapshot());
        Candidate ended = candidate(Hosts.process(4712).zombie().snapshot());

        Holders holders = new Holders(pid -> {
                    throw new AssertionError("pid " + pid + " was read already");
                })
                .with(List.of(living, ended));

        assertThat(holders.of(4711)).isEqualTo(Holder.Ci.of(living));
        assertThat(holders.of(4711).lives()).isTrue();
        assertThat(holders.of(4712)).isEqualTo(new Holder.Nobody());
        assertThat(holders.of(4712).lives()).isFalse();
    }

    /** A pid alone is recycled: another process that has it now says nothing of the one before. */
    @Test
    void aProcessLivesOnlyWhileItsPidIsItsOwnOrCannotBeRead() {
        ProcessIdentity ci = Hosts.process(1001).node().identity();
        ProcessIdentity shell = Hosts.process(1002).node().identity();
        Holders holders = new Holders(pid -> switch (pid) {
            case 1001 -> new Holder.Ci(ci, Set.of("a"), null, Set.of("rule"));
            case 1002 -> new Holder.Stranger(shell);
            case 1003 -> new Holder.Unknown("permission denied");
            default -> new Holder.Nobody();
        });

        assertThat(holders.lives(ci)).isTrue();
        assertThat(holders.lives(shell)).isTrue();
        assertThat(holders.lives(new ProcessIdentity("boot", 1003, 5))).isTrue();
        assertThat(holders.lives(new ProcessIdentity("boot", 1001, 5))).isFalse();
        assertThat(holders.lives(new ProcessIdentity("boot", 1002, 5))).isFalse();
        assertThat(holders.lives(new ProcessIdentity("boot", 1004, 5))).isFalse();
    }

    @Test
    void theComponentOfALivingCiIsReadFromItsCommandLineWhereThatCanBeRead() {
        Holder.Ci holder = ci(Hosts.process(4711).age(Duration.ofHours(3)).snapshot());
        SeenRegistration seen =
                new SeenRegistration(holder.identity(), "pid:[1]", Set.of("key"), "/r", 1, -1, -1, true, false);

        assertThat(LivingCi.of(seen, holder).isOf("Apollo")).isTrue();
        assertThat(LivingCi.of(seen, new Holder.Unknown("permission denied")).isOf("apollo"))
                .isFalse();
        assertThat(LivingCi.of(seen, new Holder.Unknown("permission denied")).isOf("key"))
                .isTrue();
    }
}
