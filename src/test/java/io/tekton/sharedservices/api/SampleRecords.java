package io.tekton.sharedservices.api;

import io.tekton.sharedservices.journal.AuditEvent;
import io.tekton.sharedservices.journal.ConfigChange;
import io.tekton.sharedservices.journal.Decision;
import io.tekton.sharedservices.journal.EventKind;
import io.tekton.sharedservices.journal.RecordedVerdict;
import io.tekton.sharedservices.journal.Run;
import io.tekton.sharedservices.journal.RunCounts;
import io.tekton.sharedservices.journal.RunOutcome;
import io.tekton.sharedservices.journal.SyncRecord;
import io.tekton.sharedservices.journal.Termination;
import io.tekton.sharedservices.journal.TerminationResult;
import io.tekton.sharedservices.journal.TerminationSignal;
import io.tekton.sharedservices.journal.Trigger;
import io.tekton.sharedservices.process.ProcessFacts;
import io.tekton.sharedservices.process.ProcessIdentity;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/** Records with something in every field, and ones with as much null as is allowed. */
public final class SampleRecords {
    public static final Instant NOON = Instant.parse("2026-03-01T12:00:00.123Z");
    public static final ProcessIdentity PROCESS = new ProcessIdentity("boot-1", 4711, 123_456_789_012L);

    private SampleRecords() {}

    public static Run ended() {
        return new Run(
                "20260301-120000-abcdef",
                "orphan-cleanup",
                "höst",
                "boot-1",
                987_654_321_012L,
                Trigger.CATCH_UP,
                "op@terminal",
                false,
                NOON,
                NOON.plusMillis(1),
                RunOutcome.FAILED,
                "stopped",
                "a \"quoted\" message\nof two lines, 日本語 and \ud83d\ude00",
                new RunCounts(412, 6, 4, 2, 1, 2, 1));
    }

    public static Run running() {
        return new Run(
                "20260301-120001-abcdeg",
                "config-sync",
                "host",
                "boot-1",
                -1,
                Trigger.FLAG,
                "scheduler",
                true,
                NOON,
                null,
                RunOutcome.RUNNING,
                null,
                null,
                RunCounts.NONE);
    }

    public static Run synced() {
        return new Run(
                "20260301-120002-abcdeh",
                "config-sync",
                "host",
                "boot-1",
                1,
                Trigger.FLAG,
                "flag watch",
                false,
                NOON,
                NOON.plusMillis(30),
                RunOutcome.SUCCEEDED,
                null,
                null,
                RunCounts.NONE);
    }

    /** With every kind of JSON value, in spellings that must not be lost. */
    public static SyncRecord plan() {
        return new SyncRecord(
                NOON.minusMillis(40),
                "/a b/täkton_ai_config.json",
                List.of(
                        new ConfigChange("apollo", "port", "45007", "45012"),
                        new ConfigChange("apollo", "metadata.version", "1.10", "1.1"),
                        new ConfigChange("apollo", "metadata.large", "1E400", "123456789012345678901234567890"),
                        new ConfigChange("apollo", "metadata.absent", null, "null"),
                        new ConfigChange("apollo", "metadata.null", "null", "false"),
                        new ConfigChange("apollo", "metadata.goes", "{\"a\":\n [1.0, {}, \"\\u00e9\"]}", null),
                        new ConfigChange("日本", "metadata.text", "\"a \\\"quote\\\"\"", "[]")),
                "--- a\n+++ b\n@@ -1 +1 @@\n-  \"port\": 45007\n+\t\"port\": 45012\n");
    }

    public static RecordedVerdict orphan() {
        return new RecordedVerdict(
                PROCESS,
                NOON,
                1,
                "op",
                "apollo",
                "python3 -m shared.ai.generic_specialist --name 'a b' \\x1b",
                "4700 bash < 1 systemd",
                9_000,
                "specialist",
                Decision.ORPHAN,
                "unregistered",
                "it is registered nowhere",
                TerminationResult.KILLED,
                10_012L,
                new ProcessFacts.Use(
                        new ProcessFacts.Memory(5_000_000_000L, ProcessFacts.Memory.Kind.RSS),
                        Duration.ofMillis(61_230)),
                "agent");
    }

    public static RecordedVerdict spared() {
        return new RecordedVerdict(
                PROCESS, NOON, 0, null, null, "", "", 0, "m", Decision.SPARED, "too-young", "why", null, null);
    }

    public static Termination termination() {
        return new Termination(
                Long.MAX_VALUE,
                ended().id(),
                "host",
                false,
                orphan(),
                NOON,
                NOON.plusSeconds(10),
                List.of(TerminationSignal.TERM, TerminationSignal.KILL),
                "a detail");
    }

    public static Termination open() {
        return new Termination(7, ended().id(), "host", true, orphan().withoutResult(), NOON, null, List.of(), null);
    }

    public static AuditEvent event(long sequence, boolean withProcess) {
        return AuditEvent.after(
                AuditEvent.GENESIS,
                "0123456789abcdef0123456789abcdef",
                "fedcba9876543210",
                "host",
                sequence,
                withProcess ? EventKind.INTENDED : EventKind.RUN_BEGUN,
                ended().id(),
                "boot-1",
                withProcess ? PROCESS : null,
                NOON,
                "{\"a\":\"b\",\"c\":\"\\\"d\\\"\"}");
    }
}
