package io.tekton.sharedservices.notify;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;

/** People hear of a condition once when it begins, and once when it has ended. */
class IncidentsTest {
    private static final Instant NOW = Instant.parse("2026-03-04T05:06:07Z");
    private static final Set<Kind> ALL = EnumSet.allOf(Kind.class);
    private static final Predicate<String> KNOWN = subject -> false;
    private static final Condition REFUSED = new Condition(Kind.REFUSED, "orphan-cleanup", "run-1", "no registry");

    private final Incidents incidents = new Incidents("host-1", Set.of());

    @Test
    void aConditionIsReportedOnceForAsLongAsItLasts() {
        assertThat(incidents.update(List.of(REFUSED), KNOWN, ALL, NOW))
                .containsExactly(
                        new Notification("refused", false, "host-1", "orphan-cleanup", "run-1", "no registry", NOW));

        Condition again = new Condition(Kind.REFUSED, "orphan-cleanup", "run-2", "no registry yet");
        assertThat(incidents.update(List.of(again), KNOWN, ALL, NOW)).isEmpty();
        assertThat(incidents.update(List.of(again, REFUSED), KNOWN, ALL, NOW)).isEmpty();
    }

    @Test
    void itsEndIsReportedOnceToo() {
        incidents.update(List.of(REFUSED), KNOWN, ALL, NOW);

        assertThat(incidents.update(List.of(), KNOWN, ALL, NOW))
                .singleElement()
                .satisfies(end -> assertThat(end.recovered()).isTrue())
                .satisfies(end -> assertThat(end.title()).isEqualTo("host-1: orphan-cleanup recovered (refused)"));
        assertThat(incidents.update(List.of(), KNOWN, ALL, NOW)).isEmpty();
        assertThat(incidents.update(List.of(REFUSED), KNOWN, ALL, NOW)).hasSize(1);
    }

    @Test
    void kindsAndSubjectsAreDistinguished() {
        Condition survivor = new Condition(Kind.SURVIVOR, "orphan-cleanup", "run-1", "one lives on");
        Condition sync = new Condition(Kind.REFUSED, "config-sync", "run-3", "no registry");

        assertThat(incidents.update(List.of(REFUSED, survivor, sync), KNOWN, ALL, NOW))
                .hasSize(3);
        assertThat(incidents.update(List.of(survivor), KNOWN, ALL, NOW))
                .extracting(Notification::subject)
                .containsExactlyInAnyOrder("orphan-cleanup", "config-sync");
    }

    @Test
    void onlyWantedKindsAreReported() {
        assertThat(incidents.update(List.of(REFUSED), KNOWN, EnumSet.of(Kind.SURVIVOR), NOW))
                .isEmpty();
        assertThat(incidents.reported()).isEmpty();
    }

    @Test
    void whatPeopleHeardOfBeforeARestartIsNotReportedAgain() {
        Incidents after = new Incidents("host-1", Set.of("refused orphan-cleanup"));

        assertThat(after.update(List.of(REFUSED), KNOWN, ALL, NOW)).isEmpty();
        assertThat(after.update(List.of(), KNOWN, ALL, NOW)).hasSize(1);
    }

    @Test
    void nothingHasEndedOfAJobThatRunsNowOrCannotBeAsked() {
        incidents.update(List.of(REFUSED), KNOWN, ALL, NOW);

        assertThat(incidents.update(List.of(), "orphan-cleanup"::equals, ALL, NOW))
                .isEmpty();
        assertThat(incidents.update(List.of(REFUSED), KNOWN, ALL, NOW)).isEmpty();
        assertThat(incidents.update(List.of(), "config-sync"::equals, ALL, NOW)).hasSize(1);
    }
}
