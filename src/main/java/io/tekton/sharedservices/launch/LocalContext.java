package io.tekton.sharedservices.launch;

import io.tekton.sharedservices.api.SharedServices;
import io.tekton.sharedservices.api.Status;
import io.tekton.sharedservices.api.json.Json;
import io.tekton.sharedservices.cli.CommandLineProgram;
import io.tekton.sharedservices.cli.CommandLineProgram.Globals;
import io.tekton.sharedservices.cli.option.Context;
import io.tekton.sharedservices.cli.view.Terminal;
import io.tekton.sharedservices.client.DaemonFinder;
import io.tekton.sharedservices.client.DaemonLookup;
import io.tekton.sharedservices.client.GivenSettings;
import io.tekton.sharedservices.concurrent.StopFlag;
import io.tekton.sharedservices.config.ServiceSettings;
import io.tekton.sharedservices.daemon.DaemonProcess;
import io.tekton.sharedservices.files.FileTrust;
import io.tekton.sharedservices.logging.Logging;
import io.tekton.sharedservices.posix.Detachment;
import io.tekton.sharedservices.posix.ServiceNotification;
import io.tekton.sharedservices.process.ProcessTable;
import io.tekton.sharedservices.process.ProcessTable.Wanted;
import io.tekton.sharedservices.process.UserNames;
import io.tekton.sharedservices.runtime.RuntimeContext;
import io.tekton.sharedservices.services.AllJobs;
import io.tekton.sharedservices.services.LocalServices;
import io.tekton.sharedservices.settings.Places;
import io.tekton.sharedservices.settings.SettingsException;
import io.tekton.sharedservices.settings.SettingsLayers;
import io.tekton.sharedservices.store.Store;
import io.tekton.sharedservices.store.sql.StoreException;
import io.tekton.sharedservices.text.Causes;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.logging.log4j.LogManager;

/** One call of the program, on this host and by this process itself. */
public record LocalContext(
        Terminal terminal,
        Map<String, String> environment,
        Path installation,
        Clock clock,
        String version,
        StopFlag stop,
        Globals globals)
        implements Context, CommandLineProgram.Contexts {
    /** The same call with what was given on its command line. */
    @Override
    public LocalContext of(Globals given) {
        return new LocalContext(terminal, environment, installation, clock, version, stop, given);
    }

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
                Path.of("").toAbsolutePath(),
                usual -> ServiceSettings.useOnlyOwners(
                        layers(usual, List.of()), usual, new UserNames(), clock.instant()));
    }

    @Override
    public ServiceSettings settings(List<OwnOption> own) {
        return settings(layers(places(), own));
    }

    private SettingsLayers layers(Places places, List<OwnOption> own) {
        SettingsLayers.Builder layers =
                SettingsLayers.builder().file(places, FileTrust.ofThisUser()).environment(environment);
        globals.set().forEach(layers::set);
        own.forEach(given -> layers.option(given.option(), given.key(), given.value()));
        return layers.build();
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
    public DaemonLookup daemon() {
        return new DaemonFinder(places().stateFolder(), this::processes).look();
    }

    @Override
    public ProcessTable processes(Wanted wanted) {
        return RuntimeContext.processTable(wanted, clock);
    }

    @Override
    public GivenSettings given(ServiceSettings settings) {
        Places places = places();
        // Without a daemon all settings are this call's own.
        Path other = places.configFileAsked() && daemon() instanceof DaemonLookup.Running running
                ? running.address().otherFile(places)
                : null;
        return new GivenSettings(settings.all(), other);
    }

    @Override
    public SharedServices open(ServiceSettings settings, String doing) {
        return connector().open(settings, doing);
    }

    @Override
    public SharedServices openExisting(ServiceSettings settings, String doing) {
        return connector().openExisting(settings, doing);
    }

    @Override
    public SharedServices openRecords(String doing) {
        return connector().openRecords(doing);
    }

    @Override
    public SharedServices ask(DaemonLookup.Running running) {
        return connector().ask(running);
    }

    @Override
    public SharedServices ask(DaemonLookup.Running running, List<OwnOption> own) {
        return connector().ask(running, own);
    }

    @Override
    public Status status() {
        return connector().status();
    }

    private ServicesConnector connector() {
        return new ServicesConnector(this, places());
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
    public Context without(String variable) {
        Map<String, String> rest = new HashMap<>(environment);
        rest.remove(variable);
        return new LocalContext(terminal, rest, installation, clock, version, stop, globals);
    }

    @Override
    public Context with(List<String> sharedArguments) {
        Map<String, List<String>> values = new HashMap<>();
        for (int i = 0; i + 1 < sharedArguments.size(); i += 2) {
            values.computeIfAbsent(sharedArguments.get(i), option -> new ArrayList<>())
                    .add(sharedArguments.get(i + 1));
        }
        return of(new Globals(
                values.getOrDefault("--config", List.of()).stream().findFirst(),
                values.getOrDefault("--state", List.of()).stream().findFirst(),
                values.getOrDefault("--set", List.of()),
                globals.json()));
    }

    @Override
    public int runDaemon(List<OwnOption> own, boolean background) {
        ServiceSettings settings = settings(own);
        Places places = places();
        DaemonLookup sighting = daemon();
        if (sighting instanceof DaemonLookup.Running running) {
            terminal.error(running.whyNoOther());
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
                        ServiceNotification.heartbeat(environment.get("WATCHDOG_USEC"), DaemonProcess.HEARTBEAT),
                        environment.get("XDG_RUNTIME_DIR"),
                        AllJobs::make)
                .run(settings, () -> settings(own), url -> terminal.out().println("ready at " + url));
        return ended ? 0 : 1;
    }

    @Override
    public Path setStoreAside() {
        Places places = places();
        Logging.to(places.logFolder(), this::warn);
        Path aside = Store.setAside(LocalServices.storeSettings(places, "store set-aside"), clock);
        LogManager.getLogger("store").warn("the store was set aside into {} by {}", aside, actor());
        return aside;
    }

    @Override
    public long rebuildStore() {
        Places places = places();
        if (!Store.isIn(places.stateFolder())) {
            throw new StoreException("there is no store in " + places.stateFolder() + "; nothing was made");
        }
        Logging.to(places.logFolder(), this::warn);
        try (Store store = Store.open(LocalServices.storeSettings(places, "store rebuild"), clock)) {
            long events = store.rebuild();
            LogManager.getLogger("store").warn("the tables were made anew from {} events by {}", events, actor());
            return events;
        }
    }

    @Override
    public String renewEpoch() {
        Places places = places();
        Logging.to(places.logFolder(), this::warn);
        try (Store store = Store.open(LocalServices.storeSettings(places, "fleet renew"), clock)) {
            String epoch = store.beginEpoch(clock.instant());
            LogManager.getLogger("store").warn("the journal goes on in the new epoch {}, by {}", epoch, actor());
            return epoch;
        }
    }

    @Override
    public void restore(Path backup) {
        Places places = places();
        Logging.to(places.logFolder(), this::warn);
        Store.restore(backup, LocalServices.storeSettings(places, "store restore"), clock)
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
            warn("nothing is logged: " + Causes.of(e));
        }
        return Optional.empty();
    }

    void warn(String what) {
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
