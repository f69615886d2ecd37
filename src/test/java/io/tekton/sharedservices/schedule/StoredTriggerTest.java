package io.tekton.sharedservices.schedule;

import static io.tekton.sharedservices.schedule.StoredTrigger.Step.LATE;
import static io.tekton.sharedservices.schedule.StoredTrigger.Step.LEAVE;
import static io.tekton.sharedservices.schedule.StoredTrigger.Step.REMOVE;
import static io.tekton.sharedservices.schedule.StoredTrigger.Step.REPAIR;
import static io.tekton.sharedservices.schedule.StoredTrigger.Step.SET;
import static io.tekton.sharedservices.schedule.StoredTrigger.step;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.junit.jupiter.api.Test;

class StoredTriggerTest {
    private static final Instant NOW = Instant.parse("2026-11-23T03:00:00Z");
    private static final Instant LATER = NOW.plusSeconds(3_600);

    @Test
    void isLeftAloneWhileItIsRight() {
        assertThat(step(new StoredTrigger(LATER, true), LATER, NOW)).isEqualTo(LEAVE);
        assertThat(step(new StoredTrigger(LATER.plusMillis(30), true), LATER, NOW))
                .isEqualTo(LEAVE);
        assertThat(step(null, Due.NEVER, NOW)).isEqualTo(LEAVE);
    }

    @Test
    void isSetWhenThereIsNoneOrTheTimeIsAnother() {
        assertThat(step(null, LATER, NOW)).isEqualTo(SET);
        assertThat(step(new StoredTrigger(LATER, true), LATER.plusSeconds(60), NOW))
                .isEqualTo(SET);
        assertThat(step(new StoredTrigger(NOW.minusSeconds(60), true), LATER, NOW))
                .isEqualTo(SET);
        assertThat(step(new StoredTrigger(LATER, true), NOW, NOW)).isEqualTo(SET);
    }

    @Test
    void isLateOnceItsTimeHasComeWhateverItStartsAt() {
        assertThat(step(new StoredTrigger(NOW, true), NOW, NOW)).isEqualTo(LATE);
        assertThat(step(new StoredTrigger(NOW.minusSeconds(9_000), true), NOW, NOW))
                .isEqualTo(LATE);
    }

    @Test
    void isRepairedWhenItsStateKeepsItFromFiring() {
        assertThat(step(new StoredTrigger(LATER, false), LATER, NOW)).isEqualTo(REPAIR);
        assertThat(step(new StoredTrigger(NOW, false), NOW, NOW)).isEqualTo(REPAIR);
    }

    @Test
    void isRemovedWhenTheJobIsNotToRun() {
        assertThat(step(new StoredTrigger(LATER, true), Due.NEVER, NOW)).isEqualTo(REMOVE);
    }
}
