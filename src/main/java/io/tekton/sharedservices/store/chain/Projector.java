package io.tekton.sharedservices.store.chain;

import io.tekton.sharedservices.journal.AuditEvent;
import io.tekton.sharedservices.journal.AuditException;
import io.tekton.sharedservices.journal.RunOutcome;
import io.tekton.sharedservices.process.ProcessIdentity;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * Makes the tables from the journal, event by event: nothing else writes them. The same events make the same rows, in
 * the transaction that records them, for a verification and for a rebuild.
 */
final class Projector {
    private static final List<String> COUNTS =
            List.of("scanned", "matched", "orphans", "spared", "terminated", "killed", "failed");

    private final Tables tables;
    private final VerdictProjector verdicts;
    private final LeftoverProjector leftovers;

    Projector(Tables tables) {
        this.tables = tables;
        this.verdicts = new VerdictProjector(tables);
        this.leftovers = new LeftoverProjector(tables);
    }

    /**
     * @param content of the event, read
     * @throws AuditException if the event does not fit those before it
     * @throws IllegalArgumentException if the content is none of such an event
     */
    void project(AuditEvent event, Content content) {
        switch (event.kind()) {
            case RUN_BEGUN -> begin(event, content);
            case DECIDED -> verdicts.decide(event, content);
            case INTENDED -> verdicts.intend(event, content);
            case SIGNALLED -> verdicts.signal(event, content);
            case ENDED -> verdicts.end(event, content);
            case LEFTOVERS_JUDGED -> leftovers.judge(event, content);
            case LEFTOVER_INTENDED -> leftovers.intend(event, content);
            case LEFTOVER_SETTLED -> leftovers.settle(event, content);
            case PLANNED -> plan(event, content);
            case RUN_FINISHED -> finish(event, content);
            case RUN_REPEATED -> repeat(event, content);
            case SETTING_CHANGED ->
                tables.insert(
                        Table.SETTING_CHANGE,
                        aside(event, "changed_at")
                                .with("boot_id", event.bootId())
                                .texts(content, "actor", "origin", "setting")
                                .with("old_value", content.textOrNull("old"))
                                .with("new_value", content.textOrNull("new"))
                                .values);
            case SETTINGS_IN_FORCE ->
                tables.insert(
                        Table.SETTINGS_IN_FORCE,
                        aside(event, "since")
                                .with("settings", content.object("settings").canonical())
                                .values);
            case ASKED ->
                tables.insert(
                        Table.INTERVENTION,
                        aside(event, "asked_at")
                                .with("sequence", content.number("number"))
                                .with("boot_id", event.bootId())
                                .texts(content, "actor", "action", "job", "reason", "outcome", "detail")
                                .values);
            case ANSWERED ->
                must(
                        event,
                        tables.update(
                                Table.INTERVENTION,
                                Map.of("sequence", content.number("intervention")),
                                "outcome",
                                new Row().texts(content, "outcome", "detail").values));
            case TRIGGER_REPAIRED ->
                tables.insert(
                        Table.TRIGGER_REPAIR,
                        aside(event, "repaired_at")
                                .with("boot_id", event.bootId())
                                .texts(content, "job", "why")
                                .values);
            case PAUSED ->
                tables.insert(
                        Table.PAUSED_JOB,
                        new Row()
                                .with("host", event.host())
                                .with("since", event.at())
                                .texts(content, "job", "reason", "actor")
                                .values);
            case RESUMED -> tables.delete(Table.PAUSED_JOB, Map.of("host", event.host(), "job", content.text("job")));
            case REGISTRY_READ ->
                tables.insert(
                        Table.REGISTRY_SEEN,
                        new Row()
                                .with("host", event.host())
                                .with("path", content.text("path"))
                                .with("boot_id", event.bootId())
                                .with("first_read_at", event.at())
                                .values);
            case PURGED -> purge(content);
            case EPOCH_BEGUN -> {
                // it is about the journal itself
            }
        }
    }

    private static Row aside(AuditEvent event, String time) {
        return new Row()
                .with("sequence", event.sequence())
                .with("host", event.host())
                .with(time, event.at());
    }

    static void must(AuditEvent event, boolean done) {
        if (!done) {
            ProcessIdentity process = event.process();
            throw new AuditException("in run " + event.runId() + ", "
                    + (process == null ? "" : "pid " + process.pid() + " ")
                    + switch (event.kind()) {
                        case SIGNALLED -> "had a signal without an intent on record";
                        case ENDED -> "ended twice, or was no orphan on record";
                        default -> event.kind() + " (event " + event.sequence() + ") does not fit what is on record";
                    });
        }
    }

    private void begin(AuditEvent event, Content content) {
        Row row = new Row()
                .with("sequence", event.sequence())
                .with("id", event.runId())
                .with("host", event.host())
                .with("boot_id", content.text("runBoot"))
                .with("boot_millis", content.number("bootMillis"))
                .with("began_by", content.text("trigger"))
                .with("dry_run", content.bool("dryRun"))
                .with("started_at", content.time("startedAt"))
                .with("finished_at", null)
                .with("outcome", RunOutcome.RUNNING.name())
                .with("reason", null)
                .with("message", null)
                .with("repeats", 0L)
                .with("repeated_at", null)
                .with("repeated_boot_id", null)
                .with("repeated_boot_millis", null)
                .texts(content, "job", "actor");
        COUNTS.forEach(count -> row.with(count, 0L));
        tables.insert(Table.RUN, row.values);
    }

    private void finish(AuditEvent event, Content content) {
        Row changes = new Row()
                .with("finished_at", content.time("finishedAt"))
                .texts(content, "outcome", "reason", "message");
        COUNTS.forEach(count -> changes.with(count, content.number(count)));
        must(
                event,
                tables.update(
                        Table.RUN,
                        Map.of("id", event.runId(), "outcome", RunOutcome.RUNNING.name()),
                        null,
                        changes.values));
    }

    private void repeat(AuditEvent event, Content content) {
        String folded = content.text("run");
        tables.delete(Table.VERDICT, Map.of("run_id", folded));
        tables.delete(Table.RUN, Map.of("id", folded));
        must(
                event,
                tables.update(
                        Table.RUN,
                        Map.of("id", event.runId(), "repeats", content.number("repeats") - 1),
                        null,
                        new Row()
                                .with("repeats", content.number("repeats"))
                                .with("repeated_at", content.time("startedAt"))
                                .with("repeated_boot_id", content.text("runBoot"))
                                .with("repeated_boot_millis", content.number("bootMillis"))
                                .values));
    }

    private void plan(AuditEvent event, Content content) {
        Map<String, Object> ofRun = Map.of("run_id", event.runId());
        tables.delete(Table.CONFIG_CHANGE, ofRun);
        tables.delete(Table.CONFIG_SYNC, ofRun);
        tables.insert(
                Table.CONFIG_SYNC,
                new Row()
                        .with("run_id", event.runId())
                        .with("flagged_at", content.timeOrNull("flaggedAt"))
                        .texts(content, "file", "difference")
                        .values);
        long number = 0;
        for (Content change : content.objects("changes")) {
            tables.insert(
                    Table.CONFIG_CHANGE,
                    new Row()
                            .with("run_id", event.runId())
                            .with("number", ++number)
                            .with("old_value", change.textOrNull("old"))
                            .with("new_value", change.textOrNull("new"))
                            .texts(change, "component", "field")
                            .values);
        }
    }

    /** The purged events are gone by then, so a later projection of the journal makes none of these rows. */
    private void purge(Content content) {
        for (String run : content.texts("runs")) {
            for (Table table : List.of(
                    Table.TERMINATION,
                    Table.VERDICT,
                    Table.CONFIG_CHANGE,
                    Table.CONFIG_SYNC,
                    Table.LEFTOVER_ACTION,
                    Table.LEFTOVER,
                    Table.RUN)) {
                tables.delete(table, Map.of(Objects.requireNonNull(table.ofRun()), run));
            }
        }
        for (Table table : Table.THAT_AGE) {
            for (String sequence : content.texts(table.sql())) {
                tables.delete(table, Map.of("sequence", Long.valueOf(sequence)));
            }
        }
    }
}
