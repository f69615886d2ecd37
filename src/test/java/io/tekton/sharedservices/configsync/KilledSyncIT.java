package io.tekton.sharedservices.configsync;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import io.tekton.sharedservices.configsync.file.ConfigSyncSettings;
import io.tekton.sharedservices.configsync.file.Failpoints.Step;
import io.tekton.sharedservices.configsync.file.SwapRecovery;
import io.tekton.sharedservices.journal.RunOutcome;
import io.tekton.sharedservices.json.JsonText;
import io.tekton.sharedservices.testing.Rounds;
import io.tekton.sharedservices.testing.Trials;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** A sync that is killed after any of its steps: after the next start the configuration is synchronised. */
@Tag(Rounds.LONG_FORM)
@EnabledOnOs(value = OS.LINUX, disabledReason = "the exchange is Linux's")
class KilledSyncIT {
    @TempDir
    private Path temp;

    private SyncHouse house;

    private static final Set<Step> IN_PLACE =
            EnumSet.of(Step.JOURNAL_KEPT, Step.OVERWRITTEN, Step.CUT, Step.JOURNAL_REMOVED);

    private static final Set<Step> BY_EXCHANGE = EnumSet.of(
            Step.PART_WRITTEN, Step.SWAP_READY, Step.EXCHANGED, Step.INSPECTED, Step.FOLDER_SYNCED, Step.SWAP_REMOVED);

    /** After each step, without and with an edit at the worst moment. */
    @Tag(Rounds.LONG_ONLY)
    @Test
    void theNextStartBringsAllInLineAndAnEditSurvives() throws Exception {
        EnumSet<Step> exchanging = EnumSet.complementOf(EnumSet.copyOf(IN_PLACE));
        exchanging.remove(Step.LINKED);
        killAtEach("exchange", exchanging, true);
    }

    @Test
    void theNextStartBringsAllInLineWhereThereIsNoExchange() throws Exception {
        EnumSet<Step> linking = EnumSet.complementOf(EnumSet.copyOf(IN_PLACE));
        linking.remove(Step.SWAP_REMOVED);
        killAtEach("link", linking, false);
    }

    @Test
    void theNextStartBringsAllInLineWhereItIsWrittenInPlace() throws Exception {
        EnumSet<Step> inPlace = EnumSet.complementOf(EnumSet.copyOf(BY_EXCHANGE));
        inPlace.remove(Step.LINKED);
        killAtEach("in-place", inPlace, false);
    }

    private void killAtEach(String how, Set<Step> steps, boolean withEdits) throws Exception {
        List<Step> each = new ArrayList<>(steps);
        int whole = withEdits ? 2 * each.size() : each.size();
        // the ways without an exchange share most of their steps with it: a random half of them
        int few = withEdits ? whole : whole / 2;
        try (Trials trials = Trials.of(
                "no update and no edit lost", "SIGKILLs between two steps, " + how, Rounds.of(few, 2 * whole))) {
            Collections.shuffle(each, trials.random());
            for (int number = 0; trials.next(); number++) {
                kill(how, each.get(number % each.size()), withEdits && number / each.size() % 2 == 1, number);
                trials.kept();
            }
        }
    }

    private void kill(String how, Step step, boolean saved, int number) throws Exception {
        Path installation = Files.createDirectory(temp.resolve(how + "-" + number));
        house = new SyncHouse(installation).withSamples().raiseFlag();

        SyncChild.killedAt(step, installation, saved, how);

        SwapRecovery.named(house.places.config())
                .forEach(file -> assertThat(file).isRegularFile());
        if (step == Step.OVERWRITTEN) {
            house.replacing(ConfigSyncSettings.Replace.IN_PLACE);
            assertInLine("Reads code.");
            return;
        }

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
