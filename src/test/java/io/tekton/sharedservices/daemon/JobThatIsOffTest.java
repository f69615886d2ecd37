package io.tekton.sharedservices.daemon;

import static org.assertj.core.api.Assertions.assertThat;

import io.tekton.sharedservices.api.JobAnswer;
import io.tekton.sharedservices.client.RemoteServices;
import io.tekton.sharedservices.services.AllJobs;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

@EnabledOnOs(value = OS.LINUX, disabledReason = "the daemon is found by Linux's process table here")
class JobThatIsOffTest {
    @Test
    void pausingOrResumingItIsRefusedWithTheReasonWhyItIsOff(@TempDir Path folder) throws Exception {
        Path home = Files.createDirectory(folder.toRealPath().resolve("home"));
        try (DaemonInThisProcess daemon = new DaemonInThisProcess(
                home, Map.of("HOME", home.toString()), AllJobs::make, "orphan-cleanup.enabled=false")) {
            RemoteServices services = daemon.services();

            JobAnswer paused = services.pause("config-sync", "a move", "test");
            JobAnswer resumed = services.resume("config-sync", "test");
            JobAnswer misspelt = services.pause("config-snyc", "a move", "test");

            assertThat(paused).isInstanceOfSatisfying(JobAnswer.Refused.class, refused -> {
                assertThat(refused.reason()).isEqualTo("off");
                assertThat(refused.message()).startsWith("config-sync is off: neither TEKTON_ROOT nor ");
            });
            assertThat(resumed).isEqualTo(paused);
            assertThat(misspelt).isInstanceOf(JobAnswer.NoSuchJob.class);
        }
    }
}
