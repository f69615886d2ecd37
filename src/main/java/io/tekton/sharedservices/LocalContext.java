package io.tekton.sharedservices;

import io.tekton.sharedservices.api.ApiClient;
import io.tekton.sharedservices.api.ApiException;
import io.tekton.sharedservices.api.DaemonAddress;
import io.tekton.sharedservices.api.DaemonFinder;
import io.tekton.sharedservices.api.DaemonSighting;
import io.tekton.sharedservices.api.DaemonStatus;
import io.tekton.sharedservices.api.GivenSettings;
import io.tekton.sharedservices.api.Json;
import io.tekton.sharedservices.api.OpenRecords;
import io.tekton.sharedservices.api.RemoteSession;
import io.tekton.sharedservices.api.Services;
import io.tekton.sharedservices.api.Session;
import io.tekton.sharedservices.api.Status;
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
import io.tekton.sharedservices.settings.Places;
import io.tekton.sharedservices.settings.SettingsException;
import io.tekton.sharedservices.settings.SettingsLayers;
import io.tekton.sharedservices.store.Store;
import io.tekton.sharedservices.store.StoreException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashMap;
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
        Places places = placesWithoutTypingError();
        return daemon() instanceof DaemonSighting.Running running
                ? new RemoteSession(
                        client(running, places), new GivenSettings(settings.all(), places.configFileAsked()))
                : openStore(places, settings, doing);
    }

    @Override
    public OpenRecords openRecords(String doing) {
        Places places = placesWithoutTypingError();
        if (daemon() instanceof DaemonSighting.Running running) {
            return new RemoteSession(ask(running), GivenSettings.NONE);
        }
        return Store.isIn(places.stateFolder())
                ? openStore(places, settings(List.of()), doing)
                : new NothingOnRecord(places.stateFolder());
    }

    private LocalSession openStore(Places places, ServiceSettings settings, String doing) {
        Logging.to(places.logFolder(), this::warn);
        return LocalSession.open(places, settings, clock, doing);
    }

    /** A named state folder in a folder that is not there was most likely mistyped: whoever means a new place makes the folder for it. */
    private Places placesWithoutTypingError() {
        Places places = places();
        Path above = places.stateFolder().getParent();
        if (globals.state().isPresent() && above != null && !Files.isDirectory(above)) {
            throw new StoreException("there is no folder " + above + " that the state folder " + places.stateFolder()
                    + " could be made in");
        }
        return places;
    }

    private static ApiClient client(DaemonSighting.Running running, Places places) {
        return ApiClient.of(running, places.stateFolder());
    }

    @Override
    public Services ask(DaemonSighting.Running running) {
        Services services = client(running, places());
        given(running.address())
                .ifPresent(given -> given.agreeing(() -> {
                    services.agree(given.asker());
                    return services;
                }));
        return services;
    }

    /**
     * What this call was given and the daemon may have otherwise. When its own settings file counts is the daemon's business, so naming that makes no
     * difference; and faults in a file that nobody named keep nobody from asking how the daemon is.
     */
    private Optional<GivenSettings> given(DaemonAddress daemon) {
        Places places = places();
        if (places.configFileAsked() && !places.configFile().equals(daemon.configFile())) {
            return Optional.of(new GivenSettings(settings(List.of()).all(), true));
        }
        SettingsLayers.Builder layers = SettingsLayers.builder().environment(environment);
        globals.set().forEach(layers::set);
        SettingsLayers given = layers.build();
        return given.isEmpty()
                ? Optional.empty()
                : Optional.of(new GivenSettings(alone(given).all(), false));
    }

    /** Settings that contradict the defaults may well go with the rest of the file. */
    private ServiceSettings alone(SettingsLayers given) {
        try {
            return settings(given);
        } catch (SettingsException e) {
            return settings(List.of());
        }
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
                return ask(running).status();
            } catch (ApiException e) {
                sighting = daemon();
                if (sighting instanceof DaemonSighting.Running there
                        && there.address().stoppingSince() != null) {
                    return new Status(DaemonStatus.stopping(there.address()), List.of(), null, null, List.of());
                }
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
        IdleStatus idle = new IdleStatus(daemon, settings(List.of()));
        if (!Store.isIn(placesWithoutTypingError().stateFolder())) {
            return idle.withoutStore(new NothingOnRecord(places.stateFolder()));
        }
        try (LocalSession session = openStore(places, idle.settings(), "status")) {
            return idle.withStore(session.parts);
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
    public Context with(List<String> sharedArguments) {
        Map<String, List<String>> values = new HashMap<>();
        for (int i = 0; i + 1 < sharedArguments.size(); i += 2) {
            values.computeIfAbsent(sharedArguments.get(i), option -> new ArrayList<>())
                    .add(sharedArguments.get(i + 1));
        }
        return with(new Globals(
                values.getOrDefault("--config", List.of()).stream().findFirst(),
                values.getOrDefault("--state", List.of()).stream().findFirst(),
                values.getOrDefault("--set", List.of()),
                globals.json()));
    }

    private LocalContext with(Globals others) {
        return new LocalContext(terminal, environment, installation, clock, version, stop, others);
    }

    @Override
    public int runDaemon(List<OwnOption> own, boolean background) {
        ServiceSettings settings = settings(own);
        Places places = places();
        DaemonSighting sighting = daemon();
        if (sighting instanceof DaemonSighting.Running running) {
            terminal.error(running.whyNoOther());
            return 1;
        }
        if (background) {
            Detachment.fromTerminal();
        }
        Logging.to(places.logFolder(), this::warn);
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
