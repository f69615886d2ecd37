package io.tekton.sharedservices.cli.view;

import static org.assertj.core.api.Assertions.assertThat;

import io.tekton.sharedservices.journal.ConfigChange;
import io.tekton.sharedservices.journal.Run;
import io.tekton.sharedservices.journal.RunCounts;
import io.tekton.sharedservices.journal.RunOutcome;
import io.tekton.sharedservices.journal.SyncRecord;
import io.tekton.sharedservices.journal.Trigger;
import io.tekton.sharedservices.text.HostZone;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class SyncViewTest {
    private static final Instant START = Instant.parse("2026-11-26T06:00:00.100Z");

    private static final SyncRecord PLAN = new SyncRecord(
            START.minusMillis(40),
            "/srv/config.json",
            List.of(
                    new ConfigChange("apollo", "port", "45007", "45012"),
                    new ConfigChange("apollo", "active", "false", "true"),
                    new ConfigChange("numa", "active", "true", "false")),
            "--- a\n+++ b\n@@ -1,2 +1,2 @@\n \tkept \u001b[31m\n--- 1\n+  2\n");

    private static Run run(boolean dryRun, RunOutcome outcome, @Nullable String reason) {
        Run begun = new Run(
                "sync-1",
                "config-sync",
                "host",
                "boot",
                1,
                Trigger.FLAG,
                "flag watch",
                dryRun,
                START,
                null,
                RunOutcome.RUNNING,
                null,
                null,
                RunCounts.NONE);
        return begun.ended(
                START.plusMillis(20), outcome, reason, reason == null ? null : "line 3, column 7", RunCounts.NONE);
    }

    private static String printed(Map<String, String> environment, Run run, @Nullable SyncRecord plan) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        PrintStream stream = new PrintStream(out, true, StandardCharsets.UTF_8);
        new SyncView(Terminal.of(stream, stream, "12", "200", environment, HostZone.of(ZoneOffset.UTC)))
                .print(run, plan, true);
        return out.toString(StandardCharsets.UTF_8);
    }

    @Test
    void showsFlagLatencyDifferenceAndOutcome() {
        String text = printed(Map.of("NO_COLOR", "1"), run(false, RunOutcome.SUCCEEDED, null), PLAN);

        assertThat(text)
                .contains("Run sync-1, config-sync, flag by flag watch, 2026-11-26 06:00:00+00\n")
                .contains("raised at 2026-11-26 06:00:00+00; 60 ms later")
                .contains("/srv/config.json: 3 fields of 2 components changed\n")
                .contains("\n@@ -1,2 +1,2 @@\n")
                .endsWith("\nSUCCEEDED in 0.02 s\n");
    }

    @Test
    void coloursWhatGoesAndWhatComesAndNotTheHeading() {
        String text = printed(Map.of(), run(true, RunOutcome.SUCCEEDED, null), PLAN);

        assertThat(text)
                .contains("\u001b[1m--- a\u001b[0m\n", "\u001b[1m+++ b\u001b[0m\n")
                .contains("\u001b[31m--- 1\u001b[0m\n", "\u001b[32m+  2\u001b[0m\n")
                .contains("dry run: nothing is written")
                .contains("3 fields of 2 components would change");
    }

    @Test
    void letsNoControlCharacterOfTheFileThroughButTabs() {
        String text = printed(Map.of("NO_COLOR", "1"), run(false, RunOutcome.SUCCEEDED, null), PLAN);

        assertThat(text).doesNotContain("\u001b").contains("\n \tkept \\x1b[31m\n");
    }

    @Test
    void showsARunThatCameToNoPlanAndOneThatFoundAllInLine() {
        String failed = printed(Map.of("NO_COLOR", "1"), run(false, RunOutcome.FAILED, "config-unreadable"), null);
        SyncRecord nothing = new SyncRecord(null, "/a", List.of(), "");
        String idle = printed(Map.of("NO_COLOR", "1"), run(false, RunOutcome.SUCCEEDED, null), nothing);

        assertThat(failed).endsWith("FAILED (config-unreadable) in 0.02 s\nline 3, column 7\n");
        assertThat(idle).contains("/a: in line with the registry\n").doesNotContain("flag was raised");
    }
}
