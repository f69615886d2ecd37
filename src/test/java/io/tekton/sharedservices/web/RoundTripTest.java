package io.tekton.sharedservices.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tekton.sharedservices.api.ApiException;
import io.tekton.sharedservices.api.CleanupOrder;
import io.tekton.sharedservices.api.ClientContext;
import io.tekton.sharedservices.api.Health;
import io.tekton.sharedservices.api.JobAnswer;
import io.tekton.sharedservices.api.ProblemCode;
import io.tekton.sharedservices.api.ReloadAnswer;
import io.tekton.sharedservices.api.SampleRecords;
import io.tekton.sharedservices.api.SettingsDifferException;
import io.tekton.sharedservices.api.SyncOrder;
import io.tekton.sharedservices.cleanup.CleanupListener;
import io.tekton.sharedservices.cleanup.Explanation;
import io.tekton.sharedservices.cleanup.sign.Sign;
import io.tekton.sharedservices.cleanup.survey.Suspects;
import io.tekton.sharedservices.client.RemoteServices;
import io.tekton.sharedservices.concurrent.StopFlag;
import io.tekton.sharedservices.configsync.SyncReport;
import io.tekton.sharedservices.journal.AuditException;
import io.tekton.sharedservices.journal.RunOutcome;
import io.tekton.sharedservices.journal.TerminationResult;
import io.tekton.sharedservices.journal.TerminationSignal;
import io.tekton.sharedservices.journal.query.ChainCheck;
import io.tekton.sharedservices.journal.query.RunQuery;
import io.tekton.sharedservices.journal.query.TerminationQuery;
import io.tekton.sharedservices.metrics.FakeInsight;
import io.tekton.sharedservices.process.ProcessFacts;
import io.tekton.sharedservices.process.ProcessIdentity;
import io.tekton.sharedservices.settings.SettingsException;
import io.tekton.sharedservices.store.sql.StoreException;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What goes in on one side of the API comes out on the other. */
class RoundTripTest {
    @TempDir
    private Path folder;

    private final FakeServices services = new FakeServices();
    private RunningServer running;
    private RemoteServices client;

    @BeforeEach
    void start() throws IOException {
        running = RunningServer.with(services, folder);
        client = running.client();
    }

    @AfterEach
    void stop() {
        running.close();
    }

    @Test
    void statusAndJobsKeepEveryField() {
        assertThat(client.status()).isEqualTo(FakeServices.STATUS);
        assertThat(client.jobs()).containsExactly(FakeServices.PAUSED, FakeServices.OFF);
        assertThat(client.storeFacts()).isEqualTo(FakeServices.FACTS);
        assertThat(client.host()).isEqualTo("höst");
    }

    @Test
    void healthIsReportedWithItsDetail() {
        services.health = new Health(true, false, "starting");

        assertThat(client.health()).isEqualTo(new Health(true, false, "starting"));
    }

    @Test
    void runsKeepEveryFieldAndTheQueryArrivesWhole() {
        RunQuery query = new RunQuery(
                "orphan-cleanup",
                RunOutcome.REFUSED,
                SampleRecords.NOON,
                SampleRecords.NOON.plusMillis(1),
                "20260301-120000-abcdef",
                7);

        assertThat(client.history().runs(query)).containsExactly(SampleRecords.running(), SampleRecords.ended());
        assertThat(services.asked).containsExactly(query);
    }

    @Test
    void oneRunComesWithItsVerdicts() {
        String id = SampleRecords.ended().id();

        assertThat(client.history().run(id)).contains(SampleRecords.ended());
        assertThat(client.history().verdicts(id)).containsExactly(SampleRecords.orphan(), SampleRecords.spared());
        assertThat(client.history().run("no such/run")).isEmpty();
        assertThat(client.history().verdicts("no such/run")).isEmpty();
    }

    @Test
    void aQueryForLiveTerminationsAloneArrivesAsSuch() {
        TerminationQuery live = new TerminationQuery(null, null, 4711, null, null, null, null, null, 11, false);

        client.history().terminations(live);

        assertThat(services.asked).containsExactly(live);
    }

    @Test
    void terminationsKeepEveryFieldAndTheQueryArrivesWhole() {
        TerminationQuery query = new TerminationQuery(
                SampleRecords.NOON,
                SampleRecords.NOON.plusMillis(1),
                4711,
                "a + b & c",
                TerminationResult.SPARED_ON_RECHECK,
                TerminationSignal.KILL,
                "run",
                9L,
                11);

        assertThat(client.history().terminations(query))
                .containsExactly(SampleRecords.termination(), SampleRecords.open());
        assertThat(services.asked).containsExactly(query);
    }

    @Test
    void aQueryForEverythingIsOneForEverything() {
        RunQuery query = new RunQuery(null, null, null, null, null, 50);

        client.history().runs(query);

        assertThat(services.asked).containsExactly(query);
    }

    @Test
    void eventsKeepTheirHashes() {
        assertThat(client.eventsAfter(41, 2))
                .containsExactly(SampleRecords.event(42, true), SampleRecords.event(43, false));
        assertThat(services.asked).containsExactly("events 41 2");
    }

    @Test
    void whatWasAskedOfTheJobsKeepsEveryField() {
        assertThat(client.interventions(7))
                .isEqualTo(new FakeInsight().interventions(7))
                .isNotEmpty();
    }

    @Test
    void changesOfSettingsKeepEveryField() {
        assertThat(client.settingChanges(7)).isEqualTo(FakeServices.SETTING_CHANGES);
        assertThat(services.asked).containsExactly("setting changes 7");
    }

    @Test
    void theChainIsWholeOrBroken() {
        assertThat(client.verifyChain()).isEqualTo(new ChainCheck.Intact(30, "abc", 20, 21));
        services.check = new ChainCheck.Broken(17, "a difference");

        assertThat(client.verifyChain()).isEqualTo(new ChainCheck.Broken(17, "a difference"));
    }

    @Test
    void leftoversArePutBackWithTheActor() {
        assertThat(client.restoreLeftovers("/tmp/ä b", "op@command-line")).isEqualTo(SampleRecords.ended());

        assertThat(services.asked).containsExactly("restore /tmp/ä b op@command-line");
    }

    @Test
    void aPurgeIsAskedForWithTheRetentionThatWasGiven() {
        ClientContext asker = new ClientContext(Set.of(), Map.of("history.keep", "9d"), false);

        assertThat(client.purge("op@command-line", asker)).isEqualTo(FakeServices.PURGED);

        assertThat(services.asked).containsExactly(asker, "purge op@command-line");
    }

    @Test
    void jobsAreReportedWithActorAndReason() {
        assertThat(client.trigger("orphan-cleanup", true, "a reason", "op@command-line"))
                .isEqualTo(new JobAnswer.Done(FakeServices.PAUSED));
        client.pause("config-sync", "a reason", "op@command-line");
        client.pause("config-sync", null, "op@command-line");
        client.resume("a/b c", "op@command-line");

        assertThat(services.asked)
                .containsExactly(
                        "trigger orphan-cleanup true a reason op@command-line",
                        "pause config-sync a reason op@command-line",
                        "pause config-sync null op@command-line",
                        "resume a/b c op@command-line");
    }

    @Test
    void aRefusedTriggerSaysWhy() {
        services.jobAnswer = new JobAnswer.Refused("min-interval", "it may again at noon");

        assertThat(client.trigger("orphan-cleanup", false, null, "op")).isEqualTo(services.jobAnswer);
        services.jobAnswer = new JobAnswer.NoSuchJob(List.of("a", "b"));

        assertThat(client.resume("c", "op")).isEqualTo(services.jobAnswer);
    }

    @Test
    void aReloadReportsChangesOrFaults() {
        services.reloadAnswer = new ReloadAnswer.InForce(
                List.of(new ReloadAnswer.Change("a", null, "1"), new ReloadAnswer.Change("b", "2", null)));

        assertThat(client.reload("op")).isEqualTo(services.reloadAnswer);
        services.reloadAnswer = new ReloadAnswer.Rejected(List.of("one fault", "another"));

        assertThat(client.reload("op")).isEqualTo(services.reloadAnswer);
    }

    @Test
    void registryMemoryAndBackupNameTheirFiles() {
        assertThat(client.registryMemory().wasRead(Path.of("/a/known & read.json")))
                .isTrue();
        assertThat(client.registryMemory().wasRead(Path.of("/a/other.json"))).isFalse();
        client.registryMemory().remember(List.of(Path.of("/a"), Path.of("/ü")));
        client.backup(Path.of("/a b/c.sql"));

        assertThat(services.asked)
                .containsExactly(
                        "was read /a/known & read.json",
                        "was read /a/other.json",
                        "remember [/a, /ü]",
                        "backup /a b/c.sql");
    }

    @Test
    void anExplanationKeepsEveryRule() {
        ClientContext asker =
                new ClientContext(Set.of(12, 34), Map.of("orphan-cleanup.match.a", "program=\"x=y\" & z"), true);
        services.explanation = new Explanation.Answer.Explained(new Explanation(
                SampleRecords.spared(),
                List.of(new Explanation.Matching("specialist", "a rule", true)),
                List.of(
                        new Explanation.Judging("protected", false, "none"),
                        new Explanation.Judging("registered", false, "cannot be told", true)),
                new Explanation.Facts(
                        new ProcessFacts("/srv", "pts/0", 4700, "/user.slice", 1L << 33),
                        "it listens on 1",
                        List.of(new Explanation.Sign("reparented", "its parent is pid 1"))),
                new Explanation.Open("registry-missing", "a sentence")));

        assertThat(client.explain(4711, asker)).isEqualTo(services.explanation);
        assertThat(services.asked).containsExactly(asker, "explain 4711");
    }

    @Test
    void suspectsKeepAllThatIsKnownOfThem() {
        ClientContext asker = new ClientContext(Set.of(12), Map.of("orphan-cleanup.users", "any"), false);
        services.suspects = new Suspects(
                412,
                List.of(
                        new Suspects.Suspect(
                                new ProcessIdentity("boot", 4711, 99),
                                SampleRecords.NOON,
                                1,
                                "systemd",
                                "op",
                                "node server.js",
                                9000,
                                new ProcessFacts.Memory(1L << 33, ProcessFacts.Memory.Kind.PSS),
                                List.of(
                                        new Sign.Found(Sign.REPARENTED, "its parent is pid 1"),
                                        new Sign.Found(Sign.INPUT_CLOSED, "nobody is left")),
                                "mcp",
                                "never-owned"),
                        new Suspects.Suspect(
                                new ProcessIdentity("boot", 4712, 99),
                                SampleRecords.NOON,
                                2,
                                null,
                                null,
                                "x",
                                0,
                                null,
                                List.of(),
                                null,
                                null)),
                List.of("a note"));

        assertThat(client.suspects(asker)).isEqualTo(services.suspects);
        assertThat(services.asked).containsExactly(asker, "suspects");
    }

    @Test
    void aFailedExplanationIsDistinguished() {
        for (Explanation.Answer answer :
                List.of(new Explanation.Answer.NoSuchProcess(), new Explanation.Answer.Unreadable("a reason"))) {
            services.explanation = answer;

            assertThat(client.explain(1, ClientContext.UNKNOWN)).isEqualTo(answer);
        }
    }

    @Test
    void aCleanupsOrderProgressAndReportArriveWhole() {
        CleanupOrder order = new CleanupOrder(
                "op@command-line",
                false,
                Duration.ofMinutes(90),
                Duration.ZERO,
                Duration.ofMillis(1500),
                17,
                true,
                null,
                false,
                new ClientContext(Set.of(99), Map.of("a", "b"), false));
        services.cleanup = (asked, stop, listener) -> {
            listener.progress(CleanupListener.Phase.SCANNING, 0, 0);
            listener.progress(CleanupListener.Phase.WAITING, 1, 3);
            return FakeServices.REPORT;
        };
        List<String> heard = new ArrayList<>();

        assertThat(client.cleanup(
                        order, new StopFlag(), (phase, done, total) -> heard.add(phase + " " + done + " " + total)))
                .isEqualTo(FakeServices.REPORT);
        assertThat(heard).containsExactly("SCANNING 0 0", "WAITING 1 3");
        assertThat(services.asked).containsExactly(order);
    }

    @Test
    void aSyncsOrderAndReportArriveWhole() {
        SyncOrder order = new SyncOrder(
                "op@command-line",
                false,
                true,
                true,
                true,
                true,
                12L,
                new ClientContext(Set.of(99), Map.of("a", "b"), true));

        assertThat(client.sync(order, new StopFlag())).isEqualTo(FakeServices.SYNC);
        assertThat(services.asked).containsExactly(order);
    }

    @Test
    void aSyncThatCameToNoPlanAndLeavesAllToTheDaemonArrivesToo() {
        SyncOrder order = new SyncOrder("op", null, false, false, false, false, null, ClientContext.UNKNOWN);
        services.syncReport = new SyncReport(SampleRecords.ended(), null, List.of(), false);

        assertThat(client.sync(order, new StopFlag())).isEqualTo(services.syncReport);
        assertThat(services.asked).containsExactly(order);
    }

    @Test
    void aSyncsRunComesWithItsPlanAndWithoutVerdicts() {
        String id = SampleRecords.synced().id();

        assertThat(client.history().run(id)).contains(SampleRecords.synced());
        assertThat(client.history().sync(id)).contains(SampleRecords.plan());
        assertThat(client.history().verdicts(id)).isEmpty();
        assertThat(client.history().sync(SampleRecords.ended().id())).isEmpty();
        assertThat(client.history().sync("no such/run")).isEmpty();
    }

    @Test
    void anOrderLeavesToTheDaemonWhatItDoesNotSay() {
        CleanupOrder order =
                new CleanupOrder("op", null, null, null, null, null, false, null, false, ClientContext.UNKNOWN);

        client.cleanup(order, new StopFlag(), CleanupListener.NONE);

        assertThat(services.asked).containsExactly(order);
    }

    @Test
    void failuresOfTheStoreAreFailuresOfTheStoreHereToo() {
        services.failure = new StoreException("the disk is full");

        assertThatThrownBy(() -> client.status())
                .isInstanceOf(StoreException.class)
                .hasMessage("the disk is full");
        services.failure = new AuditException("the record is unreadable");

        assertThatThrownBy(() -> client.verifyChain()).hasMessage("the record is unreadable");
    }

    @Test
    void settingsThatDifferAreNamed() {
        List<SettingsDifferException.Difference> differences = List.of(
                new SettingsDifferException.Difference("a", "1", "2"),
                new SettingsDifferException.Difference("b", null, "3"),
                new SettingsDifferException.Difference("c", "4", null));
        services.failure = new SettingsDifferException(differences);
        CleanupOrder order =
                new CleanupOrder("op", null, null, null, null, null, false, null, false, ClientContext.UNKNOWN);

        assertThatThrownBy(() -> client.cleanup(order, new StopFlag(), CleanupListener.NONE))
                .isInstanceOf(SettingsException.class)
                .hasMessageContainingAll(
                        "a = 1", "the daemon's value: 2", "b", "the daemon's value: 3", "c = 4", "nothing");
    }

    @Test
    void anUnexpectedFailureIsReportedWithoutInternals() {
        services.failure = new IllegalStateException("secret inside");

        assertThatThrownBy(() -> client.status())
                .isInstanceOfSatisfying(
                        ApiException.class, e -> assertThat(e.code()).isEqualTo(ProblemCode.INTERNAL))
                .hasMessageNotContaining("secret inside");
    }
}
