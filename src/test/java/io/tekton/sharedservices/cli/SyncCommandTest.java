package io.tekton.sharedservices.cli;

import static io.tekton.sharedservices.daemon.DaemonFixture.at;
import static org.assertj.core.api.Assertions.assertThat;

import io.tekton.sharedservices.daemon.DaemonFixture;
import io.tekton.sharedservices.daemon.DaemonFixture.Ended;
import io.tekton.sharedservices.daemon.SyncHouse;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** The command {@code sync} and what is remembered of it, without a daemon. */
@EnabledOnOs(OS.LINUX)
class SyncCommandTest {
    @TempDir
    Path temp;

    private DaemonFixture house;
    private SyncHouse sync;

    @BeforeEach
    void build() throws IOException {
        house = new DaemonFixture(temp);
        sync = new SyncHouse(house);
        sync.register(Map.of("apollo", 45_012, "scribe", 45_099));
    }

    @AfterEach
    void tearDown() {
        house.close();
    }

    private Map<String, Object> newest() {
        return house.json("history", (String) at(house.json("history", "--job", "config-sync"), "runs/0/id"));
    }

    @Test
    void explainsTheDifferenceAndWritesNothingInADryRun() throws IOException {
        String before = sync.text();
        FileTime written = Files.getLastModifiedTime(sync.config);
        sync.raiseFlag();

        Ended dry = house.call("sync", "--dry-run");

        assertThat(dry.code()).as(dry.all()).isZero();
        assertThat(dry.out())
                .contains("dry run: nothing is written", "The flag was raised at", "would change")
                .contains("\n-", "\"port\": 45007", "\n+", "\"port\": 45012", "scribe")
                .doesNotContain("\u001b");
        assertThat(sync.text()).isEqualTo(before);
        assertThat(Files.getLastModifiedTime(sync.config)).isEqualTo(written);
        assertThat(sync.flags()).hasSize(1);
    }

    @Test
    void followsAFlagAndRemembersEachChange() throws IOException {
        sync.raiseFlag();

        Map<String, Object> report = house.json("sync");

        assertThat(at(report, "run/outcome")).isEqualTo("SUCCEEDED");
        assertThat(at(report, "run/trigger")).isEqualTo("MANUAL");
        assertThat(at(report, "changes/0/component")).isEqualTo("apollo");
        assertThat(at(report, "changes/0/old").toString()).isEqualTo("45007");
        assertThat(at(report, "changes/0/new").toString()).isEqualTo("45012");
        assertThat(at(report, "changes/0/oldText")).isEqualTo("45007");
        assertThat((String) at(report, "difference")).contains("@@");
        assertThat(sync.port()).isEqualTo(45_012);
        assertThat(sync.at("ai_specialists/numa/active")).isEqualTo(false);
        sync.assertTheirOwnIsKept();
        assertThat(sync.flags()).isEmpty();
        Map<String, Object> remembered = newest();
        assertThat(remembered.get("run")).isEqualTo(report.get("run"));
        assertThat(remembered.get("changes")).isEqualTo(report.get("changes"));
        assertThat(remembered.get("difference")).isEqualTo(report.get("difference"));
        assertThat(remembered).doesNotContainKey("verdicts");
        assertThat(house.call("audit", "verify").code()).isZero();
        int changes = ((List<?>) report.get("changes")).size();
        assertThat(at(house.json("history", "--job", "config-sync"), "runs/0/changeCount")
                        .toString())
                .isEqualTo(Integer.toString(changes));
        assertThat(house.call("history", "--job", "config-sync").out())
                .contains("CHANGES")
                .containsPattern("[^\\d]" + changes + " +[\\d.,]+ ms +SUCCEEDED");
    }

    @Test
    void writesNothingWithoutAFlagAndTellsWhatIsOutOfLineAllTheSame() {
        String before = sync.text();

        Ended none = house.call("sync");

        assertThat(none.code()).as(none.all()).isZero();
        assertThat(none.out())
                .contains("SKIPPED (no-flag)", "(not on record)", "--force", "would change", "45012", "dry run");
        assertThat(sync.text()).isEqualTo(before);
        assertThat(house.call("sync", "--force").code()).isZero();
        assertThat(sync.port()).isEqualTo(45_012);
        Ended again = house.call("sync");
        assertThat(again.code()).isZero();
        assertThat(again.out()).contains("in line with the registry");
        Map<String, Object> skipped = house.json("sync");
        assertThat(skipped.get("recorded")).isEqualTo(false);
        assertThat(house.call("history", (String) at(skipped, "run/id")).code()).isEqualTo(1);
        assertThat((String) at(skipped, "run/message")).contains((String) at(newest(), "run/id"));
    }

    @Test
    void undoesTheLastSyncOnRecord() throws IOException {
        String before = sync.text();
        sync.raiseFlag();
        house.call("sync");
        String after = sync.text();

        Ended undo = house.call("sync", "--undo");

        assertThat(undo.code()).as(undo.all()).isZero();
        assertThat(undo.out()).contains("until the next update flag");
        assertThat(sync.text()).isEqualTo(before).isNotEqualTo(after);
        assertThat(at(newest(), "changes/0/new").toString()).isEqualTo("45007");
        assertThat(house.call("audit", "verify").code()).isZero();
    }

    @Test
    void saysInOneLineWhatTheFirstSyncIsAboutToDo() throws IOException {
        Ended unasked = house.call("sync");
        Ended dry = house.call("sync", "--dry-run");
        sync.raiseFlag();

        Ended first = house.call("sync");
        sync.raiseFlag();
        Ended second = house.call("sync");

        assertThat(unasked.out() + dry.out()).doesNotContain("first sync");
        assertThat(first.out().lines().filter(line -> line.contains("first sync of " + sync.config)))
                .hasSize(1);
        assertThat(second.out()).doesNotContain("first sync");
    }

    @Test
    void putsTheVersionBackThatIsAskedFor() throws IOException {
        String first = sync.text();
        sync.raiseFlag();
        house.call("sync");
        sync.register(45_013);
        sync.raiseFlag();
        house.call("sync");
        String last = sync.text();
        assertThat(house.call("sync", "--versions").out()).contains("VERSION", "COMPONENTS", "KEPT BY");

        Ended dry = house.call("sync", "--undo", "1", "--dry-run");

        assertThat(dry.code()).as(dry.all()).isZero();
        assertThat(dry.out()).contains("would restore", "45007");
        assertThat(sync.text()).isEqualTo(last);
        Ended undo = house.call("sync", "--undo", "1");
        assertThat(undo.code()).as(undo.all()).isZero();
        assertThat(sync.text()).isEqualTo(first);
        assertThat(house.call("sync", "--undo", "0").code()).isEqualTo(2);
        Ended none = house.call("sync", "--undo", "99");
        assertThat(none.code()).isEqualTo(2);
        assertThat(none.err()).contains("there is no version 99 in ", "sync --versions");
        assertThat(at(newest(), "run/outcome")).as("no run that failed").isEqualTo("SUCCEEDED");
        Ended twice = house.call("sync", "--undo", "1");
        assertThat(twice.code()).as(twice.all()).isZero();
        assertThat(twice.out())
                .contains("nothing changed", "nothing to restore: ", "in place already")
                .doesNotContain("in line with the registry");
    }

    @Test
    void aWipedConfigurationIsLeftAloneUnlessAPersonSaysOtherwise() throws IOException {
        sync.raiseFlag();
        house.call("sync");
        Files.writeString(sync.config, "{\"env\": {}}");
        sync.raiseFlag();

        Ended failed = house.call("sync");

        assertThat(failed.code()).isEqualTo(1);
        assertThat(failed.out()).contains("FAILED (config-collapsed)", "sync --undo", "--accept-config");
        assertThat(sync.text()).isEqualTo("{\"env\": {}}");
        Ended accepted = house.call("sync", "--accept-config");
        assertThat(accepted.code()).as(accepted.all()).isZero();
        assertThat(sync.port()).isEqualTo(45_012);
        assertThat((String) at(newest(), "run/message")).contains("--accept-config");
    }

    @Test
    void failsWithFileLineAndColumnAndKeepsTheFlag() throws IOException {
        Files.writeString(sync.config, "{\n  \"version\": nan\n}\n");
        sync.raiseFlag();

        Ended failed = house.call("sync");

        assertThat(failed.code()).isEqualTo(1);
        assertThat(failed.out()).contains("FAILED (config-unreadable)", sync.config.toString(), "line 2");
        assertThat(sync.flags()).hasSize(1);
        assertThat(house.json("sync").get("changes")).isEqualTo(List.of());
    }

    @Test
    void listsSyncsWithoutTheNumbersOfCleanups() throws IOException {
        sync.raiseFlag();
        house.call("sync");

        Ended syncs = house.call("history", "--job", "config-sync");
        house.call("cleanup", "--dry-run");
        Ended all = house.call("history");

        assertThat(syncs.out()).contains("TOOK", "SUCCEEDED").doesNotContain("ORPHANS");
        assertThat(all.out()).contains("ORPHANS", "config-sync", "orphan-cleanup");
    }

    @Test
    void refusesWhatDoesNotMakeSense() {
        assertThat(house.call("sync", "--undo", "--force").code()).isEqualTo(2);
        assertThat(house.call("sync", "now").code()).isEqualTo(2);
        house.environment.remove("TEKTON_ROOT");
        Ended none = house.call("sync");
        assertThat(none.code()).isEqualTo(2);
        assertThat(none.err()).contains("TEKTON_ROOT", "config-sync.config-file");
    }

    @Test
    void doctorLooksAtWhatASyncNeeds() throws IOException {
        assertThat(house.call("doctor").out())
                .contains("ok    CI configuration")
                .contains("ok    update flag");

        Files.writeString(sync.config, "{");

        assertThat(house.call("doctor").out()).contains("FAULT CI configuration");
    }
}
