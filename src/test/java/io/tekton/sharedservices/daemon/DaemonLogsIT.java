package io.tekton.sharedservices.daemon;

import static org.assertj.core.api.Assertions.assertThat;

import io.tekton.sharedservices.testing.Rounds;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The format of a daemon's lines for machines. */
class DaemonLogsIT {
    @TempDir
    Path temp;

    private DaemonFixture house;

    @BeforeEach
    void build() throws IOException {
        house = new DaemonFixture(temp);
    }

    @AfterEach
    void close() {
        house.close();
    }

    @Test
    void jsonIsAnObjectALineInTheFieldsOfEcs() throws IOException {
        house.with("log.format", "json").writeSettings();
        DaemonFixture.Daemon daemon = house.run();
        daemon.stop();

        List<Map<String, Object>> lines =
                house.log().lines().map(DaemonFixture::object).toList();

        assertThat(lines)
                .hasSizeGreaterThan(2)
                .allSatisfy(line -> assertThat(line)
                        .containsKeys(
                                "@timestamp",
                                "ecs.version",
                                "log.level",
                                "message",
                                "log.logger",
                                "process.thread.name")
                        .containsEntry("service.name", "shared-services"));
        assertThat(lines)
                .anySatisfy(
                        line -> assertThat(line.get("message").toString()).startsWith("ready at http://127.0.0.1:"));
    }

    @Test
    void underTheJournalLevelsArePriorities() throws IOException {
        Path standardError = Files.createFile(house.folder.resolve("err-1.txt"));
        Map<String, Object> file = Files.readAttributes(standardError, "unix:dev,ino");
        house.environment.put("JOURNAL_STREAM", file.get("dev") + ":" + file.get("ino"));
        DaemonFixture.Daemon daemon = house.run();
        Files.writeString(house.settingsFile, "no.such.key = 1\n");
        DaemonFixture.await(
                "the fault to be logged",
                () -> DaemonFixture.text(standardError).contains("no.such.key"));
        daemon.stop();

        List<String> lines = DaemonFixture.text(standardError).lines().toList();

        assertThat(lines).isNotEmpty().allMatch(line -> line.matches("<[2-7]>\\[.+"));
        assertThat(lines)
                .anyMatch(line -> line.startsWith("<6>[daemon] ready at"))
                .anyMatch(line -> line.startsWith("<3>[settings]") && line.contains("no.such.key"));
    }

    @Test
    @Tag(Rounds.LONG_ONLY)
    void aJournalThatIsNotOursGetsNothing() throws IOException {
        house.environment.put("JOURNAL_STREAM", "8:1");
        DaemonFixture.Daemon daemon = house.run();
        daemon.stop();

        assertThat(DaemonFixture.text(house.folder.resolve("err-1.txt"))).isEmpty();
    }
}
