package io.tekton.sharedservices.api.json;

import io.tekton.sharedservices.api.ReloadAnswer;
import io.tekton.sharedservices.cleanup.CleanupReport;
import io.tekton.sharedservices.journal.AuditEvent;
import io.tekton.sharedservices.journal.Decision;
import io.tekton.sharedservices.journal.EventKind;
import io.tekton.sharedservices.journal.Intervention;
import io.tekton.sharedservices.journal.RecordedSettingChange;
import io.tekton.sharedservices.journal.RecordedVerdict;
import io.tekton.sharedservices.journal.Repetition;
import io.tekton.sharedservices.journal.Run;
import io.tekton.sharedservices.journal.RunCounts;
import io.tekton.sharedservices.journal.RunOutcome;
import io.tekton.sharedservices.journal.Termination;
import io.tekton.sharedservices.journal.TerminationResult;
import io.tekton.sharedservices.journal.TerminationSignal;
import io.tekton.sharedservices.journal.Trigger;
import io.tekton.sharedservices.journal.query.ChainCheck;
import io.tekton.sharedservices.journal.query.ListedRun;
import io.tekton.sharedservices.process.ProcessFacts.Use;
import io.tekton.sharedservices.process.ProcessIdentity;
import io.tekton.sharedservices.store.record.PurgeReport;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Makes records of the JSON that {@link Json} and {@link AnswerJson} write. Fields that it does not know are passed
 * over.
 */
public final class FromJson {
    private FromJson() {}

    public static Run run(JsonObject json) throws IOException {
        return checked(() -> new Run(
                json.text("id"),
                json.text("job"),
                json.text("host"),
                json.text("bootId"),
                json.number("bootMillis"),
                json.constant("trigger", Trigger.class),
                json.text("actor"),
                json.bool("dryRun"),
                json.time("startedAt"),
                json.timeOrNull("finishedAt"),
                json.constant("outcome", RunOutcome.class),
                json.textOrNull("reason"),
                json.textOrNull("message"),
                new RunCounts(
                        json.integer("scanned"),
                        json.integer("matched"),
                        json.integer("orphans"),
                        json.integer("spared"),
                        json.integer("terminated"),
                        json.integer("killed"),
                        json.integer("failed")),
                repetition(json)));
    }

    /** In which boot it was repeated is not in the JSON: nobody who reads it reckons with that. */
    private static @Nullable Repetition repetition(JsonObject json) throws IOException {
        return json.has("repeats")
                ? new Repetition(json.integer("repeats"), json.time("repeatedAt"), json.text("bootId"), -1)
                : null;
    }

    /** A daemon of an older version reports no number of changes. */
    public static ListedRun listedRun(JsonObject json) throws IOException {
        Run run = run(json);
        Long changes = json.has("changeCount") ? json.numberOrNull("changeCount") : null;
        return checked(() -> new ListedRun(run, changes == null ? 0 : Math.toIntExact(changes)));
    }

    public static RecordedVerdict verdict(JsonObject json) throws IOException {
        return checked(() -> new RecordedVerdict(
                identity(json),
                json.time("startedAt"),
                json.integer("parentPid"),
                json.textOrNull("user"),
                json.textOrNull("component"),
                json.text("command"),
                json.text("lineage"),
                json.number("ageSeconds"),
                json.text("match"),
                json.constant("verdict", Decision.class),
                json.text("rule"),
                json.text("explanation"),
                json.constantOrNull("result", TerminationResult.class),
                json.numberOrNull("waitMillis"),
                new Use(UseJson.memory(json), UseJson.cpu(json))));
    }

    public static Termination termination(JsonObject json) throws IOException {
        List<TerminationSignal> signals = new ArrayList<>();
        for (String name : json.texts("signals")) {
            signals.add(checked(() -> TerminationSignal.valueOf(name)));
        }
        return new Termination(
                json.number("sequence"),
                json.text("runId"),
                json.text("host"),
                json.bool("dryRun"),
                verdict(json),
                json.time("requestedAt"),
                json.timeOrNull("finishedAt"),
                signals,
                json.textOrNull("detail"));
    }

    /** A daemon of an older version has no warnings. */
    public static CleanupReport report(JsonObject json) throws IOException {
        return new CleanupReport(
                run(json.object("run")),
                json.all("verdicts", FromJson::verdict),
                json.has("warnings") ? json.texts("warnings") : List.of(),
                json.bool("recorded"));
    }

    public static ChainCheck check(JsonObject json) throws IOException {
        return json.bool("intact")
                ? new ChainCheck.Intact(
                        json.number("events"), json.text("head"), json.number("purged"), json.number("verifiedFrom"))
                : new ChainCheck.Broken(json.number("firstBroken"), json.text("difference"));
    }

    public static PurgeReport purge(JsonObject json) throws IOException {
        return new PurgeReport(
                json.number("runs"),
                json.number("verdicts"),
                json.number("events"),
                json.number("others"),
                json.number("bytes"),
                json.bool("overSize"),
                json.number("fileBefore"),
                json.number("fileAfter"));
    }

    public static AuditEvent event(JsonObject json) throws IOException {
        JsonObject process = json.objectOrNull("process");
        ProcessIdentity identity = process == null ? null : identity(process);
        return checked(() -> new AuditEvent(
                json.text("host"),
                json.number("sequence"),
                json.constant("kind", EventKind.class),
                json.text("runId"),
                json.text("bootId"),
                identity,
                json.time("at"),
                json.text("facts"),
                json.text("hash")));
    }

    public static ReloadAnswer.Change change(JsonObject json) throws IOException {
        return new ReloadAnswer.Change(json.text("key"), json.textOrNull("old"), json.textOrNull("new"));
    }

    public static RecordedSettingChange settingChange(JsonObject json) throws IOException {
        return new RecordedSettingChange(
                json.time("at"),
                json.text("actor"),
                json.text("origin"),
                json.text("key"),
                json.textOrNull("old"),
                json.textOrNull("new"));
    }

    public static Intervention intervention(JsonObject json) throws IOException {
        String outcome = json.textOrNull("outcome");
        return checked(() -> new Intervention(
                json.number("sequence"),
                json.text("host"),
                json.time("at"),
                json.text("actor"),
                json.constant("deed", Intervention.Action.class),
                json.text("job"),
                json.textOrNull("reason"),
                outcome == null ? null : json.constant("outcome", Intervention.Outcome.class),
                json.textOrNull("detail")));
    }

    static ProcessIdentity identity(JsonObject json) throws IOException {
        return checked(() -> new ProcessIdentity(json.text("bootId"), json.integer("pid"), json.number("startTicks")));
    }

    /** Makes something whose invariants may forbid it. */
    private interface Making<T> {
        T make() throws IOException;
    }

    private static <T> T checked(Making<T> making) throws IOException {
        try {
            return making.make();
        } catch (IllegalArgumentException e) {
            throw new IOException("the record contradicts itself: " + e.getMessage(), e);
        }
    }
}
