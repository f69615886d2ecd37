package io.tekton.sharedservices.store.chain;

import io.tekton.sharedservices.journal.AuditEvent;
import io.tekton.sharedservices.journal.SyncRecord;
import io.tekton.sharedservices.journal.query.ChainCheck.Broken;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/** What the chain says about one run's plan for the configuration, to be compared with its rows. */
final class SyncStory {
    private final AuditEvent begun;
    private @Nullable AuditEvent planned;

    SyncStory(AuditEvent begun) {
        this.begun = begun;
    }

    /** Of several plans, the rows hold the last one. */
    void accept(AuditEvent event) {
        planned = event;
    }

    /** @throws io.tekton.sharedservices.journal.AuditException if the rows cannot be read */
    @Nullable
    Broken compare(Handle handle) {
        Optional<SyncRecord> row = new SyncRows(handle, begun.runId()).read();
        AuditEvent plan = planned;
        if (plan == null) {
            return row.isEmpty() ? null : differs(begun, "the table has a plan that was never recorded");
        }
        if (row.isEmpty()) {
            return differs(plan, "its plan is missing from the table");
        }
        return EventFacts.planned(row.get()).equals(plan.facts())
                ? null
                : differs(plan, "the plan's rows are not those that were recorded");
    }

    private Broken differs(AuditEvent event, String how) {
        return new Broken(event.sequence(), "in run " + begun.runId() + ", " + how);
    }
}
