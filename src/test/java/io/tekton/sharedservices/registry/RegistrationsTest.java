package io.tekton.sharedservices.registry;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RegistrationsTest {
    private static final Path FILE = Path.of("/srv/registry.json");

    @Test
    void knowsEveryPidAndWhoseItIs() {
        Registration apollo = entry("apollo-ai", null, "apollo", 1, 2);
        Registration numa = entry("numa-ai", null, null, 2);

        Registrations registrations = Registrations.of(List.of(apollo, numa));

        assertThat(registrations.pids()).containsExactlyInAnyOrder(1, 2);
        assertThat(registrations.withPid(1)).containsExactly(apollo);
        assertThat(registrations.withPid(2)).containsExactly(apollo, numa);
        assertThat(registrations.withPid(3)).isEmpty();
    }

    @Test
    void findsAnEntryByItsKeyAndByItsNameInAnyCase() {
        Registration entry = entry("Processor", "The-Tool", null, 5);

        Registrations registrations = Registrations.of(List.of(entry));

        assertThat(registrations.named("PROCESSOR")).containsExactly(entry);
        assertThat(registrations.named("the-tool")).containsExactly(entry);
        assertThat(registrations.named("tool")).isEmpty();
    }

    @Test
    void namesAnEntryOnceWhoseKeyIsItsName() {
        Registrations registrations = Registrations.of(List.of(entry("processor", "Processor", null, 5)));

        assertThat(registrations.named("processor")).hasSize(1);
    }

    @Test
    void protectsByNameAndComponentOnlyWhereTheEntryHasNoPid() {
        Registration pidless = entry("Hermes-CI", "courier", "Hermes");
        Registrations registrations = Registrations.of(List.of(pidless, entry("apollo-ai", null, "apollo", 7)));

        assertThat(registrations.withoutPidNamed("hermes-ci")).containsExactly(pidless);
        assertThat(registrations.withoutPidNamed("Courier")).containsExactly(pidless);
        assertThat(registrations.withoutPidOfComponent("HERMES")).containsExactly(pidless);
        assertThat(registrations.withoutPidNamed("apollo-ai")).isEmpty();
        assertThat(registrations.withoutPidOfComponent("apollo")).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "numa-ai,,numa",
        "Numa-AI,,Numa",
        "hermes-ci,,hermes",
        "tekton-core-ci,,tekton-core",
        "apollo,,apollo",
        "-ai,,-ai",
        "x-ai,Rhetor,Rhetor",
        "x-ai,' ',x"
    })
    void takesTheComponentFromTheIdWhereTheEntryHasNone(String id, @Nullable String component, String expected) {
        assertThat(entry(id, null, component).effectiveComponent()).isEqualTo(expected);
    }

    @Test
    void comparesWithoutRegardToTheHostsLanguage() {
        java.util.Locale before = java.util.Locale.getDefault();
        try {
            java.util.Locale.setDefault(new java.util.Locale("tr"));
            Registrations registrations = Registrations.of(List.of(entry("TITAN-AI", null, null)));

            assertThat(registrations.withoutPidNamed("titan-ai")).hasSize(1);
            assertThat(registrations.withoutPidOfComponent("titan")).hasSize(1);
        } finally {
            java.util.Locale.setDefault(before);
        }
    }

    @Test
    void keepsBothOfTwoEntriesThatDifferInCaseOnly() {
        Registrations registrations =
                Registrations.of(List.of(entry("apollo-ai", null, null, 1), entry("Apollo-AI", null, null, 2)));

        assertThat(registrations.named("apollo-ai"))
                .flatExtracting(Registration::pids)
                .containsExactly(1, 2);
    }

    @Test
    void holdsTenThousandEntries() {
        Registrations registrations = Registrations.of(IntStream.rangeClosed(1, 10_000)
                .mapToObj(i -> entry("ci-" + i, null, null, i))
                .toList());

        assertThat(registrations.pids()).hasSize(10_000);
        assertThat(registrations.named("CI-9999"))
                .extracting(Registration::pids)
                .containsExactly(Set.of(9999));
    }

    private static Registration entry(String id, @Nullable String name, @Nullable String component, Integer... pids) {
        return new Registration(id, name, component, Set.of(pids), null, FILE);
    }
}
