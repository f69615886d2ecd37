package io.tekton.sharedservices;

import io.tekton.sharedservices.api.Json;
import io.tekton.sharedservices.api.Session;
import io.tekton.sharedservices.cleanup.StopFlag;
import io.tekton.sharedservices.cli.CommandLineProgram.Globals;
import io.tekton.sharedservices.cli.Context;
import io.tekton.sharedservices.cli.Terminal;
import io.tekton.sharedservices.daemon.ServiceSettings;
import io.tekton.sharedservices.posix.FileTrust;
import io.tekton.sharedservices.process.UserNames;
import io.tekton.sharedservices.settings.Places;
import io.tekton.sharedservices.settings.SettingsException;
import io.tekton.sharedservices.settings.SettingsLayers;
import io.tekton.sharedservices.store.Store;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
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
        Logging.to(places.logFolder(), this::warn);
        return LocalSession.open(places, settings, clock, doing);
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
