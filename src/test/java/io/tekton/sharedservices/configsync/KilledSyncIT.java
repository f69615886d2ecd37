package io.tekton.sharedservices.configsync;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import io.tekton.sharedservices.audit.RunOutcome;
import io.tekton.sharedservices.configsync.SyncSteps.Step;
import io.tekton.sharedservices.registry.JsonText;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A sync that is killed after any of its steps: the next start ends with the configuration in line. */
@EnabledOnOs(value = OS.LINUX, disabledReason = "the exchange is Linux's")
@Timeout(60)
class KilledSyncIT {
    @TempDir
    private Path temp;

    private SyncHouse house;

    @BeforeEach
    void installation() throws IOException {
        house = new SyncHouse(temp).withSamples().raiseFlag();
    }

    @ParameterizedTest
    @EnumSource(Step.class)
    void theNextStartBringsAllInLine(Step step) throws Exception {
        SyncChild.killedAt(step, temp, false);

        assertThatCode(() -> JsonText.of(house.config())).doesNotThrowAnyException();
        assertThat(house.sync().isCalledFor()).isEqualTo(step != Step.CLAIM_REMOVED);
        assertInLine("Reads code.");
    }

    @ParameterizedTest
    @EnumSource(Step.class)
    void anEditAtTheWorstMomentSurvivesToo(Step step) throws Exception {
        SyncChild.killedAt(step, temp, true);

        assertThatCode(() -> JsonText.of(house.config())).doesNotThrowAnyException();
        boolean before = step.compareTo(Step.EXCHANGED) < 0;
        assertInLine(before ? "Reads code." : "Mine.");
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
