package io.tekton.sharedservices.fleet.ship;

import io.tekton.sharedservices.journal.AuditEvent;
import io.tekton.sharedservices.journal.Run;
import io.tekton.sharedservices.journal.query.PurgedRange;
import io.tekton.sharedservices.store.chain.ChainHead;
import io.tekton.sharedservices.store.record.SqlAuditReader;
import java.util.List;
import java.util.Optional;

/** The journal of a store. A heartbeat asks it for no more than its head while nothing was added. */
public final class StoreJournal implements Journal {
    private final SqlAuditReader reader;
    private final String host;
    private final String cleanupJob;
    private long conditionOf = -1;
    private Condition condition = new Condition(0, null, null, null);

    /** @param cleanupJob the job whose last run is shown */
    public StoreJournal(SqlAuditReader reader, String host, String cleanupJob) {
        this.reader = reader;
        this.host = host;
        this.cleanupJob = cleanupJob;
    }

    @Override
    public ChainHead head() {
        return reader.head();
    }

    @Override
    public List<AuditEvent> eventsAfter(long sequence, int limit) {
        return reader.eventsAfter(sequence, limit);
    }

    @Override
    public List<PurgedRange> purgedRanges() {
        return reader.purgedRanges();
    }

    @Override
    public Condition condition() {
        long now = head().sequence();
        if (now != conditionOf) {
            Optional<Run> last = reader.lastRun(cleanupJob, host);
            condition = new Condition(
                    reader.running(host).size(),
                    last.map(Run::lastStartedAt).orElse(null),
                    last.map(run -> run.outcome().name()).orElse(null),
                    last.map(run -> (long) run.counts().orphans()).orElse(null));
            conditionOf = now;
        }
        return condition;
    }
}
