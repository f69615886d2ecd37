package io.tekton.sharedservices.configsync.job;

import io.tekton.sharedservices.cleanup.match.Rules;
import io.tekton.sharedservices.concurrent.StopFlag;
import io.tekton.sharedservices.config.ServiceSettings;
import io.tekton.sharedservices.configsync.ConfigSync;
import io.tekton.sharedservices.configsync.Deviation;
import io.tekton.sharedservices.configsync.SyncReport;
import io.tekton.sharedservices.configsync.SyncRequest;
import io.tekton.sharedservices.configsync.file.ConfigSyncSettings;
import io.tekton.sharedservices.configsync.file.SyncPlaces;
import io.tekton.sharedservices.files.FileWatch;
import io.tekton.sharedservices.files.WatchedFile;
import io.tekton.sharedservices.journal.ConfigChange;
import io.tekton.sharedservices.redaction.Redaction;
import io.tekton.sharedservices.registry.RegistrySettings;
import io.tekton.sharedservices.runtime.RuntimeContext;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/** The configuration sync of one configuration file, and the watches over its flag and that file. Thread-safe. */
final class SyncWithWatches implements SyncWork, AutoCloseable {
    private final SyncPlaces places;
    private final ConfigSync sync;
    private final Basis basis;
    private final List<String> warnings = new CopyOnWriteArrayList<>();
    private final FileWatch watch;

    /** The settings that a sync is made under, beside its places. */
    private record Basis(
            ConfigSyncSettings.Replace replace, Redaction redaction, Rules rules, RegistrySettings registry) {
        static Basis of(ServiceSettings settings) {
            return new Basis(
                    settings.sync().replace(),
                    settings.cleanup().redaction(),
                    settings.cleanup().rules(),
                    settings.registry());
        }
    }

    private SyncWithWatches(SyncPlaces places, ConfigSync sync, Basis basis, Runnable signal) {
        this.places = places;
        this.sync = sync;
        this.basis = basis;
        this.watch = new FileWatch(
                List.of(
                        new WatchedFile(places.flag(), signal),
                        new WatchedFile(places.config(), SyncPlaces::mayBeSavedLate, signal)),
                warnings::add,
                FileWatch.USUAL_SCAN);
    }

    /**
     * Nothing is watched yet.
     *
     * @param signal called when something was seen that may call for a sync; returns at once
     * @return empty where the settings switch the job off or name no configuration
     */
    static Optional<SyncWithWatches> of(RuntimeContext context, ServiceSettings settings, Runnable signal) {
        return Syncs.places(settings, context.places())
                .filter(places -> settings.syncJob().enabled())
                .map(places ->
                        new SyncWithWatches(places, Syncs.of(places, settings, context), Basis.of(settings), signal));
    }

    /** Whether these settings, too, want a sync of the same files in the same way. */
    boolean isFor(RuntimeContext context, ServiceSettings settings) {
        return Basis.of(settings).equals(basis)
                && settings.syncJob().enabled()
                && Syncs.places(settings, context.places())
                        .filter(places::equals)
                        .isPresent();
    }

    ConfigSync sync() {
        return sync;
    }

    @Override
    public boolean isCalledFor() {
        return sync.isCalledFor();
    }

    /** What distinguishes one raising of the flag from another; all null if there is no flag. */
    private record Raising(@Nullable Object key, @Nullable FileTime written, long size) {}

    @Override
    public Object flag() {
        try {
            BasicFileAttributes seen =
                    Files.readAttributes(places.flag(), BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
            return new Raising(seen.fileKey(), seen.lastModifiedTime(), seen.size());
        } catch (IOException e) {
            return new Raising(null, null, 0);
        }
    }

    @Override
    public Optional<ConfigDeviation> drift() {
        Deviation found = sync.drift();
        if (found.kind() == Deviation.Kind.NONE) {
            return Optional.empty();
        }
        List<ConfigChange> changes = found.changes();
        String first = changes.get(0).field() + " of " + changes.get(0).component();
        return Optional.of(new ConfigDeviation(
                found.kind(), changes.size() == 1 ? first : changes.size() + " fields, such as " + first));
    }

    @Override
    public SyncReport run(SyncRequest request, StopFlag stop) {
        return sync.run(request, stop);
    }

    /** Watches from now on. */
    void watch() {
        watch.start();
    }

    /** What is wrong with the watches and what they watch, a sentence each. */
    List<String> warnings() {
        List<String> all = new ArrayList<>(warnings);
        sync.flagObstacle().ifPresent(all::add);
        all.addAll(sync.unfinishedSaves());
        return all;
    }

    @Override
    public void close() {
        watch.close();
    }
}
