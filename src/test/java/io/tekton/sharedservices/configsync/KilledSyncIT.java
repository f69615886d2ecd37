package io.tekton.sharedservices.configsync;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import io.tekton.sharedservices.audit.RunOutcome;
import io.tekton.sharedservices.configsync.SyncSteps.Step;
import io.tekton.sharedservices.registry.JsonText;
import io.tekton.sharedservices.testing.Rounds;
import io.tekton.sharedservices.testing.Trials;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** A sync that is killed after any of its steps: the next start ends with the configuration in line. */
@Tag(Rounds.LONG_FORM)
@EnabledOnOs(value = OS.LINUX, disabledReason = "the exchange is Linux's")
class KilledSyncIT {
    @TempDir
    private Path temp;

    private SyncHouse house;

    /** After each step in turn, without and with an edit at the worst moment. */
    @Test
    void theNextStartBringsAllInLineAndAnEditSurvives() throws Exception {
        Step[] steps = Step.values();
        try (Trials trials =
                Trials.of("no update and no edit lost", "SIGKILLs between two steps", Rounds.of(2, 6) * steps.length)) {
            for (int number = 0; trials.next(); number++) {
                kill(steps[number % steps.length], number / steps.length % 2 == 1, number);
                trials.kept();
            }
        }
    }

    private void kill(Step step, boolean saved, int number) throws Exception {
        Path installation = Files.createDirectory(temp.resolve("installation-" + number));
        house = new SyncHouse(installation).withSamples().raiseFlag();

        SyncChild.killedAt(step, installation, saved);

        assertThatCode(() -> JsonText.of(house.config())).as("%s", step).doesNotThrowAnyException();
        if (!saved) {
            assertThat(house.sync().isCalledFor()).as("%s", step).isEqualTo(step != Step.CLAIM_REMOVED);
        }
        boolean kept = saved && step.compareTo(Step.EXCHANGED) >= 0;
        assertInLine(kept ? "Mine." : "Reads code.");
    }

    private void assertInLine(String prompt) throws IOException {
        if (house.sync().isCalledFor()) {
            assertThat(house.run().run().outcome()).isEqualTo(RunOutcome.SUCCEEDED);
        }

        assertThat(house.sync().isCalledFor()).isFalse();
        assertThat(house.config()).contains("45012", '"' + prompt + '"');
        assertThat(house.force().plan().changes()).isEmpty();
        assertThat(names(house.places.config())).containsExactly("tekton_ai_config.json");
        assertThat(names(house.places.registry())).containsExactly("platform_ai_registry.json");
    }

    private static List<String> names(Path file) throws IOException {
        try (Stream<Path> entries = Files.list(file.getParent())) {
            return entries.map(entry -> entry.getFileName().toString()).toList();
        }
    }
}
