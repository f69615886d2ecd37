package io.tekton.sharedservices.store;

import io.tekton.sharedservices.concurrent.Uninterrupted;
import io.tekton.sharedservices.journal.Retention;
import io.tekton.sharedservices.store.chain.Rows;
import io.tekton.sharedservices.store.database.Database;
import io.tekton.sharedservices.store.database.Installation;
import io.tekton.sharedservices.store.database.Opening;
import io.tekton.sharedservices.store.database.PoolFacts;
import io.tekton.sharedservices.store.database.Schema;
import io.tekton.sharedservices.store.database.StateFolder;
import io.tekton.sharedservices.store.database.StoreHeldException;
import io.tekton.sharedservices.store.database.StoreLock;
import io.tekton.sharedservices.store.database.StoreSettings;
import io.tekton.sharedservices.store.record.Hold;
import io.tekton.sharedservices.store.record.Purge;
import io.tekton.sharedservices.store.record.PurgeReport;
import io.tekton.sharedservices.store.record.SqlAuditLog;
import io.tekton.sharedservices.store.record.SqlAuditReader;
import io.tekton.sharedservices.store.record.SqlInterventions;
import io.tekton.sharedservices.store.record.SqlLeftoverLog;
import io.tekton.sharedservices.store.record.SqlPausedJobs;
import io.tekton.sharedservices.store.record.SqlRegistryMemory;
import io.tekton.sharedservices.store.record.SqlSettingChanges;
import io.tekton.sharedservices.store.record.SqlSettingsInForce;
import io.tekton.sharedservices.store.record.SqlTriggerRepairs;
import io.tekton.sharedservices.store.scheduler.ScheduleFile;
import io.tekton.sharedservices.store.scheduler.SchedulerConnections;
import io.tekton.sharedservices.store.sql.Sql;
import io.tekton.sharedservices.store.sql.StoreException;
import io.tekton.sharedservices.store.sql.StoreFiles;
import io.tekton.sharedservices.text.Causes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The store of one state folder, open and held by this process alone until it is closed. Thread-safe; a thread that
 * works in it must not be interrupted, see {@link Database}.
 */
public final class Store implements AutoCloseable {
    private final StoreFiles files;
    private final StoreLock lock;
    private final Database database;
    private volatile Supplier<Hold> hold = () -> Hold.NONE;
    private @Nullable ScheduleFile schedule;

    private Store(StoreFiles files, StoreLock lock, Database database) {
        this.files = files;
        this.lock = lock;
        this.database = database;
    }

    /** Whether a state folder has a store, whole or not; a folder that cannot be read may have one. */
    public static boolean isIn(Path stateFolder) {
        StoreFiles files = new StoreFiles(stateFolder);
        return !Files.notExists(files.database()) || !Files.notExists(files.password());
    }

    /**
     * Opens the store, and makes it first where there is none.
     *
     * @throws StoreHeldException if another process held it for longer than the patience
     * @throws StoreException if it cannot be opened; nothing was changed then
     */
    public static Store open(StoreSettings settings, Clock clock) {
        return open(settings, clock, null);
    }

    /**
     * Makes a store in an empty state folder from a backup. A backup is SQL that is carried out: only use one that
     * nobody else could write.
     *
     * @throws StoreException if there is a store already, or the backup cannot be read; what was begun is made anew the
     *     next time
     */
    public static Store restore(Path backup, StoreSettings settings, Clock clock) {
        if (!Files.isReadable(backup)) {
            throw new StoreException("the backup " + backup + " cannot be read");
        }
        return open(settings, clock, backup.toAbsolutePath());
    }

    /**
     * Moves a store that does not open out of the way, at a person's request; the next use creates a new one.
     *
     * @return the folder that has its files now
     * @throws StoreHeldException if another process held it for longer than the patience
     * @throws StoreException if there is none, or its files cannot be moved
     */
    public static Path setAside(StoreSettings settings, Clock clock) {
        StoreFiles files = new StoreFiles(StateFolder.prepare(settings.stateFolder()));
        StoreLock lock = StoreLock.take(files, settings, clock);
        try {
            return new StoreQuarantine(files).move(clock);
        } finally {
            lock.close();
        }
    }

    private static Store open(StoreSettings settings, Clock clock, @Nullable Path backup) {
        StoreFiles files = new StoreFiles(StateFolder.prepare(settings.stateFolder()));
        StoreLock lock = StoreLock.take(files, settings, clock);
        Store store = null;
        try {
            store = new Store(files, lock, Uninterrupted.call(() -> new Opening(files, clock).open(backup)));
            return store;
        } finally {
            if (store == null) {
                lock.close();
            }
        }
    }

    /** @param bootId the boot in which this process runs */
    public SqlAuditLog auditLog(String bootId, Clock clock) {
        return new SqlAuditLog(database, bootId, clock);
    }

    /** @param bootId the boot in which this process runs */
    public SqlLeftoverLog leftoverLog(String host, String bootId, Clock clock) {
        return new SqlLeftoverLog(database, host, bootId, clock);
    }

    public SqlAuditReader auditReader() {
        return new SqlAuditReader(database);
    }

    public SqlRegistryMemory registryMemory(String host, String bootId, Clock clock) {
        return new SqlRegistryMemory(database, host, bootId, clock);
    }

    /**
     * Connections for one scheduler's job store, to a separate file beside the store; the file is created if it is
     * missing or damaged. See {@link SchedulerConnections} for how long they last.
     *
     * @throws StoreException if there is none and none can be made
     */
    public synchronized SchedulerConnections schedulerConnections() {
        if (schedule == null) {
            schedule = Uninterrupted.call(() -> ScheduleFile.open(files));
        }
        return new SchedulerConnections(schedule);
    }

    /**
     * Rewrites the store's file without unused space, if that is most of the file, the disk has room and nobody reads
     * for long. A process that holds the store for long calls this from time to time.
     *
     * @throws io.tekton.sharedservices.journal.AuditException if it could not, or the file lost its name or another one
     *     has it, so that nothing can be recorded; what is on record is kept
     */
    public void tidy() {
        database.tidy();
    }

    /** As {@link #tidy}, worth it or not. */
    public boolean writeAnew() {
        return database.reopen();
    }

    /**
     * Makes all tables anew from the journal; one that was lost is made again.
     *
     * @return how many events the journal ever had
     * @throws io.tekton.sharedservices.journal.AuditException if the journal itself was changed, or the store fails;
     *     nothing was changed then
     */
    public long rebuild() {
        return database.rebuild();
    }

    public SqlSettingChanges settingChanges(String host, String bootId) {
        return new SqlSettingChanges(database, host, bootId);
    }

    public SqlTriggerRepairs triggerRepairs(String host, String bootId) {
        return new SqlTriggerRepairs(database, host, bootId);
    }

    public SqlPausedJobs pausedJobs(String host, String bootId) {
        return new SqlPausedJobs(database, host, bootId);
    }

    public SqlInterventions interventions(String host, String bootId) {
        return new SqlInterventions(database, host, bootId);
    }

    public SqlSettingsInForce settingsInForce(String host, String bootId) {
        return new SqlSettingsInForce(database, host, bootId);
    }

    /**
     * Begins a new epoch of the journal: another store may go on with what is before it.
     *
     * @return the new epoch
     * @throws io.tekton.sharedservices.journal.AuditException if the store cannot be written
     */
    public String beginEpoch(Instant now) {
        return Installation.renew(database, now);
    }

    /** From now on, a purge keeps what is not shipped; see {@link Hold}. */
    public void hold(Supplier<Hold> until) {
        hold = until;
    }

    /** Asks no database. */
    public PoolFacts pool() {
        return database.facts();
    }

    /**
     * Writes a consistent copy while others go on, mode 0600.
     *
     * @throws StoreException if the target exists or cannot be written
     * @throws io.tekton.sharedservices.journal.AuditException if the store cannot be read
     */
    public void backup(Path target) {
        new Backup(database).write(target);
    }

    /**
     * Takes away what retention keeps no longer, and gives back the space where it is worth it. Others read and write
     * meanwhile; they wait for a moment each time.
     *
     * @param bootId the boot in which this process runs
     * @param actor who asks, for the record
     * @param goesOn asked between two steps; what was done until then stays done
     * @throws io.tekton.sharedservices.journal.AuditException if the store fails; what was done until then stays done
     */
    public PurgeReport purge(Retention retention, String bootId, String actor, Clock clock, BooleanSupplier goesOn) {
        long before = size();
        Purge.Result gone = new Purge(database, bootId, clock, retention, hold.get(), actor, goesOn).run();
        if (gone.runs() > 0 && goesOn.getAsBoolean()) {
            tidy();
        }
        return new PurgeReport(
                gone.runs(),
                gone.verdicts(),
                gone.events(),
                gone.others(),
                gone.bytes(),
                gone.overSize(),
                before,
                size());
    }

    private long size() {
        try {
            // only checked, not opened: see StoreFiles
            return Files.size(files.database());
        } catch (NoSuchFileException e) {
            // it lost its name while it is open: its content can still be read, and tidy() reports it
            return 0;
        } catch (IOException e) {
            throw new StoreException("the size of " + files.database() + " cannot be read: " + Causes.of(e), e);
        }
    }

    /** @throws io.tekton.sharedservices.journal.AuditException if the store cannot be read */
    public StoreFacts facts() {
        long size = size();
        return database.count(
                "how much is stored",
                handle -> Sql.query("how-much-is-stored")
                        .on(handle)
                        .map((rows, context) -> new StoreFacts(
                                files.database(),
                                size,
                                Schema.NEWEST,
                                rows.getLong("runs"),
                                rows.getLong("verdicts"),
                                rows.getLong("terminations"),
                                rows.getLong("events"),
                                Rows.instantOrNull(rows, "oldest_run")))
                        .one());
    }

    /**
     * Waits for the writer whose turn it is, closes the database in order and lets the store go. Doing it again does
     * nothing. A scheduler that uses {@link #schedulerConnections()} must have been shut down before.
     *
     * @throws io.tekton.sharedservices.journal.AuditException if the database did not close in order; it is let go all
     *     the same, and what was committed is kept
     */
    @Override
    public synchronized void close() {
        try {
            if (schedule != null) {
                schedule.close();
            }
        } finally {
            try {
                database.close();
            } finally {
                lock.close();
            }
        }
    }
}
