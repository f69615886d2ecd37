package io.tekton.sharedservices.cli.view;

import static org.assertj.core.api.Assertions.assertThat;

import io.tekton.sharedservices.api.DaemonStatus;
import io.tekton.sharedservices.api.JobStatus;
import io.tekton.sharedservices.api.Status;
import io.tekton.sharedservices.text.HostZone;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StatusViewTest {
    private static final Instant NOON = Instant.parse("2026-01-31T12:00:00Z");
    private static final String REASON = "the registry moves to another machine and comes back on Monday or Tuesday";
    private static final String WARNING = "three runs in a row were refused (registry-missing): the registry file "
            + "/srv/tekton/.tekton/ai_registry/platform_ai_registry.json is missing, so no orphan was ended";

    private static List<String> printed(String streams, int columns) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        PrintStream stream = new PrintStream(out, true, StandardCharsets.UTF_8);
        Terminal terminal = Terminal.of(
                stream,
                stream,
                streams,
                Integer.toString(columns),
                Map.of("NO_COLOR", "1"),
                HostZone.of(ZoneId.of("Asia/Kathmandu")));
        JobStatus paused = new JobStatus(
                "orphan-cleanup",
                "every 6h",
                true,
                new JobStatus.Pause(NOON, "op@host", REASON),
                null,
                null,
                null,
                null,
                null);
        JobStatus planned =
                new JobStatus("config-sync", "every 30s", true, null, null, NOON.plusSeconds(90), null, null, null);
        new StatusView(terminal, NOON)
                .print(new Status(
                        DaemonStatus.running(4711, NOON.minusSeconds(7_260), "0.2.0", "http://127.0.0.1:8377"),
                        List.of(paused, planned),
                        null,
                        null,
                        List.of(WARNING)));
        return out.toString(StandardCharsets.UTF_8).lines().toList();
    }

    @ParameterizedTest
    @ValueSource(ints = {72, 80, 132})
    void everyLineFitsAndNothingIsLeftOut(int columns) {
        List<String> lines = printed("1", columns);

        assertThat(lines).allSatisfy(line -> assertThat(line).hasSizeLessThan(columns));
        assertThat(String.join(" ", lines).replaceAll(" +", " "))
                .contains(REASON, WARNING, "running, pid 4711, version 0.2.0", "http://127.0.0.1:8377");
    }

    @ParameterizedTest
    @ValueSource(strings = {"1", ""})
    void timesCarryTheirOffsetOnATerminalAndElsewhere(String streams) {
        assertThat(printed(streams, 80))
                .contains(
                        "          since 2026-01-31 15:44:00+05:45 (2h 1m)",
                        "config-sync, every 30s",
                        "  next    2026-01-31 17:46:30+05:45, in 1m 30s",
                        "  last    none yet");
    }
}
