package io.tekton.sharedservices.fleet.ship;

import static org.assertj.core.api.Assertions.assertThat;

import io.tekton.sharedservices.fleet.settings.ConnectionUse;
import io.tekton.sharedservices.fleet.settings.FleetSettings;
import io.tekton.sharedservices.journal.Retention;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class HoldLimitTest {
    private static final Instant SINCE = Instant.parse("2026-01-01T00:00:00Z");
    private static final Duration DAY = Duration.ofDays(1);
    private static final Retention BY_AGE = new Retention(
            Optional.of(DAY.multipliedBy(90)),
            Optional.of(DAY.multipliedBy(365)),
            Optional.empty(),
            OptionalLong.empty());
    private static final FleetSettings FLEET = new FleetSettings(
            Optional.empty(),
            "",
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            DAY,
            DAY,
            DAY,
            DAY,
            DAY.multipliedBy(30),
            ConnectionUse.HELD,
            false);

    private static Optional<String> warning(Retention retention, int day) {
        return HoldLimit.warning(FLEET, retention, 7, SINCE, SINCE.plus(DAY.multipliedBy(day)));
    }

    @Test
    void warnsFromHalfOfTheTimeOnAndSaysWhenTheFirstMayGo() {
        assertThat(warning(BY_AGE, 104)).isEmpty();
        assertThat(warning(BY_AGE, 105))
                .hasValue("7 events wait to be shipped to the fleet's centre, the oldest since 2026-01-01T00:00:00Z."
                        + " From 2026-05-01T00:00:00Z on, a purge may remove the first of them (fleet.hold-unshipped is"
                        + " 30d), and the fleet never has them");
    }

    @Test
    void aBoundOfTheSizeMayTakeThemBeforeTheirAge() {
        Retention bySize = new Retention(BY_AGE.history(), BY_AGE.failures(), BY_AGE.audit(), OptionalLong.of(1 << 30));

        assertThat(warning(bySize, 14)).isEmpty();
        assertThat(warning(bySize, 15))
                .hasValueSatisfying(text -> assertThat(text).contains("From 2026-01-31T"));
    }

    @Test
    void whatIsKeptForEverIsNotLetGo() {
        Retention forever = new Retention(Optional.empty(), Optional.empty(), Optional.empty(), OptionalLong.empty());

        assertThat(warning(forever, 10_000)).isEmpty();
        assertThat(HoldLimit.warning(FLEET, BY_AGE, 0, null, SINCE)).isEmpty();
    }
}
