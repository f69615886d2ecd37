package io.tekton.sharedservices.store.chain;

import io.tekton.sharedservices.journal.AuditEvent;
import io.tekton.sharedservices.journal.TerminationResult;
import io.tekton.sharedservices.process.ProcessIdentity;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Makes the rows of verdicts and terminations; see {@link Projector}. */
final class VerdictProjector {
    private final Tables tables;

    VerdictProjector(Tables tables) {
        this.tables = tables;
    }

    void decide(AuditEvent event, Content content) {
        long number = content.number("first");
        for (Content verdict : content.objects("verdicts")) {
            tables.insert(
                    Table.VERDICT,
                    new Row()
                            .with("sequence", number)
                            .with("run_id", event.runId())
                            .with("host", event.host())
                            .with("boot_id", verdict.text("bootId"))
                            .with("pid", verdict.number("pid"))
                            .with("start_ticks", verdict.number("startTicks"))
                            .with("started_at", verdict.time("startedAt"))
                            .with("parent_pid", verdict.number("parentPid"))
                            .with("owner_name", verdict.textOrNull("user"))
                            .with("ended_owner", verdict.textOrNull("owner"))
                            .with("age_seconds", verdict.number("ageSeconds"))
                            .with("match_rule", verdict.text("match"))
                            .with("verdict_rule", verdict.text("rule"))
                            .with("wait_millis", verdict.numberOrNull("waitMillis"))
                            .with("memory_bytes", verdict.numberOrNull("memoryBytes"))
                            .with("memory_kind", verdict.textOrNull("memoryKind"))
                            .with("cpu_millis", verdict.numberOrNull("cpuMillis"))
                            .with("decision", verdict.text("verdict"))
                            .texts(verdict, "component", "command", "lineage", "explanation", "result")
                            .values);
            number++;
        }
        if (content.bool("dryRun")) {
            wouldTerminate(event, content);
        }
    }

    private void wouldTerminate(AuditEvent event, Content content) {
        long number = content.number("first");
        for (Content verdict : content.objects("verdicts")) {
            if (TerminationResult.WOULD_TERMINATE.name().equals(verdict.textOrNull("result"))) {
                ProcessIdentity process = new ProcessIdentity(
                        verdict.text("bootId"), (int) verdict.number("pid"), verdict.number("startTicks"));
                tables.insert(
                        Table.TERMINATION,
                        termination(event, process, number, verdict, event.at())
                                .with("dry_run", true)
                                .with("result", TerminationResult.WOULD_TERMINATE.name())
                                .values);
            }
            number++;
        }
    }

    void intend(AuditEvent event, Content content) {
        if (content.numberOrNull("number") != null) {
            tables.insert(
                    Table.TERMINATION,
                    termination(event, process(event), content.number("number"), content, null)
                            .with("dry_run", false)
                            .with("result", null)
                            .values);
        }
    }

    private static Row termination(
            AuditEvent event, ProcessIdentity process, long number, Content verdict, @Nullable Instant finishedAt) {
        return new Row()
                .with("sequence", number)
                .with("run_id", event.runId())
                .with("host", event.host())
                .with("boot_id", process.bootId())
                .with("pid", (long) process.pid())
                .with("start_ticks", process.startTicks())
                .with("component_key", Rows.componentKey(verdict.textOrNull("component")))
                .with("owner_name", Rows.key(verdict.textOrNull("user")))
                .with("ended_owner", Rows.key(verdict.textOrNull("owner")))
                .with("program", Rows.key(Rows.program(verdict.text("command"))))
                .with("match_rule", Rows.key(verdict.text("match")))
                .with("memory_bytes", verdict.numberOrNull("memoryBytes"))
                .with("requested_at", event.at())
                .with("finished_at", finishedAt)
                .with("had_term", false)
                .with("had_kill", false)
                .with("wait_millis", null)
                .with("detail", null);
    }

    void signal(AuditEvent event, Content content) {
        String column = content.text("signal").equals("KILL") ? "had_kill" : "had_term";
        Projector.must(event, tables.update(Table.TERMINATION, key(event), null, Map.of(column, true)));
    }

    void end(AuditEvent event, Content content) {
        Map<String, Object> key = key(event);
        Row end = new Row()
                .with("result", content.text("result"))
                .with("wait_millis", content.numberOrNull("waitMillis"));
        Row ofTermination = new Row().with("finished_at", event.at()).with("detail", content.textOrNull("detail"));
        ofTermination.values.putAll(end.values);
        if (!tables.update(Table.TERMINATION, key, "result", ofTermination.values)) {
            boolean twice = tables.has(Table.TERMINATION, key);
            key.put("decision", "ORPHAN");
            Projector.must(event, !twice && tables.update(Table.VERDICT, key, "result", end.values));
        }
    }

    private static ProcessIdentity process(AuditEvent event) {
        ProcessIdentity process = event.process();
        if (process == null) {
            throw new IllegalArgumentException("it names no process");
        }
        return process;
    }

    private static Map<String, Object> key(AuditEvent event) {
        ProcessIdentity process = process(event);
        Map<String, Object> key = new HashMap<>();
        key.put("run_id", event.runId());
        key.put("boot_id", process.bootId());
        key.put("pid", (long) process.pid());
        key.put("start_ticks", process.startTicks());
        return key;
    }
}
