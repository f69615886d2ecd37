package io.tekton.sharedservices.services;

import io.tekton.sharedservices.api.ClientContext;
import io.tekton.sharedservices.api.DaemonStatus;
import io.tekton.sharedservices.api.FleetStatus;
import io.tekton.sharedservices.api.Health;
import io.tekton.sharedservices.api.JobAnswer;
import io.tekton.sharedservices.api.JobStatus;
import io.tekton.sharedservices.api.RegistryStatus;
import io.tekton.sharedservices.api.ReloadAnswer;
import io.tekton.sharedservices.api.SharedServices;
import io.tekton.sharedservices.api.Status;
import io.tekton.sharedservices.config.ServiceSettings;
import io.tekton.sharedservices.fleet.settings.FleetSettings;
import io.tekton.sharedservices.fleet.ship.ShippedHead;
import io.tekton.sharedservices.journal.Pause;
import io.tekton.sharedservices.journal.Run;
import io.tekton.sharedservices.registry.RegistryReader;
import io.tekton.sharedservices.settings.Places;
import io.tekton.sharedservices.store.StoreFacts;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** What can be said and done where no job runs by schedule. */
abstract class WithoutDaemon implements SharedServices {
    private static final String NO_DAEMON = "no daemon runs";

    private static IllegalStateException noDaemon() {
        return new IllegalStateException("only a running daemon does that");
    }

    /** Where its files are. */
    abstract Places places();

    /**
     * The status from settings, registries and store; nothing is planned then.
     *
     * @param pauses the pause of each job on record, or null
     * @param lastRuns the last run of each job on record, or null
     * @param store null where there is none
     * @param more warnings, beside those of the settings
     */
    final Status status(
            ServiceSettings settings,
            Function<String, @Nullable Pause> pauses,
            Function<String, @Nullable Run> lastRuns,
            @Nullable StoreFacts store,
            List<String> more) {
        List<String> warnings = new ArrayList<>(settings.doubts());
        places().doubt().ifPresent(warnings::add);
        Optional.ofNullable(registryMemory().damage()).ifPresent(warnings::add);
        warnings.addAll(more);
        return new Status(
                DaemonStatus.notRunning(NO_DAEMON),
                AllJobs.DESCRIPTIONS.stream()
                        .filter(job -> job.section().apply(settings).enabled())
                        .map(job -> job.idle(settings, pauses.apply(job.name()), lastRuns.apply(job.name())))
                        .toList(),
                RegistryStatus.of(
                        new RegistryReader(settings.registry(), registryMemory()).read(),
                        settings.needsRegistry(places(), registryMemory())),
                store,
                fleet(settings),
                warnings);
    }

    /** By what the file says that was shipped. */
    private @Nullable FleetStatus fleet(ServiceSettings settings) {
        FleetSettings fleet = settings.fleet();
        if (!fleet.isOn()) {
            return null;
        }
        Optional<ShippedHead> shipped = ShippedHead.read(places().stateFolder());
        long head = head();
        return new FleetStatus(
                "unknown",
                fleet.url().orElseThrow().toString(),
                null,
                shipped.map(ShippedHead::at).orElse(null),
                Math.max(0, head - shipped.map(ShippedHead::sequence).orElse(0L)),
                null,
                null,
                null,
                NO_DAEMON + ", so nothing is shipped");
    }

    /** The last event on record; 0 for none. */
    abstract long head();

    @Override
    public Health health() {
        return new Health(false, false, NO_DAEMON);
    }

    @Override
    public List<JobStatus> jobs() {
        return status().jobs();
    }

    @Override
    public JobAnswer trigger(String job, boolean force, @Nullable String reason, String actor) {
        throw noDaemon();
    }

    @Override
    public JobAnswer pause(String job, @Nullable String reason, String actor) {
        throw noDaemon();
    }

    @Override
    public JobAnswer resume(String job, String actor) {
        throw noDaemon();
    }

    @Override
    public ReloadAnswer reload(String actor) {
        throw noDaemon();
    }

    /** {@inheritDoc} Here they are the same. */
    @Override
    public void agree(ClientContext asker) {}
}
