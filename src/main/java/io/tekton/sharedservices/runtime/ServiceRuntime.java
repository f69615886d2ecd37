package io.tekton.sharedservices.runtime;

import io.tekton.sharedservices.cleanup.Explainer;
import io.tekton.sharedservices.cleanup.OrphanCleanup;
import io.tekton.sharedservices.cleanup.OurInstallation;
import io.tekton.sharedservices.cleanup.PendingWrites;
import io.tekton.sharedservices.cleanup.PlatformHour;
import io.tekton.sharedservices.cleanup.RegistryBelief;
import io.tekton.sharedservices.cleanup.StillServing;
import io.tekton.sharedservices.cleanup.match.Rules;
import io.tekton.sharedservices.cleanup.survey.UnusedRules;
import io.tekton.sharedservices.config.ServiceSettings;
import io.tekton.sharedservices.configsync.BelievedRegistrations;
import io.tekton.sharedservices.configsync.BootTime;
import io.tekton.sharedservices.configsync.ConfigSync;
import io.tekton.sharedservices.configsync.RegistrationWitness;
import io.tekton.sharedservices.configsync.file.ConfigSyncSettings;
import io.tekton.sharedservices.configsync.file.SyncPlaces;
import io.tekton.sharedservices.journal.AuditLog;
import io.tekton.sharedservices.journal.Retention;
import io.tekton.sharedservices.metrics.Instrumentation;
import io.tekton.sharedservices.process.HostName;
import io.tekton.sharedservices.process.ProcessIdentity;
import io.tekton.sharedservices.process.ProcessNode;
import io.tekton.sharedservices.process.ProcessTable;
import io.tekton.sharedservices.process.Reading;
import io.tekton.sharedservices.process.linux.LinuxProcessTable;
import io.tekton.sharedservices.process.portable.PortableProcessTable;
import io.tekton.sharedservices.redaction.Redaction;
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
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.function.UnaryOperator;

/** What a process that holds the store works with, wired without a container. */
public record ServiceRuntime(
        Places places,
        Clock clock,
        Store store,
        ProcessTable table,
        String host,
        AuditLog audit,
        SqlAuditReader reader,
        RegistrationMemory memory,
        PendingWrites unwritten,
        PlatformHour hour,
        UnaryOperator<ProcessTable> tables)
        implements AutoCloseable {
    /**
     * Opens the store and settles what an earlier process left open in it.
     *
     * @throws io.tekton.sharedservices.store.sql.StoreException if the store cannot be had
     */
    public static ServiceRuntime open(Places places, ServiceSettings settings, Clock clock, StoreSettings how) {
        Store store = Store.open(how, clock);
        ServiceRuntime parts = null;
        try {
            ProcessTable table = processTable(settings.cleanup().rules().variables(), clock);
            String host = HostName.read();
            SqlAuditLog audit = store.auditLog(table.bootId(), clock);
            audit.settleAbandoned(host, identity -> seenNow(table, identity));
            RegistrationMemory memory = RegistrationMemory.open(places.stateFolder(), places.tektonState());
            parts = new ServiceRuntime(
                    places,
                    clock,
                    store,
                    table,
                    host,
                    audit,
                    store.auditReader(),
                    memory,
                    new PendingWrites(),
                    new PlatformHour(places.tektonState(), places.stateFolder()),
                    UnaryOperator.identity());
            return parts;
        } finally {
            if (parts == null) {
                store.close();
            }
        }
    }

    /** The same parts, with metrics and notifications. */
    public ServiceRuntime watchedBy(Instrumentation activity) {
        return new ServiceRuntime(
                places,
                clock,
                store,
                table,
                host,
                activity.watched(audit),
                reader,
                memory,
                unwritten,
                hour,
                activity::timed);
    }

    public SqlPausedJobs pausedJobs() {
        return store.pausedJobs(host, table.bootId());
    }

    public SqlInterventions interventions() {
        return store.interventions(host, table.bootId());
    }

    /** @param goesOn asked between two steps */
    public PurgeReport purge(Retention retention, String actor, BooleanSupplier goesOn) {
        return store.purge(retention, table.bootId(), actor, clock, goesOn);
    }

    SqlSettingChanges settingChanges() {
        return store.settingChanges(host, table.bootId());
    }

    public static ProcessTable processTable(Set<String> variables, Clock clock) {
        return Files.isDirectory(Path.of("/proc/self"))
                ? LinuxProcessTable.open(variables, clock)
                : new PortableProcessTable(clock);
    }

    /**
     * The cleanup under these settings. Their rules may ask for other variables than those that the store was opened
     * with.
     */
    public OrphanCleanup cleanup(ServiceSettings settings) {
        ProcessTable fresh =
                tables.apply(processTable(settings.cleanup().rules().variables(), clock));
        return new OrphanCleanup(
                host,
                fresh,
                new RegistryReader(settings.registry(), memory),
                new RegistryBelief(memory, settings.registry(), fresh, clock),
                audit,
                reader,
                settings.cleanup(),
                OurInstallation.of(places),
                unwritten,
                hour,
                clock);
    }

    /** What explains processes under these settings. */
    public Explainer explainer(ServiceSettings settings) {
        return explainer(places, settings, memory, clock);
    }

    /** Reads the registry between runs. */
    public RegistryReading readRegistry(ServiceSettings settings) {
        ProcessTable fresh = processTable(settings.cleanup().rules().variables(), clock);
        return new RegistryBelief(memory, settings.registry(), fresh, clock)
                .readAndRemember(
                        new RegistryReader(settings.registry(), memory),
                        settings.cleanup().rules());
    }

    /**
     * What to warn of: wrappers that the registry lost and that still serve, and rules that have named nothing for
     * long.
     */
    public List<String> cleanupWarnings(ServiceSettings settings) {
        if (!settings.cleanupJob().enabled()) {
            return List.of();
        }
        ProcessTable fresh = processTable(settings.cleanup().rules().variables(), clock);
        List<String> all = new ArrayList<>(
                new StillServing(fresh, settings.cleanup(), OurInstallation.of(places)).warnings(memory.now()));
        all.addAll(unusedRules().warnings(settings.cleanup()));
        return all;
    }

    /** Remembers which match rules name a process now. */
    void checkRuleUsage(ServiceSettings settings) {
        unusedRules().scan(processTable(settings.cleanup().rules().variables(), clock), settings.cleanup());
    }

    private UnusedRules unusedRules() {
        return new UnusedRules(places.stateFolder(), clock);
    }

    /** @param memory what earlier readings of the registry saw */
    public static Explainer explainer(Places places, ServiceSettings settings, RegistrationMemory memory, Clock clock) {
        ProcessTable fresh = processTable(settings.cleanup().rules().variables(), clock);
        return new Explainer(
                fresh,
                new RegistryReader(settings.registry(), memory),
                new RegistryBelief(memory, settings.registry(), fresh, clock),
                settings.cleanup(),
                OurInstallation.of(places));
    }

    /** The sync of this configuration; whether a run is dry its caller says. */
    ConfigSync sync(SyncPlaces where, ServiceSettings settings) {
        ConfigSyncSettings.Replace replace = settings.sync().replace();
        Redaction redaction = settings.cleanup().redaction();
        Rules rules = settings.cleanup().rules();
        ProcessTable fresh = processTable(rules.variables(), clock);
        RegistrationWitness witness = new BelievedRegistrations(
                new RegistryBelief(memory, settings.registry(), fresh, clock),
                new RegistryReader(settings.registry(), memory),
                rules,
                settings.registry().maxDropPercent());
        return new ConfigSync(
                host,
                new ConfigSyncSettings(Optional.of(where.config()), false, ConfigSyncSettings.Drift.REPAIR, replace),
                redaction,
                where,
                audit,
                reader,
                unwritten,
                witness,
                () -> new BootTime(table.bootId(), table.uptime()),
                clock,
                ZoneId.systemDefault());
    }

    /** Empty where the settings switch the sync off or name no configuration. */
    Optional<SyncPlaces> syncPlaces(ServiceSettings settings) {
        return settings.syncJob().enabled() ? namedSyncPlaces(settings) : Optional.empty();
    }

    /** Empty where the settings name no configuration. */
    Optional<SyncPlaces> namedSyncPlaces(ServiceSettings settings) {
        return settings.sync()
                .configFile()
                .map(config -> SyncPlaces.of(settings.registry(), places.tektonState(), places.stateFolder(), config));
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
