package io.tekton.sharedservices.configsync;

import io.tekton.sharedservices.cleanup.PendingWrites;
import io.tekton.sharedservices.configsync.file.Backups;
import io.tekton.sharedservices.configsync.file.ConfigFile;
import io.tekton.sharedservices.configsync.file.Failpoints;
import io.tekton.sharedservices.configsync.file.LastSyncedConfig;
import io.tekton.sharedservices.configsync.file.UpdateFlag;
import io.tekton.sharedservices.journal.AuditLog;
import io.tekton.sharedservices.journal.query.AuditReader;
import io.tekton.sharedservices.redaction.Redaction;
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
        LastSyncedConfig lastInLine,
        AuditLog audit,
        AuditReader history,
        PendingWrites unwritten,
        DuplicateRunFilter repeats,
        RegistrationWitness witness,
        HeldSync hold,
        Failpoints steps,
        Redaction redaction,
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
