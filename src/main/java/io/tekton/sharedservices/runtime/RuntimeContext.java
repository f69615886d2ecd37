package io.tekton.sharedservices.runtime;

import io.tekton.sharedservices.cleanup.PendingWrites;
import io.tekton.sharedservices.cleanup.RegistryBelief;
import io.tekton.sharedservices.cleanup.hour.PlatformHour;
import io.tekton.sharedservices.cleanup.witness.Witness;
import io.tekton.sharedservices.cleanup.witness.WitnessMemory;
import io.tekton.sharedservices.config.ServiceSettings;
import io.tekton.sharedservices.journal.AuditException;
import io.tekton.sharedservices.journal.AuditLog;
import io.tekton.sharedservices.journal.Facts;
import io.tekton.sharedservices.journal.Retention;
import io.tekton.sharedservices.journal.leftover.LeftoverAction;
import io.tekton.sharedservices.journal.leftover.LeftoverLog;
import io.tekton.sharedservices.leftover.quarantine.LeftoverRecovery;
import io.tekton.sharedservices.leftover.registry.PruneRecovery;
import io.tekton.sharedservices.metrics.Instrumentation;
import io.tekton.sharedservices.posix.ThisUser;
import io.tekton.sharedservices.process.HostName;
import io.tekton.sharedservices.process.ProcessIdentity;
import io.tekton.sharedservices.process.ProcessNode;
import io.tekton.sharedservices.process.ProcessTable;
import io.tekton.sharedservices.process.ProcessTable.Wanted;
import io.tekton.sharedservices.process.Reading;
import io.tekton.sharedservices.process.linux.LinuxProcessTable;
import io.tekton.sharedservices.process.portable.PortableProcessTable;
import io.tekton.sharedservices.registry.RegistryReader;
import io.tekton.sharedservices.registry.RegistryReading;
import io.tekton.sharedservices.registry.memory.RegistrationMemory;
import io.tekton.sharedservices.schedule.due.ClockReading;
import io.tekton.sharedservices.settings.Places;
import io.tekton.sharedservices.store.Store;
import io.tekton.sharedservices.store.database.StoreSettings;
import io.tekton.sharedservices.store.record.PurgeReport;
import io.tekton.sharedservices.store.record.SqlAuditLog;
import io.tekton.sharedservices.store.record.SqlAuditReader;
import io.tekton.sharedservices.store.record.SqlInterventions;
import io.tekton.sharedservices.store.record.SqlPausedJobs;
import io.tekton.sharedservices.store.record.SqlSettingChanges;
import io.tekton.sharedservices.text.Causes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.apache.logging.log4j.LogManager;

/** What a process that holds the store works with, wired without a container. */
public record RuntimeContext(
        Places places,
        Clock clock,
        Store store,
        ProcessTable table,
        String host,
        AuditLog audit,
        SqlAuditReader reader,
        RegistrationMemory memory,
        Witness witness,
        PendingWrites unwritten,
        PlatformHour hour,
        UnaryOperator<ProcessTable> tables,
        UnaryOperator<LeftoverLog> leftoverLogs)
        implements AutoCloseable {
    /**
     * Opens the store and settles what an earlier process left open in it.
     *
     * @throws io.tekton.sharedservices.store.sql.StoreException if the store cannot be had
     */
    public static RuntimeContext open(Places places, ServiceSettings settings, Clock clock, StoreSettings how) {
        return open(places, settings, clock, how, failure -> {
            throw failure;
        });
    }

    /**
     * As {@link #open(Places, ServiceSettings, Clock, StoreSettings)}.
     *
     * @param unsettled given the failure where what an earlier process left open cannot be written, as on a full disk:
     *     it stays open then, if this returns
     */
    public static RuntimeContext open(
            Places places,
            ServiceSettings settings,
            Clock clock,
            StoreSettings how,
            Consumer<AuditException> unsettled) {
        noteRecord(places);
        Store store = Store.open(how, clock);
        FleetHold.apply(store, places.stateFolder(), settings.fleet());
        RuntimeContext context = null;
        try {
            ProcessTable table = processTable(settings.cleanup().rules().wanted(), clock);
            String host = HostName.read();
            SqlAuditLog audit = store.auditLog(table.bootId(), clock);
            try {
                store.leftoverLog(host, table.bootId(), clock).settleOpen(action -> settled(action, places, clock));
                audit.settleAbandoned(host, identity -> seenNow(table, identity));
            } catch (AuditException e) {
                unsettled.accept(e);
            }
            RegistrationMemory memory = RegistrationMemory.open(places.stateFolder(), places.tektonState());
            context = new RuntimeContext(
                    places,
                    clock,
                    store,
                    table,
                    host,
                    audit,
                    store.auditReader(),
                    memory,
                    new Witness(WitnessMemory.open(places.stateFolder())),
                    new PendingWrites(),
                    new PlatformHour(places.baseFolder(), places.stateFolder(), places.otherRecords()),
                    UnaryOperator.identity(),
                    UnaryOperator.identity());
            return context;
        } finally {
            if (context == null) {
                store.close();
            }
        }
    }

    /** What came of an action with a leftover that a crash interrupted, by what is on the disk. */
    private static LeftoverAction settled(LeftoverAction action, Places places, Clock clock) {
        Instant now = Facts.onRecord(clock.instant());
        return action.action() == LeftoverAction.Kind.PRUNE
                ? new PruneRecovery(registryBackups(places), now).settle(action)
                : new LeftoverRecovery(ThisUser.uid(), now).settle(action);
    }

    /** Where the versions of a registry are that pruning replaced. */
    public static Path registryBackups(Places places) {
        return places.stateFolder().resolve("registry-backups");
    }

    private static void noteRecord(Places places) {
        try {
            places.noteRecord();
        } catch (IOException e) {
            LogManager.getLogger("store")
                    .warn(
                            "where the record is ({}) cannot be noted in the home folder, so XDG_STATE_HOME must be the"
                                    + " same for every call: {}",
                            places.baseFolder(),
                            Causes.of(e));
        }
    }

    /** The same context, with metrics and notifications. */
    public RuntimeContext watchedBy(Instrumentation activity) {
        return new RuntimeContext(
                places,
                clock,
                store,
                table,
                host,
                activity.watched(audit),
                reader,
                memory,
                witness,
                unwritten,
                hour,
                activity::timed,
                activity::counted);
    }

    public SqlPausedJobs pausedJobs() {
        return store.pausedJobs(host, table.bootId());
    }

    public LeftoverLog leftovers() {
        return leftoverLogs.apply(store.leftoverLog(host, table.bootId(), clock));
    }

    public SqlInterventions interventions() {
        return store.interventions(host, table.bootId());
    }

    /** @param goesOn asked between two steps */
    public PurgeReport purge(Retention retention, String actor, BooleanSupplier goesOn) {
        return store.purge(retention, table.bootId(), actor, clock, goesOn);
    }

    public SqlSettingChanges settingChanges() {
        return store.settingChanges(host, table.bootId());
    }

    public static ProcessTable processTable(Wanted wanted, Clock clock) {
        return Files.isDirectory(Path.of("/proc/self"))
                ? LinuxProcessTable.open(wanted, clock)
                : new PortableProcessTable(wanted, clock);
    }

    /** What to believe of the registries under these settings. */
    public RegistryBelief belief(ServiceSettings settings, ProcessTable fresh) {
        return new RegistryBelief(memory, settings.registry(), fresh, clock);
    }

    public RegistryReader registry(ServiceSettings settings) {
        return new RegistryReader(settings.registry(), memory);
    }

    /** The process table with what the rules of these settings ask for, which may be more than at the start. */
    public ProcessTable processes(ServiceSettings settings) {
        return processTable(settings.cleanup().rules().wanted(), clock);
    }

    /** Reads the registry between runs. */
    public RegistryReading readRegistry(ServiceSettings settings) {
        return belief(settings, processes(settings))
                .readAndRemember(registry(settings), settings.cleanup().rules());
    }

    public ClockReading moment() {
        return new ClockReading(clock.instant(), table.bootId(), table.uptime());
    }

    /** This process, which with all its ancestors no cleanup may touch. */
    public static int self() {
        return (int) ProcessHandle.current().pid();
    }

    /** What there is to see of a process whose ending was never recorded. */
    private static String seenNow(ProcessTable table, ProcessIdentity identity) {
        if (!identity.bootId().equals(table.bootId())) {
            return "the host has been booted since, so it is gone";
        }
        if (table.node(identity.pid()) instanceof Reading.Present<ProcessNode> node) {
            if (!node.value().identity().equals(identity)) {
                return "its pid belongs to another process now, so it is gone";
            }
            return node.value().zombie() ? "it has ended" : "it is still running";
        }
        return "it is not there any more";
    }

    @Override
    public void close() {
        try {
            store.close();
        } finally {
            hour.close();
        }
    }
}
