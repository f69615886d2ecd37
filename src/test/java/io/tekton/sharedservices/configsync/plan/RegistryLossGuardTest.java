package io.tekton.sharedservices.configsync.plan;

import static org.assertj.core.api.Assertions.assertThat;

import io.tekton.sharedservices.cleanup.verdict.LivingCi;
import io.tekton.sharedservices.journal.ConfigChange;
import io.tekton.sharedservices.process.ProcessIdentity;
import io.tekton.sharedservices.registry.PlatformEntry;
import io.tekton.sharedservices.registry.Registration;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RegistryLossGuardTest {
    private static final List<String> COMPONENTS = List.of("apollo", "numa", "rhetor", "hermes");

    private final List<LivingCi> living = new ArrayList<>();

    @ParameterizedTest(name = "of 4 with {0} living, the registry keeps {1}: collapsed {2}")
    @CsvSource({"4,4,false", "4,3,false", "4,2,true", "4,0,true", "2,0,true", "2,1,false", "1,0,false", "0,0,false"})
    void refusesFromTwoLostAndHalfOfThemAllOn(int alive, int kept, boolean collapsed) {
        COMPONENTS.subList(0, alive).forEach(this::lives);

        RegistryLossGuard.Lost lost = lost(COMPONENTS.subList(0, kept));

        assertThat(RegistryLossGuard.isCollapsed(lost, 50)).isEqualTo(collapsed);
    }

    @ParameterizedTest(name = "max-drop {0}% with 2 of 4 lost: collapsed {1}")
    @CsvSource({"1,true", "50,true", "51,false", "100,false"})
    void followsTheSetting(int maxDrop, boolean collapsed) {
        COMPONENTS.forEach(this::lives);

        assertThat(RegistryLossGuard.isCollapsed(lost(List.of("apollo", "numa")), maxDrop))
                .isEqualTo(collapsed);
    }

    @Test
    void addsUpWhatWasLostStepByStep() {
        COMPONENTS.forEach(this::lives);
        List<ConfigChange> onlyNuma = List.of(new ConfigChange("numa", "active", "true", "false"));

        RegistryLossGuard.Lost lost =
                RegistryLossGuard.lost(COMPONENTS, onlyNuma, roster(List.of("rhetor", "hermes")), living);

        assertThat(lost.components()).containsOnlyKeys("apollo", "numa");
        assertThat(RegistryLossGuard.isCollapsed(lost, 50)).isTrue();
    }

    @Test
    void hasNothingToSayWhereNothingIsSwitchedOff() {
        COMPONENTS.forEach(this::lives);

        RegistryLossGuard.Lost lost = RegistryLossGuard.lost(COMPONENTS, List.of(), roster(List.of()), living);

        assertThat(RegistryLossGuard.isCollapsed(lost, 50)).isFalse();
    }

    @ParameterizedTest
    @CsvSource({"apollo-ai,apollo", "Apollo_AI,apollo", "my-tool-ci,my_tool", "apollo,Apollo"})
    void knowsAProcessOfAComponentByItsId(String id, String component) {
        LivingCi ci = new LivingCi(new ProcessIdentity("boot", 7, 1), Set.of("other", id), null);

        assertThat(ci.isOf(component)).isTrue();
        assertThat(ci.isOf("other-one")).isFalse();
    }

    @Test
    void knowsAProcessOfAComponentByItsCommandLine() {
        assertThat(new LivingCi(new ProcessIdentity("boot", 7, 1), Set.of("x"), "numa").isOf("Numa"))
                .isTrue();
    }

    @Test
    void namesWhatWasLost() {
        COMPONENTS.forEach(this::lives);

        assertThat(RegistryLossGuard.sentence(lost(List.of("rhetor")), 50))
                .contains(
                        "lost 3 of the 4",
                        "apollo (pid 100), hermes (pid 103), numa (pid 101)",
                        "registry.max-drop is 50%")
                .contains("sync --accept-registry");
    }

    @Test
    void isAskedOnlyByAPlanThatSwitchesOffOneOfThem() {
        COMPONENTS.forEach(this::lives);
        RegistryIndex roster = roster(List.of("hermes"));

        for (ConfigChange other : List.of(
                new ConfigChange("numa", "port", "1", "2"),
                new ConfigChange("numa", "auto_start", "true", "false"),
                new ConfigChange("numa", "active", "0", "true"),
                new ConfigChange("hermes", "active", "true", "false"))) {
            assertThat(RegistryLossGuard.lost(COMPONENTS, List.of(other), roster, living)
                            .components())
                    .as(other.toString())
                    .isEmpty();
        }
        RegistryLossGuard.Lost lost = RegistryLossGuard.lost(
                COMPONENTS, List.of(new ConfigChange("numa", "active", "true", "false")), roster, living);
        assertThat(lost.components()).containsOnlyKeys("apollo", "numa", "rhetor");
        assertThat(lost.processes()).extracting(ProcessIdentity::pid).containsExactlyInAnyOrder(100, 101, 102);
    }

    @ParameterizedTest(name = "{0} lost")
    @CsvSource({"20, c19 (pid 19).", "21, c19 (pid 19) and 1 more.", "25, c19 (pid 19) and 5 more."})
    void namesTwentyAndThenCounts(int lost, String end) {
        TreeMap<String, LivingCi> components = new TreeMap<>();
        for (int i = 0; i < lost; i++) {
            ProcessIdentity process = new ProcessIdentity("boot", i == 0 ? 99 : i, 1);
            components.put("c%02d".formatted(i), new LivingCi(process, Set.of("id"), null));
        }

        assertThat(RegistryLossGuard.sentence(new RegistryLossGuard.Lost(components, lost), 50))
                .contains("lost " + lost + " of the " + lost, end);
    }

    private void lives(String component) {
        int pid = 100 + COMPONENTS.indexOf(component);
        living.add(new LivingCi(new ProcessIdentity("boot", pid, 1), Set.of(component + "-ai"), null));
    }

    private RegistryLossGuard.Lost lost(List<String> kept) {
        List<ConfigChange> changes = COMPONENTS.stream()
                .filter(component -> !kept.contains(component))
                .map(component -> new ConfigChange(component, "active", "true", "false"))
                .toList();
        return RegistryLossGuard.lost(COMPONENTS, changes, roster(kept), living);
    }

    private static RegistryIndex roster(List<String> components) {
        return new RegistryIndex(Arrays.stream(components.toArray(String[]::new))
                .map(component -> new PlatformEntry(
                        new Registration(component + "-ai", null, component, Set.of(), null, Path.of("/r")),
                        null,
                        null))
                .toList());
    }
}
