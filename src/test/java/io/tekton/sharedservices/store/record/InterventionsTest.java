package io.tekton.sharedservices.store.record;

import static io.tekton.sharedservices.store.Records.HOST;
import static org.assertj.core.api.Assertions.assertThat;

import io.tekton.sharedservices.journal.Intervention.Action;
import io.tekton.sharedservices.journal.Intervention.Outcome;
import io.tekton.sharedservices.store.Records;
import io.tekton.sharedservices.store.Store;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What people asked of jobs, and the settings that a daemon worked under. */
class InterventionsTest {
    @TempDir
    Path folder;

    private Store store;

    @BeforeEach
    void open() {
        store = Records.ready(folder.resolve("state"));
    }

    @AfterEach
    void close() {
        store.close();
    }

    private SqlInterventions interventions() {
        return store.interventions(HOST, Records.BOOT);
    }

    @Test
    void standOnRecordBeforeTheyAreDoneAndAcrossARestart() {
        interventions().begin(Records.START, "op@command-line", Action.PAUSE, "orphan-cleanup", "a reason");
        store.close();
        open();

        assertThat(interventions().newest(10)).singleElement().satisfies(asked -> {
            assertThat(asked.actor()).isEqualTo("op@command-line");
            assertThat(asked.action()).isEqualTo(Action.PAUSE);
            assertThat(asked.reason()).isEqualTo("a reason");
            assertThat(asked.outcome()).isNull();
            assertThat(asked.at()).isEqualTo(Records.START);
        });
    }

    @Test
    void tellWhatCameOfThemTheNewestFirst() {
        long first = interventions().begin(Records.START, "op@dashboard-a", Action.TRIGGER, "orphan-cleanup", null);
        long second = interventions().begin(Records.START, "op@dashboard-a", Action.RESUME, "orphan-cleanup", null);
        interventions().end(first, Records.START, Outcome.REFUSED, "too soon");
        interventions().end(second, Records.START, Outcome.DONE, null);

        assertThat(interventions().newest(10))
                .extracting(asked -> asked.action() + " " + asked.outcome() + " " + asked.detail())
                .containsExactly("RESUME DONE null", "TRIGGER REFUSED too soon");
        assertThat(store.interventions("another-host", Records.BOOT).newest(10)).isEmpty();
    }

    @Test
    void settingsAreFoundByTheTimeAtWhichTheyWereInForce() {
        SqlSettingsInForce settings = store.settingsInForce(HOST, Records.BOOT);
        settings.remember(Records.START, Map.of("a", "1", "odd=key\nhere", "x=y\nz"));
        settings.remember(Records.START.plusSeconds(60), Map.of("a", "2"));

        assertThat(settings.at(Records.START.minusMillis(1))).isEmpty();
        assertThat(settings.at(Records.START.plusSeconds(59)).orElseThrow().settings())
                .containsEntry("a", "1")
                .containsEntry("odd=key\nhere", "x=y\nz");
        assertThat(settings.at(Records.START.plus(Duration.ofDays(1))).orElseThrow())
                .isEqualTo(new SqlSettingsInForce.InForce(Records.START.plusSeconds(60), Map.of("a", "2")));
    }

    @Test
    void settingsThatAreTheSameAreRememberedOnce() {
        SqlSettingsInForce settings = store.settingsInForce(HOST, Records.BOOT);
        settings.remember(Records.START, Map.of("odd=key", "1"));
        settings.remember(Records.START.plusSeconds(60), Map.of("odd=key", "1"));

        assertThat(settings.at(Records.START.plusSeconds(61)).orElseThrow().since())
                .isEqualTo(Records.START);
    }
}
