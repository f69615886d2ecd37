package io.tekton.sharedservices;

import io.tekton.sharedservices.cleanup.CleanupListener;
import io.tekton.sharedservices.cleanup.CleanupReport;
import io.tekton.sharedservices.cleanup.CleanupRequest;
import io.tekton.sharedservices.cleanup.StopFlag;
import io.tekton.sharedservices.daemon.ServiceSettings;
import io.tekton.sharedservices.posix.FileTrust;
import io.tekton.sharedservices.process.UserNames;
import io.tekton.sharedservices.settings.Durations;
import io.tekton.sharedservices.settings.Places;
import io.tekton.sharedservices.settings.SettingsLayers;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The orphan cleanup for use inside another Java program, with the same safety rules, store and audit as the command.
 *
 * <pre>{@code
 * OrphanCleanupService service = OrphanCleanupService.builder()
 *         .tektonRoot(Path.of("/srv/tekton"))
 *         .checkInterval(Duration.ofHours(6))
 *         .minAge(Duration.ofHours(2))
 *         .dryRun(true)
 *         .build();
 * CleanupReport report = service.runNow();
 * System.out.println(report.run().outcome() + ", orphans: " + report.run().counts().orphans());
 * }</pre>
 *
 * <p>Thread-safe; runs of one service follow each other. The store is open during a run only, so that commands find it free in between. A
 * thread that runs a cleanup must not be interrupted: an interrupt in the middle of a write closes the store. {@link #stop()} is the way to end a
 * run early.
 */
public final class OrphanCleanupService {
    private final Places places;
    private final ServiceSettings settings;
    private final Clock clock;
    private volatile StopFlag stop = new StopFlag();

    private OrphanCleanupService(Places places, ServiceSettings settings, Clock clock) {
        this.places = places;
        this.settings = settings;
        this.clock = clock;
    }

    /** A builder with the defaults of the settings table: every 6 h, processes older than 2 h, no dry run. */
    public static Builder builder() {
        return new Builder();
    }

    /**
     * Runs one cleanup and waits for its end. A live one within an hour after the last live one is refused, as is everything that the safety rules
     * forbid: the report's outcome and reason say so, nothing is thrown for it.
     *
     * @return what was judged and done, with one verdict for each process that a match rule named
     * @throws io.tekton.sharedservices.store.StoreException if the store cannot be opened, for instance since another process holds it for longer than
     *     5 s; nothing was signalled
     * @throws io.tekton.sharedservices.process.ProcessTableException if the host's processes cannot be read at all; nothing was signalled
     */
    public synchronized CleanupReport runNow() {
        StopFlag flag = new StopFlag();
        stop = flag;
        String actor = new UserNames().self().name() + "@embedded";
        CleanupRequest request = CleanupRequest.manual(
                settings.cleanup(), actor, settings.cleanup().dryRun());
        try (LocalSession session = LocalSession.open(places, settings, clock, "embedded cleanup")) {
            return session.cleanup(request, flag, CleanupListener.NONE);
        }
    }

    /**
     * Tells a run that is on to end: from now on it sends no signal, watches what it has signalled to the end of the grace period, and is
     * recorded as FAILED with the reason {@code stopped}. Returns at once; does nothing where no run is on.
     */
    public void stop() {
        stop.raise();
    }

    /** Collects what a service shall be; not thread-safe. */
    public static final class Builder {
        private final Map<String, String> environment = new HashMap<>(System.getenv());
        private final Map<String, String> given = new LinkedHashMap<>();
        private @Nullable Path configFile;
        private @Nullable Path stateFolder;
        private Clock clock = Clock.systemUTC();

        private Builder() {}

        /** The platform's folder, whose {@code .tekton} holds the registries; {@code TEKTON_ROOT} unless given, else {@code HOME}. */
        public Builder tektonRoot(Path folder) {
            environment.put("TEKTON_ROOT", folder.toAbsolutePath().toString());
            return this;
        }

        /** Where the store lies; {@code shared-services} in the platform's state folder unless given. */
        public Builder stateFolder(Path folder) {
            stateFolder = folder.toAbsolutePath();
            return this;
        }

        /** A settings file; without one, all that is not given here has its default. */
        public Builder configFile(Path file) {
            configFile = file.toAbsolutePath();
            return this;
        }

        /** From one scheduled cleanup to the next; at least 1 hour. */
        public Builder checkInterval(Duration interval) {
            return set("orphan-cleanup.schedule", "every " + Durations.format(interval));
        }

        /** A younger process is never an orphan. */
        public Builder minAge(Duration age) {
            return set("orphan-cleanup.min-age", Durations.format(age));
        }

        /** Decide and record, signal nothing. */
        public Builder dryRun(boolean dryRun) {
            return set("orphan-cleanup.dry-run", Boolean.toString(dryRun));
        }

        /** Any setting of the settings table, as it would stand in the file. */
        public Builder set(String key, String value) {
            given.put(key, value);
            return this;
        }

        Builder clock(Clock newClock) {
            clock = newClock;
            return this;
        }

        /**
         * Makes the service; nothing is started and no store opened.
         *
         * @throws io.tekton.sharedservices.settings.SettingsException with everything that is wrong with what was given
         */
        public OrphanCleanupService build() {
            Path workingFolder = Path.of("").toAbsolutePath();
            Places places = Places.of(
                    environment,
                    stateFolder == null ? null : stateFolder.toString(),
                    configFile == null ? null : configFile.toString(),
                    workingFolder,
                    workingFolder);
            SettingsLayers.Builder layers = SettingsLayers.builder();
            if (configFile != null) {
                layers.file(configFile, FileTrust.ofThisUser());
            }
            given.forEach((key, value) -> layers.option("builder", key, value));
            ServiceSettings settings = ServiceSettings.read(layers.build(), places, new UserNames(), clock.instant());
            return new OrphanCleanupService(places, settings, clock);
        }
    }
}
