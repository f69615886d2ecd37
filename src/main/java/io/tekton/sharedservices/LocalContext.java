package io.tekton.sharedservices;

import io.tekton.sharedservices.api.ApiClient;
import io.tekton.sharedservices.api.ApiException;
import io.tekton.sharedservices.api.DaemonFinder;
import io.tekton.sharedservices.api.DaemonSighting;
import io.tekton.sharedservices.api.DaemonStatus;
import io.tekton.sharedservices.api.JobStatus;
import io.tekton.sharedservices.api.Json;
import io.tekton.sharedservices.api.RegistryStatus;
import io.tekton.sharedservices.api.RemoteSession;
import io.tekton.sharedservices.api.Session;
import io.tekton.sharedservices.api.Status;
import io.tekton.sharedservices.audit.Run;
import io.tekton.sharedservices.audit.RunQuery;
import io.tekton.sharedservices.cleanup.OrphanCleanup;
import io.tekton.sharedservices.cleanup.StopFlag;
import io.tekton.sharedservices.cli.CommandLineProgram.Globals;
import io.tekton.sharedservices.cli.Context;
import io.tekton.sharedservices.cli.Terminal;
import io.tekton.sharedservices.daemon.ServiceSettings;
import io.tekton.sharedservices.posix.Detachment;
import io.tekton.sharedservices.posix.FileTrust;
import io.tekton.sharedservices.posix.ServiceNotification;
import io.tekton.sharedservices.process.ProcessTable;
import io.tekton.sharedservices.process.UserNames;
import io.tekton.sharedservices.registry.RegistryReader;
import io.tekton.sharedservices.settings.Places;
import io.tekton.sharedservices.settings.SettingsException;
import io.tekton.sharedservices.settings.SettingsLayers;
import io.tekton.sharedservices.store.Store;
import io.tekton.sharedservices.store.StoreException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.logging.log4j.LogManager;

/** One call of the program, on this host and by this process itself. */
record LocalContext(
        Terminal terminal,
        Map<String, String> environment,
        Path installation,
        Clock clock,
        String version,
        StopFlag stop,
        Globals globals)
        implements Context {
    @Override
    public Json json() {
        return new Json(terminal.zone());
    }

    @Override
    public boolean wantsJson() {
        return globals.json();
    }

    @Override
    public String actor() {
        return new UserNames().self().name() + "@command-line";
    }

    @Override
    public Places places() {
        return Places.of(
                environment,
                globals.state().orElse(null),
                globals.config().orElse(null),
                installation,
                Path.of("").toAbsolutePath());
    }

    @Override
    public ServiceSettings settings(List<OwnOption> own) {
        Places places = places();
        SettingsLayers.Builder layers =
                SettingsLayers.builder().file(places, FileTrust.ofThisUser()).environment(environment);
        globals.set().forEach(layers::set);
        own.forEach(given -> layers.option(given.option(), given.key(), given.value()));
        return settings(layers.build());
    }

    @Override
    public SettingsLayers layersOf(Path file) {
        return SettingsLayers.builder().file(file, FileTrust.ofThisUser()).build();
    }

    @Override
    public ServiceSettings settings(SettingsLayers layers) {
        return ServiceSettings.read(layers, places(), new UserNames(), clock.instant());
    }

    @Override
    public Session open(ServiceSettings settings, String doing) {
        Places places = places();
        Path above = places.stateFolder().getParent();
        if (globals.state().isPresent() && above != null && !Files.isDirectory(above)) {
            // Most likely mistyped: whoever means a new place makes the folder for it.
            throw new StoreException("there is no folder " + above + " that the state folder " + places.stateFolder()
                    + " could be made in");
        }
        DaemonSighting sighting = daemon();
        if (sighting instanceof DaemonSighting.Running running) {
            return new RemoteSession(
                    ApiClient.of(running, places.stateFolder()), settings.all(), places.configFileAsked());
        }
        Logging.to(places.logFolder(), settings.logFormat(), false, this::warn);
        return LocalSession.open(places, settings, clock, doing);
    }

    @Override
    public DaemonSighting daemon() {
        return new DaemonFinder(places().stateFolder(), this::processes).look();
    }

    @Override
    public ProcessTable processes() {
        return LocalParts.processTable(Set.of(), clock);
    }

    @Override
    public Status status() {
        Places places = places();
        DaemonSighting sighting = daemon();
        if (sighting instanceof DaemonSighting.Running running) {
            try {
                return ApiClient.of(running, places.stateFolder()).status();
            } catch (ApiException e) {
                sighting = daemon();
                if (sighting instanceof DaemonSighting.Running) {
                    String why = "its process " + running.address().process().pid() + " is there and does not answer: "
                            + e.getMessage();
                    return new Status(DaemonStatus.unknown(why), List.of(), null, null, List.of());
                }
            }
        }
        DaemonStatus daemon = sighting instanceof DaemonSighting.Unclear unclear
                ? DaemonStatus.unknown(unclear.why())
                : DaemonStatus.notRunning(((DaemonSighting.NotRunning) sighting).why());
        ServiceSettings settings = settings(List.of());
        try (Session session = open(settings, "status")) {
            Run last = session.history().runs(new RunQuery(OrphanCleanup.JOB, null, null, null, null, 1)).stream()
                    .findFirst()
                    .orElse(null);
            JobStatus job = new JobStatus(
                    OrphanCleanup.JOB,
                    settings.cleanupJob().schedule().text(),
                    settings.cleanupJob().enabled(),
                    null,
                    last,
                    null,
                    null);
            return new Status(
                    daemon,
                    List.of(job),
                    RegistryStatus.of(new RegistryReader(settings.registry(), session.registryMemory()).read()),
                    session.storeFacts(),
                    settings.all().warnings());
        } catch (StoreException e) {
            return new Status(daemon, List.of(), null, null, List.of(String.valueOf(e.getMessage())));
        }
    }

    @Override
    public List<String> sharedArguments() {
        List<String> arguments = new ArrayList<>();
        Places places = places();
        if (places.configFileAsked()) {
            arguments.addAll(List.of("--config", places.configFile().toString()));
        }
        if (globals.state().isPresent()) {
            arguments.addAll(List.of("--state", places.stateFolder().toString()));
        }
        globals.set().forEach(given -> arguments.addAll(List.of("--set", given)));
        return arguments;
    }

    @Override
    public int runDaemon(List<OwnOption> own, boolean background) {
        ServiceSettings settings = settings(own);
        Places places = places();
        DaemonSighting sighting = daemon();
        if (sighting instanceof DaemonSighting.Running running) {
            terminal.err()
                    .println("shared-services: the daemon is running already: pid "
                            + running.address().process().pid() + ", "
                            + running.address().url());
            return 1;
        }
        if (background) {
            Detachment.fromTerminal();
        }
        Logging.to(places.logFolder(), settings.logFormat(), Logging.toJournal(environment), this::warn);
        ServiceNotification manager = ServiceNotification.to(environment.get("NOTIFY_SOCKET"));
        boolean ended = new DaemonProcess(
                        places,
                        clock,
                        version,
                        stop,
                        manager,
                        terminal::error,
                        ServiceNotification.heartbeat(environment.get("WATCHDOG_USEC"), DaemonProcess.HEARTBEAT))
                .run(settings, () -> settings(own), url -> terminal.out().println("ready at " + url));
        return ended ? 0 : 1;
    }

    @Override
    public void restore(Path backup) {
        Places places = places();
        Logging.to(places.logFolder(), this::warn);
        Store.restore(backup, LocalSession.storeSettings(places, "store restore"), clock)
                .close();
    }

    @Override
    public Optional<Path> noteFault(Throwable fault) {
        try {
            Path folder = places().logFolder();
            if (Logging.to(folder, this::warn)) {
                LogManager.getLogger("command-line").error("the program has a fault", fault);
                return Optional.of(folder.resolve(Logging.EVERYTHING));
            }
        } catch (SettingsException e) {
            warn("nothing is logged: " + e.getMessage());
        }
        return Optional.empty();
    }

    private void warn(String what) {
        terminal.error("warning: " + what);
    }

    @Override
    public Context in(Path folder, Map<String, String> otherEnvironment, List<String> set) {
        return new LocalContext(
                terminal,
                otherEnvironment,
                folder,
                clock,
                version,
                stop,
                new Globals(Optional.empty(), Optional.empty(), set, globals.json()));
    }
}
