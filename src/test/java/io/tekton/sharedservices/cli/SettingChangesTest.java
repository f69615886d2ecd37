package io.tekton.sharedservices.cli;

import static io.tekton.sharedservices.testing.StrictJson.object;
import static io.tekton.sharedservices.testing.StrictJson.objects;
import static org.assertj.core.api.Assertions.assertThat;

import io.tekton.sharedservices.cli.CommandLineCalls.Ended;
import io.tekton.sharedservices.journal.RecordedSettingChange;
import io.tekton.sharedservices.process.HostName;
import io.tekton.sharedservices.store.Store;
import io.tekton.sharedservices.store.database.StoreSettings;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code config --changes}. */
class SettingChangesTest {
    private static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");

    @TempDir
    private Path folder;

    private CommandLineCalls calls;

    @BeforeEach
    void makeAWorld() throws IOException {
        calls = new CommandLineCalls(folder);
    }

    private void record(String key, String before, String after) {
        StoreSettings how =
                new StoreSettings(calls.root.resolve(".tekton/shared-services"), Duration.ofSeconds(5), "a test");
        try (Store store = Store.open(how, Clock.systemUTC())) {
            store.settingChanges(HostName.read(), "boot-1")
                    .add(List.of(new RecordedSettingChange(NOON, "file watch", "/f:7", key, before, after)));
        }
    }

    @Test
    void listsTheNewestFirst() {
        record("orphan-cleanup.schedule", "every 6h", "every 12h");
        record("orphan-cleanup.protect.numa", null, "component=numa");

        Ended ended = calls.run("config", "--changes");

        assertThat(ended.code()).isZero();
        assertThat(ended.out()).isEqualTo("""
                        2026-03-01 13:00:00+01  orphan-cleanup.protect.numa = component=numa  (was not set)
                            by file watch, from /f:7
                        2026-03-01 13:00:00+01  orphan-cleanup.schedule = every 12h  (was every 6h)
                            by file watch, from /f:7
                        """);
    }

    @Test
    void asJsonTheyHaveEveryField() {
        record("web.port", "8377", "0");
        record("orphan-cleanup.schedule", "every 6h", "every 12h");

        Ended ended = calls.run("config", "--changes", "--limit", "1", "--json");

        assertThat(objects(object(ended.out()), "changes"))
                .containsExactly(Map.of(
                        "at", "2026-03-01T13:00:00.000+01:00",
                        "actor", "file watch",
                        "origin", "/f:7",
                        "key", "orphan-cleanup.schedule",
                        "old", "every 6h",
                        "new", "every 12h"));
    }

    @Test
    void saysSoWhereNothingChanged() {
        assertThat(calls.run("config", "--changes").out())
                .isEqualTo("No setting has changed under a running daemon.\n");
    }

    @Test
    void takesNothingThatHasNoMeaningWithIt() {
        assertThat(calls.run("config", "--limit", "3").code()).isEqualTo(2);
        assertThat(calls.run("config", "--changes", "--origin").code()).isEqualTo(2);
        assertThat(calls.run("config", "check", "f", "--changes").code()).isEqualTo(2);
    }
}
