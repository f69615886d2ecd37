package io.tekton.sharedservices.fleet.ship;

import io.tekton.sharedservices.concurrent.StopFlag;
import io.tekton.sharedservices.fleet.settings.FleetSettings;
import io.tekton.sharedservices.journal.Run;
import io.tekton.sharedservices.journal.RunCounts;
import io.tekton.sharedservices.journal.TerminationResult;
import io.tekton.sharedservices.journal.TerminationSignal;
import io.tekton.sharedservices.store.Records;
import io.tekton.sharedservices.store.Store;
import io.tekton.sharedservices.store.record.SqlAuditLog;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;

/** A host of a fleet, in a test: a real store and a real shipper, without a daemon. */
public final class Member implements AutoCloseable {
    public final Store store;
    public final Shipper shipper;

    /** Owns the store. */
    public Member(Store store, FleetSettings settings) {
        this.store = store;
        this.shipper = new Shipper(
                new StoreJournal(store.auditReader(), Records.HOST, "orphan-cleanup"),
                settings,
                new Shipper.Identity(Records.HOST, "1.0-test", "d1"),
                Clock.systemUTC(),
                new StopFlag(),
                null);
    }

    public static Member of(Path stateFolder, FleetSettings settings) {
        return new Member(Records.open(stateFolder), settings);
    }

    /** A cleanup that ended one orphan, from beginning to end. */
    public void cleanup(String id, int number) {
        SqlAuditLog log = store.auditLog(Records.BOOT, Records.CLOCK);
        Run run = Records.run(id, false, Records.START.plusSeconds(number));
        log.begin(run);
        log.decide(
                id,
                List.of(Records.orphan(12), Records.spared(13)),
                List.of(Records.intended(12, TerminationSignal.TERM)));
        log.append(
                id,
                List.of(
                        Records.signalled(12, TerminationSignal.TERM),
                        Records.ended(12, TerminationResult.TERMINATED)));
        log.finish(Records.finished(run, new RunCounts(5, 2, 1, 1, 1, 0, 0)));
    }

    @Override
    public void close() {
        shipper.close();
        store.close();
    }
}
