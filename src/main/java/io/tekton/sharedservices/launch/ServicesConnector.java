package io.tekton.sharedservices.launch;

import io.tekton.sharedservices.api.ApiException;
import io.tekton.sharedservices.api.ClientContext;
import io.tekton.sharedservices.api.DaemonStatus;
import io.tekton.sharedservices.api.SharedServices;
import io.tekton.sharedservices.api.Status;
import io.tekton.sharedservices.cli.option.Context;
import io.tekton.sharedservices.client.DaemonAddress;
import io.tekton.sharedservices.client.DaemonLookup;
import io.tekton.sharedservices.client.GivenSettings;
import io.tekton.sharedservices.client.RemoteServices;
import io.tekton.sharedservices.config.ServiceSettings;
import io.tekton.sharedservices.logging.Logging;
import io.tekton.sharedservices.services.LocalServices;
import io.tekton.sharedservices.services.NoStore;
import io.tekton.sharedservices.settings.Places;
import io.tekton.sharedservices.settings.SettingsException;
import io.tekton.sharedservices.settings.SettingsLayers;
import io.tekton.sharedservices.store.Store;
import io.tekton.sharedservices.store.sql.StoreException;
import io.tekton.sharedservices.text.Causes;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * Answers what one call of the program asks: from the daemon if one runs, else from the store, else with an empty
 * record.
 *
 * @param call with its settings
 */
record ServicesConnector(LocalContext call, Places places) {
    /** For a command that applies these settings to what it does. */
    SharedServices open(ServiceSettings settings, String doing) {
        refuseTypingError();
        return call.daemon() instanceof DaemonLookup.Running running
                ? remote(running, call.given(settings))
                : openStore(settings, doing);
    }

    /** The same, for a command that must not make a store. */
    SharedServices openExisting(ServiceSettings settings, String doing) {
        boolean nothing = call.daemon() instanceof DaemonLookup.NotRunning && !Store.isIn(places.stateFolder());
        return nothing ? noStore(settings) : open(settings, doing);
    }

    SharedServices openRecords(String doing) {
        refuseTypingError();
        if (call.daemon() instanceof DaemonLookup.Running running) {
            return ask(running);
        }
        return Store.isIn(places.stateFolder())
                ? openToRead(call.settings(List.of()), doing)
                : new NoStore(places, () -> call.settings(List.of()), call.clock());
    }

    private NoStore noStore(ServiceSettings settings) {
        refuseTypingError();
        return new NoStore(places, () -> settings, call.clock());
    }

    private LocalServices openToRead(ServiceSettings settings, String doing) {
        Logging.to(places.logFolder(), settings.logFormat(), false, call::warn);
        return LocalServices.openToRead(places, settings, call.clock(), doing, call::warn);
    }

    private LocalServices openStore(ServiceSettings settings, String doing) {
        Logging.to(places.logFolder(), settings.logFormat(), false, call::warn);
        return LocalServices.open(places, settings, call.clock(), doing);
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

    private RemoteServices remote(DaemonLookup.Running running, GivenSettings given) {
        return RemoteServices.of(running, places.stateFolder(), given);
    }

    SharedServices ask(DaemonLookup.Running running) {
        return ask(running, List.of());
    }

    /** @param own options of the command, which must agree with the daemon's settings as well */
    SharedServices ask(DaemonLookup.Running running, List<Context.OwnOption> own) {
        GivenSettings given = given(running.address(), own);
        RemoteServices services = remote(running, given);
        if (!given.isEmpty()) {
            services.agree(ClientContext.ofThisProcess());
        }
        return services;
    }

    /**
     * What this call was given and what may differ in the daemon. Faults in a file that nobody named keep nobody from
     * asking how the daemon is.
     */
    private GivenSettings given(DaemonAddress daemon, List<Context.OwnOption> own) {
        Path other = daemon.otherFile(places);
        if (other != null) {
            return new GivenSettings(call.settings(own).all(), other);
        }
        SettingsLayers.Builder layers = SettingsLayers.builder().environment(call.environment());
        call.globals().set().forEach(layers::set);
        own.forEach(option -> layers.option(option.option(), option.key(), option.value()));
        SettingsLayers given = layers.build();
        return given.isEmpty()
                ? GivenSettings.NONE
                : new GivenSettings(alone(given, own).all(), null);
    }

    /** Settings that contradict the defaults may agree with the rest of the file. */
    private ServiceSettings alone(SettingsLayers given, List<Context.OwnOption> own) {
        try {
            return call.settings(given);
        } catch (SettingsException e) {
            return call.settings(own);
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
                : notRunning((DaemonLookup.NotRunning) sighting);
        ServiceSettings settings = call.settings(List.of());
        try (SharedServices services =
                Store.isIn(places.stateFolder()) ? openToRead(settings, "status") : noStore(settings)) {
            return services.status().with(daemon);
        } catch (StoreException e) {
            return new Status(daemon, List.of(), null, null, List.of(Causes.of(e)));
        }
    }

    /** Where it was started with options, the detail says how to start it with them again. */
    private static DaemonStatus notRunning(DaemonLookup.NotRunning none) {
        String advice = none.advice();
        return DaemonStatus.notRunning(advice.endsWith(DaemonStatus.RESTART) ? none.why() + ". " + advice : none.why());
    }
}
