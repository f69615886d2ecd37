package io.tekton.sharedservices.launch;

import io.tekton.sharedservices.api.ApiException;
import io.tekton.sharedservices.api.DaemonStatus;
import io.tekton.sharedservices.api.OpenRecords;
import io.tekton.sharedservices.api.Services;
import io.tekton.sharedservices.api.Session;
import io.tekton.sharedservices.api.Status;
import io.tekton.sharedservices.cleanup.Explanation;
import io.tekton.sharedservices.client.ApiClient;
import io.tekton.sharedservices.client.DaemonAddress;
import io.tekton.sharedservices.client.DaemonLookup;
import io.tekton.sharedservices.client.GivenSettings;
import io.tekton.sharedservices.client.RemoteSession;
import io.tekton.sharedservices.config.ServiceSettings;
import io.tekton.sharedservices.logging.Logging;
import io.tekton.sharedservices.runtime.EmptyHistory;
import io.tekton.sharedservices.runtime.LocalSession;
import io.tekton.sharedservices.runtime.ServiceRuntime;
import io.tekton.sharedservices.settings.Places;
import io.tekton.sharedservices.settings.SettingsException;
import io.tekton.sharedservices.settings.SettingsLayers;
import io.tekton.sharedservices.store.Store;
import io.tekton.sharedservices.store.sql.StoreException;
import io.tekton.sharedservices.text.Causes;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * Answers what one call of the program asks: from the daemon if one runs, else from the store, else with an empty
 * record.
 *
 * @param call with its settings
 */
record ServicesConnector(LocalContext call, Places places) {
    Session open(ServiceSettings settings, String doing) {
        refuseTypingError();
        return call.daemon() instanceof DaemonLookup.Running running
                ? new RemoteSession(client(running), new GivenSettings(settings.all(), places.configFileAsked()))
                : openStore(settings, doing);
    }

    OpenRecords openRecords(String doing) {
        refuseTypingError();
        if (call.daemon() instanceof DaemonLookup.Running running) {
            return new RemoteSession(ask(running), GivenSettings.NONE);
        }
        return Store.isIn(places.stateFolder()) ? openStore(call.settings(List.of()), doing) : EmptyHistory.of(places);
    }

    Explanation.Answer explain(int pid) {
        refuseTypingError();
        ServiceSettings settings = call.settings(List.of());
        if (call.daemon() instanceof DaemonLookup.NotRunning && !Store.isIn(places.stateFolder())) {
            EmptyHistory nothing = EmptyHistory.of(places);
            return ServiceRuntime.explainer(places, settings, nothing.registryMemory(), call.clock())
                    .explain(pid, LocalSession.askers());
        }
        try (Session session = open(settings, "explain " + pid)) {
            return session.explain(pid);
        }
    }

    private LocalSession openStore(ServiceSettings settings, String doing) {
        Logging.to(places.logFolder(), settings.logFormat(), false, call::warn);
        return LocalSession.open(places, settings, call.clock(), doing);
    }

    /**
     * A named state folder in a folder that is not there was most likely mistyped: a user who means a new place makes
     * the folder for it.
     */
    private void refuseTypingError() {
        Path above = places.stateFolder().getParent();
        if (call.globals().state().isPresent() && above != null && !Files.isDirectory(above)) {
            throw new StoreException("there is no folder " + above + " that the state folder " + places.stateFolder()
                    + " could be made in");
        }
    }

    private ApiClient client(DaemonLookup.Running running) {
        return ApiClient.of(running, places.stateFolder());
    }

    Services ask(DaemonLookup.Running running) {
        Services services = client(running);
        given(running.address())
                .ifPresent(given -> given.agreeing(() -> {
                    services.agree(given.asker());
                    return services;
                }));
        return services;
    }

    /**
     * What this call was given and what may differ in the daemon. The daemon decides when its own settings file
     * applies, so naming that makes no difference; and faults in a file that nobody named keep nobody from asking how
     * the daemon is.
     */
    private Optional<GivenSettings> given(DaemonAddress daemon) {
        if (places.configFileAsked() && !places.configFile().equals(daemon.configFile())) {
            return Optional.of(new GivenSettings(call.settings(List.of()).all(), true));
        }
        SettingsLayers.Builder layers = SettingsLayers.builder().environment(call.environment());
        call.globals().set().forEach(layers::set);
        SettingsLayers given = layers.build();
        return given.isEmpty()
                ? Optional.empty()
                : Optional.of(new GivenSettings(alone(given).all(), false));
    }

    /** Settings that contradict the defaults may well go with the rest of the file. */
    private ServiceSettings alone(SettingsLayers given) {
        try {
            return call.settings(given);
        } catch (SettingsException e) {
            return call.settings(List.of());
        }
    }

    Status status() {
        DaemonLookup sighting = call.daemon();
        if (sighting instanceof DaemonLookup.Running running) {
            try {
                return ask(running).status();
            } catch (ApiException e) {
                sighting = call.daemon();
                if (sighting instanceof DaemonLookup.Running there
                        && there.address().stoppingSince() != null) {
                    return new Status(there.address().stopping(), List.of(), null, null, List.of());
                }
                if (sighting instanceof DaemonLookup.Running) {
                    String why = "its process " + running.address().process().pid() + " is there and does not answer: "
                            + Causes.of(e);
                    return new Status(DaemonStatus.unknown(why), List.of(), null, null, List.of());
                }
            }
        }
        DaemonStatus daemon = sighting instanceof DaemonLookup.Unclear unclear
                ? DaemonStatus.unknown(unclear.why())
                : DaemonStatus.notRunning(((DaemonLookup.NotRunning) sighting).why());
        IdleStatus idle = new IdleStatus(daemon, call.settings(List.of()));
        try {
            refuseTypingError();
            if (!Store.isIn(places.stateFolder())) {
                return idle.withoutStore(EmptyHistory.of(places).registryMemory());
            }
            try (LocalSession session = openStore(idle.settings(), "status")) {
                return idle.withStore(session.parts);
            }
        } catch (StoreException e) {
            return new Status(daemon, List.of(), null, null, List.of(Causes.of(e)));
        }
    }
}
