package io.tekton.sharedservices.configsync;

import static org.assertj.core.api.Assertions.assertThat;

import io.tekton.sharedservices.cleanup.verdict.LivingCi;
import io.tekton.sharedservices.concurrent.StopFlag;
import io.tekton.sharedservices.journal.RunOutcome;
import io.tekton.sharedservices.journal.Trigger;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A registry that lost most of the components whose processes live is not followed. */
class HeldBackTest {
    private static final String EMPTIED = "{}";

    @TempDir
    private Path temp;

    private SyncHouse house;
    private ConfigSync sync;
    private String registry;
    private LivingCi apollo;
    private String inLine;

    @BeforeEach
    void inLineWithTwoThatLive() throws IOException {
        house = new SyncHouse(temp).withSamples();
        sync = house.sync();
        registry = Files.readString(house.places.registry());
        house.raiseFlag();
        assertThat(byFlag().run().outcome()).isEqualTo(RunOutcome.SUCCEEDED);
        inLine = house.config();
        apollo = house.witness().lives("apollo-ai", 42714);
        house.witness().lives("Numa-ai", 42801);
    }

    @Test
    void waitsAndKeepsTheFlagWithoutARecord() throws IOException {
        empty();

        SyncReport report = byFlag();

        assertThat(report.run().outcome()).isEqualTo(RunOutcome.SKIPPED);
        assertThat(report.run().reason()).isEqualTo("waiting");
        assertThat(report.run().message())
                .contains("lost 2 of the 2 components", "apollo (pid 42714)", "numa (pid 42801)");
        assertThat(report.recorded()).isFalse();
        assertThat(house.config()).isEqualTo(inLine);
        assertThat(sync.isCalledFor()).isTrue();
    }

    @Test
    void isRefusedOnRecordOnceAfterTenMinutes() throws IOException {
        empty();
        byFlag();
        house.pass(Duration.ofMinutes(10).minusMillis(1));
        assertThat(byFlag().run().reason()).isEqualTo("waiting");
        house.pass(Duration.ofMillis(1));

        SyncReport refused = byFlag();
        SyncReport again = byFlag();

        assertThat(refused.run().outcome()).isEqualTo(RunOutcome.REFUSED);
        assertThat(refused.run().reason()).isEqualTo("registry-collapsed");
        assertThat(refused.recorded()).isTrue();
        assertThat(again.run()).as("the same refusal again is no second record").isEqualTo(refused.run());
        assertThat(house.config()).isEqualTo(inLine);
        assertThat(sync.isCalledFor()).isTrue();
    }

    /** Which of the lost components live is not known then. */
    @Test
    void isRefusedWhileTheMemoryOfRegistrationsIsDamaged() throws IOException {
        house.witness().damage = "the memory is damaged";
        house.witness().ends(apollo);
        empty();

        SyncReport refused = byFlag();

        assertThat(refused.run().outcome()).isEqualTo(RunOutcome.REFUSED);
        assertThat(refused.run().reason()).isEqualTo("registry-memory-damaged");
        assertThat(refused.run().message()).startsWith("the memory is damaged").contains("sync --accept-registry");
        assertThat(house.config()).isEqualTo(inLine);
        assertThat(sync.isCalledFor()).isTrue();

        Files.writeString(house.places.registry(), registry);
        assertThat(byFlag().run().outcome()).as("nothing is switched off").isEqualTo(RunOutcome.SUCCEEDED);
    }

    @Test
    void waitsAnewForTheNextRegistryThatCannotBeTrue() throws IOException {
        empty();
        byFlag();
        house.pass(Duration.ofMinutes(11));
        Files.writeString(house.places.registry(), registry);
        assertThat(byFlag().run().outcome()).isEqualTo(RunOutcome.SUCCEEDED);

        empty();

        assertThat(byFlag().run().reason()).isEqualTo("waiting");
    }

    @Test
    void goesOnOnceTheRegistryIsRestored() throws IOException {
        empty();
        byFlag();
        assertThat(sync.isWorthAnotherTry()).isFalse();

        Files.writeString(house.places.registry(), registry);

        assertThat(sync.isWorthAnotherTry()).isTrue();
        assertThat(byFlag().run().outcome()).isEqualTo(RunOutcome.SUCCEEDED);
        assertThat(sync.isWorthAnotherTry()).isFalse();
        assertThat(house.config()).isEqualTo(inLine);
        assertThat(sync.isCalledFor()).isFalse();
    }

    @Test
    void goesOnOnceTheProcessesEnd() throws IOException {
        empty();
        byFlag();

        house.witness().ends(apollo);

        assertThat(sync.isWorthAnotherTry()).isTrue();
        assertThat(byFlag().run().outcome())
                .as("one that is left is an ordinary change")
                .isEqualTo(RunOutcome.SUCCEEDED);
        assertThat(house.config()).contains("\"active\": false").doesNotContain("\"active\": true");
    }

    @Test
    void followsAnOrdinaryChangeOfTheRosterAtOnce() throws IOException {
        house.witness().lives("scribe-ai", 42960);
        Files.writeString(
                house.places.registry(),
                registry.replace("\"Numa-ai\"", "\"athena-ai\"").replace("\"Numa\"", "\"athena\""));
        house.raiseFlag();

        assertThat(byFlag().run().outcome()).isEqualTo(RunOutcome.SUCCEEDED);
        assertThat(house.config()).contains("athena");
    }

    @Test
    void aPersonIsRefusedAtOnceAndCanAcceptTheRegistry() throws IOException {
        empty();

        SyncReport refused = sync.run(manual(false, false), new StopFlag());
        SyncReport dry = sync.run(manual(true, false), new StopFlag());
        SyncReport accepted = sync.run(manual(false, true), new StopFlag());

        assertThat(refused.run().outcome()).isEqualTo(RunOutcome.REFUSED);
        assertThat(refused.run().reason()).isEqualTo("registry-collapsed");
        assertThat(dry.run().outcome()).isEqualTo(RunOutcome.REFUSED);
        assertThat(dry.plan()).as("what it would have changed").isNotNull();
        assertThat(accepted.run().outcome()).isEqualTo(RunOutcome.SUCCEEDED);
        assertThat(accepted.run().message()).contains("a test", "--accept-registry");
        assertThat(house.config()).doesNotContain("\"active\": true");
        house.raiseFlag();
        assertThat(byFlag().run().outcome()).as("nothing more is switched off").isEqualTo(RunOutcome.SUCCEEDED);
    }

    @Test
    void aSaveIsNotRepairedByARegistryThatCannotBeTrue() throws IOException {
        Files.writeString(house.places.registry(), EMPTIED);

        SyncReport report = sync.run(SyncRequest.afterDrift(), new StopFlag());

        assertThat(report.run().reason()).isEqualTo("waiting");
        assertThat(house.config()).isEqualTo(inLine);
    }

    @Test
    void remembersTheRegistryThatItFollowed() {
        assertThat(house.witness().remembered()).isEqualTo(1);
    }

    private void empty() throws IOException {
        Files.writeString(house.places.registry(), EMPTIED);
        house.raiseFlag();
    }

    private SyncReport byFlag() {
        return sync.run(new SyncRequest(Trigger.FLAG, "a test", false, false), new StopFlag());
    }

    private static SyncRequest manual(boolean dryRun, boolean accepts) {
        return new SyncRequest(Trigger.MANUAL, "a test", dryRun, true, false, accepts);
    }
}
