package io.tekton.sharedservices.store.chain;

import io.tekton.sharedservices.journal.AuditEvent;
import java.util.Map;

/** Makes the rows of leftovers; see {@link Projector}. */
final class LeftoverProjector {
    private final Tables tables;

    LeftoverProjector(Tables tables) {
        this.tables = tables;
    }

    void judge(AuditEvent event, Content content) {
        long number = content.number("first");
        for (Content one : content.objects("leftovers")) {
            tables.insert(
                    Table.LEFTOVER,
                    of(event, one)
                            .with("number", number++)
                            .with("changed_at", one.timeOrNull("changedAt"))
                            .with("owner_pid", one.numberOrNull("ownerPid"))
                            .with("decision", one.text("verdict"))
                            .with("verdict_rule", one.text("rule"))
                            .texts(one, "explanation")
                            .values);
        }
    }

    void intend(AuditEvent event, Content content) {
        tables.insert(
                Table.LEFTOVER_ACTION,
                of(event, content)
                        .with("number", content.number("number"))
                        .with("host", event.host())
                        .with("intended_at", event.at())
                        .with("settled_at", null)
                        .with("result", null)
                        .with("detail", null)
                        .texts(content, "action", "place", "text")
                        .values);
    }

    private static Row of(AuditEvent event, Content content) {
        return new Row()
                .with("run_id", event.runId())
                .with("match_rule", content.text("match"))
                .with("device", content.number("device"))
                .with("inode", content.number("inode"))
                .with("bytes", content.number("bytes"))
                .with("entries", content.number("entries"))
                .texts(content, "path", "kind");
    }

    void settle(AuditEvent event, Content content) {
        Projector.must(
                event,
                tables.update(
                        Table.LEFTOVER_ACTION,
                        Map.of("run_id", event.runId(), "number", content.number("number")),
                        "result",
                        new Row().with("settled_at", event.at()).texts(content, "result", "detail").values));
    }
}
