package io.tekton.sharedservices.daemon;

import static org.assertj.core.api.Assertions.assertThat;

import io.tekton.sharedservices.notify.Receiver;
import io.tekton.sharedservices.services.AllJobs;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** A whole daemon informs a real HTTP server. */
@EnabledOnOs(value = OS.LINUX, disabledReason = "the daemon is found by Linux's process table here")
class NotificationsTest {
    @TempDir
    private Path folder;

    @Test
    void aRefusedRunIsToldAndTheCleanupPinged() throws Exception {
        Path home = Files.createDirectory(folder.toRealPath().resolve("home"));
        try (Receiver receiver = new Receiver();
                DaemonInThisProcess daemon = new DaemonInThisProcess(
                        home,
                        AllJobs::make,
                        "config-sync.enabled=false",
                        "orphan-cleanup.default-rules=false",
                        "orphan-cleanup.match.none=program=no-such-program-anywhere",
                        "orphan-cleanup.confirm-after=0s",
                        "notify.url=" + receiver.url("/hook"),
                        "notify.ping-url=" + receiver.url("/ping"))) {
            DaemonFixture.await("three messages", () -> receiver.received.size() >= 3);

            assertThat(receiver.received)
                    .extracting(Receiver.Received::path)
                    .containsSubsequence("/ping/start", "/ping/fail")
                    .contains("/hook");
            assertThat(receiver.received)
                    .filteredOn(message -> message.path().equals("/hook"))
                    .singleElement()
                    .satisfies(message -> assertThat(message.body())
                            .contains("\"kind\":\"refused\"", "registry-missing", "\"recovered\":false"));
            assertThat(daemon.services().status().warnings()).noneMatch(warning -> warning.contains("notify"));
        }
    }
}
