package io.tekton.sharedservices.cli;

import static io.tekton.sharedservices.testing.StrictJson.object;
import static io.tekton.sharedservices.testing.StrictJson.objects;
import static org.assertj.core.api.Assertions.assertThat;

import io.tekton.sharedservices.cli.CommandLineCalls.Ended;
import io.tekton.sharedservices.journal.Intervention.Action;
import io.tekton.sharedservices.journal.Intervention.Outcome;
import io.tekton.sharedservices.process.HostName;
import io.tekton.sharedservices.store.Store;
import io.tekton.sharedservices.store.database.StoreSettings;
import io.tekton.sharedservices.store.record.SqlInterventions;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code jobs history}, without a daemon. */
class JobsHistoryTest {
    private static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");

    @TempDir
    private Path folder;

    private CommandLineCalls calls;

    @BeforeEach
    void makeAWorld() throws IOException {
        calls = new CommandLineCalls(folder);
    }

    private void asked(
            String actor, Action action, @Nullable String reason, @Nullable Outcome outcome, @Nullable String detail) {
        StoreSettings how =
                new StoreSettings(calls.root.resolve(".tekton/shared-services"), Duration.ofSeconds(5), "a test");
        try (Store store = Store.open(how, Clock.systemUTC())) {
            SqlInterventions record = store.interventions(HostName.read(), "boot-1");
            long sequence = record.begin(NOON, actor, action, "orphan-cleanup", reason);
            if (outcome != null) {
                record.end(sequence, NOON, outcome, detail);
            }
        }
    }

    @Test
    void listsWhatWasAskedByWhomAndWhyTheNewestFirst() {
        asked("ann@command-line", Action.PAUSE, "disk swap", Outcome.DONE, null);
        asked("bob@command-line", Action.PAUSE, "second\u001b thought", Outcome.DONE, null);
        asked("op@dashboard", Action.TRIGGER, null, Outcome.REFUSED, "the job is paused");
        asked("op@dashboard", Action.RESUME, null, null, null);

        Ended ended = calls.run("jobs", "history");

        assertThat(ended.code()).isZero();
        assertThat(ended.out().lines().map(line -> line.replaceAll(" {2,}", "|")))
                .containsExactly(
                        "WHEN|JOB|ACTION|BY|OUTCOME|WHY",
                        "2026-03-01 13:00:00+01|orphan-cleanup|resume|op@dashboard|unknown|-",
                        "2026-03-01 13:00:00+01|orphan-cleanup|trigger|op@dashboard|REFUSED|the job is paused",
                        "2026-03-01 13:00:00+01|orphan-cleanup|pause|bob@command-line|DONE|second\\x1b thought",
                        "2026-03-01 13:00:00+01|orphan-cleanup|pause|ann@command-line|DONE|disk swap");
    }

    @Test
    void asJsonItHasEveryField() {
        asked("ann@command-line", Action.PAUSE, "disk swap", Outcome.DONE, null);
        asked("bob@command-line", Action.PAUSE, "B", Outcome.FAILED, "a detail");

        Ended ended = calls.run("jobs", "history", "--json", "--limit", "1");

        assertThat(objects(object(ended.out()), "interventions"))
                .singleElement()
                .satisfies(one -> assertThat(one)
                        .containsEntry("at", "2026-03-01T13:00:00.000+01:00")
                        .containsEntry("host", HostName.read())
                        .containsEntry("actor", "bob@command-line")
                        .containsEntry("action", "PAUSE")
                        .containsEntry("job", "orphan-cleanup")
                        .containsEntry("reason", "B")
                        .containsEntry("outcome", "FAILED")
                        .containsEntry("detail", "a detail"));
    }

    @Test
    void saysSoWhereNothingWasAskedAndMakesNoStore() {
        assertThat(calls.run("jobs", "history").out()).isEqualTo("No action on a job is on record yet.\n");
        assertThat(calls.root.resolve(".tekton/shared-services")).doesNotExist();
    }

    @Test
    void takesNothingThatHasNoMeaningWithIt() {
        assertThat(calls.run("jobs", "history", "orphan-cleanup").code()).isEqualTo(2);
        assertThat(calls.run("jobs", "history", "--reason", "x").code()).isEqualTo(2);
        assertThat(calls.run("jobs", "history", "--force").code()).isEqualTo(2);
        assertThat(calls.run("jobs", "--limit", "3").code()).isEqualTo(2);
        assertThat(calls.run("jobs", "pause", "config-sync", "--limit", "3").code())
                .isEqualTo(2);
        assertThat(calls.run("jobs", "pause", "config-sync", "--reason", "x".repeat(1_001)))
                .matches(said ->
                        said.code() == 2 && said.err().contains("--reason has 1001 characters; allowed: at most 1000"));
        assertThat(calls.run("jobs", "histroy").err()).contains("history");
        assertThat(calls.run("jobs", "pause").err())
                .contains("jobs pause needs a job's name")
                .doesNotContain("did you mean");
        assertThat(calls.run("audit", "verify", "x"))
                .matches(said -> said.code() == 2 && said.err().contains("audit verify takes no operands, not 'x'"));
        assertThat(calls.run("history", "--job", "config-sync").out()).isEqualTo("No matching runs on record.\n");
        assertThat(calls.run("history").out()).contains("No runs on record. ", "--dry-run");
        assertThat(calls.run("fleet", "renew"))
                .matches(said -> said.code() == 2 && said.err().contains("belongs to no fleet"));
    }
}
