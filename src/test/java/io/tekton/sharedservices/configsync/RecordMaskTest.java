package io.tekton.sharedservices.configsync;

import static org.assertj.core.api.Assertions.assertThat;

import io.tekton.sharedservices.journal.ConfigChange;
import io.tekton.sharedservices.journal.SyncRecord;
import io.tekton.sharedservices.redaction.Redaction;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RecordMaskTest {
    private static final RecordMask MASK = new RecordMask(new Redaction(List.of()));

    @TempDir
    Path folder;

    @Test
    void aSecretThatChangesShowsThatItDidAndNothingElse() {
        ConfigChange change = new ConfigChange("apollo", "metadata.api_key", "\"first-1\"", "\"second-2\"");

        assertThat(MASK.changes(List.of(change)))
                .containsExactly(new ConfigChange("apollo", "metadata.api_key", "\"***\"", "\"*** (another value)\""));
    }

    @Test
    void whatIsNoJsonIsMaskedAsText() {
        assertThat(MASK.text("{\n \"password\": \"x1y2\",\n broken\n"))
                .isEqualTo("{\n \"password\": \"***\",\n broken\n");
    }

    @Test
    void neitherTheUsersSecretsNorTheRegistrysGetIntoTheRecordAndBothIntoTheFile() throws IOException {
        SyncHouse house = new SyncHouse(folder);
        Files.writeString(house.places.registry(), """
                {"apollo-ai": {"port": 45012, "component": "apollo", "metadata": {"pid": 7, "token": "registry-secret"}}}
                """);
        Files.writeString(house.places.config(), """
                {
                  "api_key": "sk-users-secret-1",
                  "ai_specialists": {
                    "apollo": {
                      "port": 1,
                      "password": "users-secret-2",
                      "active": true
                    }
                  }
                }
                """);

        SyncRecord plan = Objects.requireNonNull(house.raiseFlag().run().plan());

        assertThat(plan.difference())
                .contains("-      \"port\": 1,", "+      \"port\": 45012,", "\"password\": \"***\"")
                .doesNotContain("secret");
        assertThat(plan.changes().toString()).contains("45012").doesNotContain("secret");
        assertThat(Files.readString(house.places.config()))
                .contains("sk-users-secret-1", "users-secret-2", "registry-secret");
    }
}
