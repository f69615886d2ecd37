package io.tekton.sharedservices.cli.option;

import io.tekton.sharedservices.api.SharedServices;
import io.tekton.sharedservices.api.Status;
import io.tekton.sharedservices.api.json.Json;
import io.tekton.sharedservices.cli.view.Terminal;
import io.tekton.sharedservices.client.DaemonLookup;
import io.tekton.sharedservices.client.GivenSettings;
import io.tekton.sharedservices.concurrent.StopFlag;
import io.tekton.sharedservices.config.ServiceSettings;
import io.tekton.sharedservices.process.ProcessTable;
import io.tekton.sharedservices.process.ProcessTable.Wanted;
import io.tekton.sharedservices.settings.Places;
import io.tekton.sharedservices.settings.SettingsLayers;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** What commands work with; made by the composition root, one for each call of the program. */
public interface Context {
    Terminal terminal();

    Map<String, String> environment();

    Clock clock();

    String version();

    Json json();

    /** Raised by Ctrl-C and SIGTERM. */
    StopFlag stop();

    /** Whether {@code --json} was given. */
    boolean wantsJson();

    /** Who asks, for the record. */
    String actor();

    /** Where everything is. */
    Places places();

    /**
     * The settings with a command's own options on top.
     *
     * @param own option (with its dashes), key and value
     */
    ServiceSettings settings(List<OwnOption> own);

    /** A settings file's layers alone, for a check of it. */
    SettingsLayers layersOf(Path file);

    /** The settings from such layers. */
    ServiceSettings settings(SettingsLayers layers);

    /** What this call was given, in settings made for it, that a running daemon may have otherwise. */
    GivenSettings given(ServiceSettings settings);

    /**
     * The services, for a command that applies these settings to what it does: of the running daemon, else with the
     * store opened here.
     *
     * @param doing the purpose, reported to another process that waits
     */
    SharedServices open(ServiceSettings settings, String doing);

    /** As {@link #open}, but makes no store where there is none. */
    SharedServices openExisting(ServiceSettings settings, String doing);

    /**
     * The services, for a command that only reads what is on record. Makes no store where there is none.
     *
     * @param doing as for {@link #open}
     * @throws io.tekton.sharedservices.settings.SettingsException if this call was given settings that the running
     *     daemon has otherwise
     */
    SharedServices openRecords(String doing);

    /**
     * The running daemon.
     *
     * @throws io.tekton.sharedservices.settings.SettingsException if this call was given settings that it has otherwise
     */
    SharedServices ask(DaemonLookup.Running daemon);

    /**
     * The running daemon, for a command whose own options are settings too.
     *
     * @param own as for {@link #settings}
     * @throws io.tekton.sharedservices.settings.SettingsException if this call was given settings that it has otherwise
     */
    SharedServices ask(DaemonLookup.Running daemon, List<OwnOption> own);

    /**
     * Makes a store from a backup.
     *
     * @throws io.tekton.sharedservices.store.sql.StoreException if there is a store already, or it cannot be made
     */
    void restore(Path backup);

    /**
     * Makes the store's tables anew from its journal.
     *
     * @return how many events the journal ever had
     * @throws io.tekton.sharedservices.store.sql.StoreException if the store cannot be had
     * @throws io.tekton.sharedservices.journal.AuditException if the journal itself was changed; nothing was changed
     *     then
     */
    long rebuildStore();

    /**
     * Begins a new epoch of the store's journal: another store goes on with what is before it.
     *
     * @return the epoch
     * @throws io.tekton.sharedservices.store.sql.StoreException if the store cannot be had, as while a daemon runs
     */
    String renewEpoch();

    /**
     * Takes a store that does not open out of the way.
     *
     * @return the folder that has its files now
     * @throws io.tekton.sharedservices.store.sql.StoreException if there is no store, another process has it, or it
     *     cannot be moved
     */
    Path setStoreAside();

    /**
     * Logs a fault of the program itself, with its stack trace.
     *
     * @return the log file; empty if it cannot be written
     */
    Optional<Path> noteFault(Throwable fault);

    /**
     * A separate environment below a folder: its own state, registries and logs.
     *
     * @param environment what replaces the process's environment
     * @param set settings, each {@code KEY=VALUE}
     */
    Context in(Path installation, Map<String, String> environment, List<String> set);

    /** What is known about the daemon of this state folder. */
    DaemonLookup daemon();

    /** The status of everything: from the running daemon; without one, from the store. */
    Status status();

    /** This host's processes. */
    default ProcessTable processes() {
        return processes(Wanted.variables(Set.of()));
    }

    /**
     * This host's processes.
     *
     * @param wanted what is read of each beyond what always is
     */
    ProcessTable processes(Wanted wanted);

    /** The options that all commands share, as they were given, for another call of the program. */
    List<String> sharedArguments();

    /** The same call as it were without a variable of the environment. */
    Context without(String variable);

    /** The same call with other shared options, in the manner of {@link #sharedArguments}. */
    Context with(List<String> sharedArguments);

    /**
     * Runs as the daemon until it is asked to stop.
     *
     * @param own as for {@link #settings}
     * @param background whether to leave the terminal
     * @return the exit code
     */
    int runDaemon(List<OwnOption> own, boolean background);

    /** A setting that has its own option. */
    record OwnOption(String option, String key, String value) {}
}
