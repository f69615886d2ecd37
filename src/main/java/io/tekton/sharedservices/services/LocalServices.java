package io.tekton.sharedservices.services;

import io.tekton.sharedservices.api.CleanupOrder;
import io.tekton.sharedservices.api.ClientContext;
import io.tekton.sharedservices.api.JobOffException;
import io.tekton.sharedservices.api.Status;
import io.tekton.sharedservices.api.SyncOrder;
import io.tekton.sharedservices.cleanup.CleanupListener;
import io.tekton.sharedservices.cleanup.CleanupReport;
import io.tekton.sharedservices.cleanup.CleanupRequest;
import io.tekton.sharedservices.cleanup.Explanation;
import io.tekton.sharedservices.cleanup.OrphanCleanup;
import io.tekton.sharedservices.cleanup.job.Cleanups;
import io.tekton.sharedservices.cleanup.survey.Suspects;
import io.tekton.sharedservices.concurrent.StopFlag;
import io.tekton.sharedservices.config.ServiceSettings;
import io.tekton.sharedservices.configsync.ConfigSync;
import io.tekton.sharedservices.configsync.SyncReport;
import io.tekton.sharedservices.configsync.SyncRequest;
import io.tekton.sharedservices.configsync.job.Syncs;
import io.tekton.sharedservices.journal.AuditEvent;
import io.tekton.sharedservices.journal.Intervention;
import io.tekton.sharedservices.journal.RecordedSettingChange;
import io.tekton.sharedservices.journal.Run;
import io.tekton.sharedservices.journal.query.ChainCheck;
import io.tekton.sharedservices.journal.query.History;
import io.tekton.sharedservices.leftover.job.LeftoverJob;
import io.tekton.sharedservices.process.ProcessTableException;
import io.tekton.sharedservices.registry.RegistryMemory;
import io.tekton.sharedservices.runtime.Refusal;
import io.tekton.sharedservices.runtime.RuntimeContext;
import io.tekton.sharedservices.settings.Places;
import io.tekton.sharedservices.store.StoreFacts;
import io.tekton.sharedservices.store.database.StoreSettings;
import io.tekton.sharedservices.store.record.PurgeReport;
import io.tekton.sharedservices.text.Causes;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.Logger;

/** The services in the process that holds the store. Without a scheduler: what is asked for runs at once. */
public class LocalServices extends WithoutDaemon {
    private final Logger logger = LogManager.getLogger("daemon");
    protected final RuntimeContext context;
    private final Supplier<ServiceSettings> settings;

    /** @param settings those in force when it is asked */
    protected LocalServices(RuntimeContext context, Supplier<ServiceSettings> settings) {
        this.context = context;
        this.settings = settings;
    }

    /**
     * Opens the store for a command, which holds it until it closes this.
     *
     * @param doing the purpose, reported to another process that waits
     * @throws io.tekton.sharedservices.store.sql.StoreException if the store cannot be had
     */
    public static LocalServices open(Places places, ServiceSettings settings, Clock clock, String doing) {
        return new LocalServices(
                RuntimeContext.open(places, settings, clock, storeSettings(places, doing)), () -> settings);
    }

    /**
     * As {@link #open}, for a command that only reads: a disk that is full or read-only keeps nobody from the record.
     *
     * @param warn given a sentence where what an earlier process left open could not be settled
     */
    public static LocalServices openToRead(
            Places places, ServiceSettings settings, Clock clock, String doing, Consumer<String> warn) {
        return new LocalServices(
                RuntimeContext.open(
                        places,
                        settings,
                        clock,
                        storeSettings(places, doing),
                        failure -> warn.accept("what a process that has ended left open on record stays so for now, and"
                                + " its run is shown as RUNNING: " + Causes.of(failure))),
                () -> settings);
    }

    public static StoreSettings storeSettings(Places places, String doing) {
        return new StoreSettings(places.stateFolder(), StoreSettings.PATIENCE_OF_A_COMMAND, "shared-services " + doing);
    }

    /** The settings in force now. */
    protected final ServiceSettings settings() {
        return settings.get();
    }

    @Override
    public Status status() {
        ServiceSettings now = settings();
        return status(
                now,
                job -> context.pausedJobs().of(job).orElse(null),
                job -> context.reader().lastRun(job, context.host()).orElse(null),
                context.store().facts(),
                now.cleanupJob().enabled() ? Cleanups.warnings(now, context) : List.of());
    }

    @Override
    public CleanupReport cleanup(CleanupOrder order, StopFlag stop, CleanupListener listener) {
        ServiceSettings now = settings();
        CleanupRequest request = order.under(now.cleanup());
        OrphanCleanup cleanup = Cleanups.under(now, context);
        Optional<Refusal> paused = paused(OrphanCleanup.JOB, request.dryRun());
        if (paused.isPresent()) {
            return cleanup.refuse(request, paused.get().reason(), paused.get().message());
        }
        CleanupReport report = cleanup.run(request, untouchable(order.asker()), stop, listener);
        if (!request.dryRun()) {
            checkRuleUse(now);
        }
        return report;
    }

    /** A pause outlives the daemon that recorded it. */
    private Optional<Refusal> paused(String job, boolean dryRun) {
        return dryRun ? Optional.empty() : context.pausedJobs().of(job).map(Refusal::paused);
    }

    /** The cleanup is over: what goes wrong here is for the log. */
    private void checkRuleUse(ServiceSettings now) {
        try {
            Cleanups.checkRuleUse(now, context);
        } catch (ProcessTableException | UncheckedIOException e) {
            logger.warn("it is not known which match rules name a process", e);
        }
    }

    /** The asker and this process, which with all their ancestors no cleanup may touch. */
    protected static Set<Integer> untouchable(ClientContext asker) {
        Set<Integer> pids = new HashSet<>(asker.pids());
        pids.add(RuntimeContext.self());
        return pids;
    }

    /**
     * {@inheritDoc}
     *
     * @throws JobOffException if there is no configuration
     */
    @Override
    public SyncReport sync(SyncOrder order, StopFlag stop) {
        ServiceSettings now = settings();
        ConfigSync sync = Syncs.places(now, context.places())
                .map(places -> Syncs.of(places, now, context))
                .orElseThrow(() -> new JobOffException(
                        "neither TEKTON_ROOT nor config-sync.config-file names a configuration to keep in step"));
        if (order.undo()) {
            return sync.undo(order.undoUnder(now.sync()), stop);
        }
        SyncRequest request = order.under(now.sync());
        return paused(ConfigSync.JOB, request.dryRun())
                .map(paused -> sync.refuse(request, paused.reason(), paused.message()))
                .orElseGet(() -> sync.run(request, stop));
    }

    @Override
    public Explanation.Answer explain(int pid, ClientContext asker) {
        return Cleanups.explainer(context.places(), settings(), context.memory(), context.witness(), context.clock())
                .explain(pid, untouchable(asker));
    }

    @Override
    public Suspects suspects(ClientContext asker) {
        return Cleanups.suspects(context.places(), settings(), context.memory(), context.witness(), context.clock())
                .find(untouchable(asker));
    }

    @Override
    public Run restoreLeftovers(String what, String actor) {
        return LeftoverJob.restore(settings(), context, what, actor);
    }

    @Override
    public PurgeReport purge(String actor, ClientContext asker) {
        return context.purge(settings().retention(), actor, () -> true);
    }

    @Override
    public String host() {
        return context.host();
    }

    @Override
    public History history() {
        return context.reader();
    }

    @Override
    public List<AuditEvent> eventsAfter(long sequence, int limit) {
        return context.reader().eventsAfter(sequence, limit);
    }

    @Override
    public ChainCheck verifyChain() {
        return context.reader().verifyChain();
    }

    @Override
    public List<RecordedSettingChange> settingChanges(int limit) {
        return context.settingChanges().newest(limit);
    }

    @Override
    public List<Intervention> interventions(int limit) {
        return context.interventions().newest(limit);
    }

    @Override
    long head() {
        return context.reader().head().sequence();
    }

    @Override
    Places places() {
        return context.places();
    }

    @Override
    public RegistryMemory registryMemory() {
        return context.memory();
    }

    @Override
    public StoreFacts storeFacts() {
        return context.store().facts();
    }

    @Override
    public void backup(Path target) {
        context.store().backup(target);
    }

    @Override
    public void close() {
        context.close();
    }
}
