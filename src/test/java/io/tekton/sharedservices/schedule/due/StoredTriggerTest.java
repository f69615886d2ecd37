package io.tekton.sharedservices.schedule.due;

import static io.tekton.sharedservices.schedule.due.StoredTrigger.State.BROKEN;
import static io.tekton.sharedservices.schedule.due.StoredTrigger.State.FIRED;
import static io.tekton.sharedservices.schedule.due.StoredTrigger.State.SOUND;
import static io.tekton.sharedservices.schedule.due.StoredTrigger.Step.LATE;
import static io.tekton.sharedservices.schedule.due.StoredTrigger.Step.LEAVE;
import static io.tekton.sharedservices.schedule.due.StoredTrigger.Step.REMOVE;
import static io.tekton.sharedservices.schedule.due.StoredTrigger.Step.REPAIR;
import static io.tekton.sharedservices.schedule.due.StoredTrigger.Step.SET;
import static io.tekton.sharedservices.schedule.due.StoredTrigger.step;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.junit.jupiter.api.Test;

class StoredTriggerTest {
    private static final Instant NOW = Instant.parse("2026-11-23T03:00:00Z");
    private static final Instant LATER = NOW.plusSeconds(3_600);

    @Test
    void isLeftAloneWhileItIsRight() {
        assertThat(step(new StoredTrigger(LATER, SOUND), LATER, NOW)).isEqualTo(LEAVE);
        assertThat(step(new StoredTrigger(LATER.plusMillis(30), SOUND), LATER, NOW))
                .isEqualTo(LEAVE);
        assertThat(step(null, NextRun.NEVER, NOW)).isEqualTo(LEAVE);
    }

    @Test
    void isSetWhenThereIsNoneOrTheTimeIsAnother() {
        assertThat(step(null, LATER, NOW)).isEqualTo(SET);
        assertThat(step(new StoredTrigger(LATER, SOUND), LATER.plusSeconds(60), NOW))
                .isEqualTo(SET);
        assertThat(step(new StoredTrigger(NOW.minusSeconds(60), SOUND), LATER, NOW))
                .isEqualTo(SET);
        assertThat(step(new StoredTrigger(LATER, SOUND), NOW, NOW)).isEqualTo(SET);
    }

    @Test
    void isLateOnceItsTimeHasComeWhateverItStartsAt() {
        assertThat(step(new StoredTrigger(NOW, SOUND), NOW, NOW)).isEqualTo(LATE);
        assertThat(step(new StoredTrigger(NOW.minusSeconds(9_000), SOUND), NOW, NOW))
                .isEqualTo(LATE);
    }

    @Test
    void isRepairedWhenItsStateKeepsItFromFiring() {
        assertThat(step(new StoredTrigger(LATER, BROKEN), LATER, NOW)).isEqualTo(REPAIR);
        assertThat(step(new StoredTrigger(NOW, BROKEN), NOW, NOW)).isEqualTo(REPAIR);
    }

    @Test
    void isSpentOnceItHasFired() {
        assertThat(step(new StoredTrigger(NOW, FIRED), NOW, NOW)).isEqualTo(StoredTrigger.Step.FIRED);
        assertThat(step(new StoredTrigger(NOW, FIRED), LATER, NOW)).isEqualTo(StoredTrigger.Step.FIRED);
    }

    @Test
    void isRemovedWhenTheJobIsNotToRun() {
        assertThat(step(new StoredTrigger(LATER, SOUND), NextRun.NEVER, NOW)).isEqualTo(REMOVE);
    }
}
