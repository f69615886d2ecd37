package io.tekton.sharedservices.store.chain;

import io.tekton.sharedservices.journal.AuditEvent;
import io.tekton.sharedservices.journal.EventKind;
import io.tekton.sharedservices.journal.query.ChainCheck.Broken;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/**
 * What the chain says about the rows that belong to no run, to be compared with them after the whole chain was read.
 */
final class SideStory {
    private static final Set<EventKind> KINDS =
            Arrays.stream(SideRecord.values()).map(SideRecord::kind).collect(Collectors.toUnmodifiableSet());

    /** By the row's name. */
    private final Map<String, AuditEvent> open = new HashMap<>();

    private final Map<String, AuditEvent> answers = new HashMap<>();

    static boolean isAbout(AuditEvent event) {
        return KINDS.contains(event.kind()) || event.kind() == EventKind.ANSWERED || event.kind() == EventKind.RESUMED;
    }

    /** @return what is wrong with the event in its place */
    @Nullable
    Broken accept(AuditEvent event) {
        if (KINDS.contains(event.kind())) {
            return open.put(event.runId(), event) == null ? null : wrong(event, "it is recorded twice");
        }
        AuditEvent begun = open.get(event.runId());
        if (begun == null) {
            return wrong(event, "it has no earlier event");
        }
        if (event.kind() == EventKind.RESUMED) {
            open.remove(event.runId());
            return null;
        }
        return answers.put(event.runId(), event) == null ? null : wrong(event, "it was answered before");
    }

    /**
     * @param end the sequence behind the last event, for a row without an event
     * @throws io.tekton.sharedservices.journal.AuditException if the rows cannot be read
     */
    @Nullable
    Broken compare(Handle handle, String host, long end) {
        for (SideRecord table : SideRecord.values()) {
            for (SideRecord.Row row : table.all(handle, host)) {
                AuditEvent event = open.remove(row.id());
                if (event == null || event.kind() != table.kind()) {
                    return new Broken(end, row.id() + " is in its table, but has no event");
                }
                if (!event.facts().equals(row.facts()) || !event.at().equals(row.at())) {
                    return wrong(event, "its row does not say what was recorded");
                }
                AuditEvent answer = answers.get(row.id());
                if (answer == null ? row.answer() != null : !answer.facts().equals(row.answer())) {
                    return wrong(answer == null ? event : answer, "its row does not say what came of it");
                }
            }
        }
        return open.values().stream()
                .min((a, b) -> Long.compare(a.sequence(), b.sequence()))
                .map(event -> wrong(event, "its row is missing"))
                .orElse(null);
    }

    private static Broken wrong(AuditEvent event, String how) {
        return new Broken(event.sequence(), "of " + event.runId() + " (" + event.kind() + "), " + how);
    }
}
