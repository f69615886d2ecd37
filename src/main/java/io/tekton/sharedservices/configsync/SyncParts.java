package io.tekton.sharedservices.configsync;

import io.tekton.sharedservices.audit.AuditLog;
import io.tekton.sharedservices.audit.AuditReader;
import io.tekton.sharedservices.cleanup.UnwrittenEnds;
import io.tekton.sharedservices.registry.PlatformRegistry;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;

/** What all runs of a sync work with. */
record SyncParts(
        String host,
        UpdateFlag flag,
        PlatformRegistry registry,
        ConfigFile config,
        Backups backups,
        LastInLine lastInLine,
        AuditLog audit,
        AuditReader history,
        UnwrittenEnds unwritten,
        Repeats repeats,
        RosterWitness witness,
        Hold hold,
        SyncSteps steps,
        RecordMask mask,
        SyncLog log,
        Clock clock,
        ZoneId zone) {
    /** In whole milliseconds, as times are on record. */
    Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MILLIS);
    }

    LocalDateTime localNow() {
        return LocalDateTime.ofInstant(clock.instant(), zone);
    }
}
