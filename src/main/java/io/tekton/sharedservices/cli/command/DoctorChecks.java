package io.tekton.sharedservices.cli.command;

import io.tekton.sharedservices.api.ApiException;
import io.tekton.sharedservices.api.SharedServices;
import io.tekton.sharedservices.cleanup.host.OurInstallation;
import io.tekton.sharedservices.cleanup.survey.CandidateSurvey;
import io.tekton.sharedservices.cli.option.Context;
import io.tekton.sharedservices.cli.view.Plurals;
import io.tekton.sharedservices.client.DaemonLookup;
import io.tekton.sharedservices.config.ServiceSettings;
import io.tekton.sharedservices.configsync.file.SyncPlaces;
import io.tekton.sharedservices.doctor.Check;
import io.tekton.sharedservices.doctor.ClockChecks;
import io.tekton.sharedservices.doctor.ConfigurationCheck;
import io.tekton.sharedservices.doctor.DaemonCheck;
import io.tekton.sharedservices.doctor.FlagCheck;
import io.tekton.sharedservices.doctor.FleetChecks;
import io.tekton.sharedservices.doctor.FolderChecks;
import io.tekton.sharedservices.doctor.HourCheck;
import io.tekton.sharedservices.doctor.OtherRegistries;
import io.tekton.sharedservices.doctor.PortCheck;
import io.tekton.sharedservices.doctor.QuarantineCheck;
import io.tekton.sharedservices.doctor.RegistryAdvice;
import io.tekton.sharedservices.doctor.RegistryChecks;
import io.tekton.sharedservices.doctor.TokenCheck;
import io.tekton.sharedservices.doctor.UnitCheck;
import io.tekton.sharedservices.install.LaunchdPropertyList;
import io.tekton.sharedservices.install.SystemdUnit;
import io.tekton.sharedservices.journal.AuditException;
import io.tekton.sharedservices.journal.Run;
import io.tekton.sharedservices.journal.query.RunQuery;
import io.tekton.sharedservices.posix.ThisUser;
import io.tekton.sharedservices.process.Owner;
import io.tekton.sharedservices.process.ProcessTableException;
import io.tekton.sharedservices.process.UserNames;
import io.tekton.sharedservices.registry.LockHolders;
import io.tekton.sharedservices.settings.Origin;
import io.tekton.sharedservices.settings.Places;
import io.tekton.sharedservices.store.StoreFacts;
import io.tekton.sharedservices.store.database.StoreHeldException;
import io.tekton.sharedservices.store.sql.StoreException;
import io.tekton.sharedservices.text.Causes;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** What doctor checks once the settings are known: registry, configuration, store, daemon, port and units. */
final class DoctorChecks {
    private final Context context;
    private final Places places;
    private final ServiceSettings settings;
    private final RegistryChecks registry;

    DoctorChecks(Context context, Places places, ServiceSettings settings) {
        this.context = context;
        this.places = places;
        this.settings = settings;
        this.registry = new RegistryChecks(
                settings.registry(),
                new LockHolders(Path.of("/proc/locks")),
                context::processes,
                settings.cleanup().redaction(),
                new RegistryAdvice(new OtherRegistries(settings.registry(), places), this::survey, Set.of((int)
                        ProcessHandle.current().pid())),
                memory -> settings.needsRegistry(places, memory));
    }

    private CandidateSurvey survey() {
        return new CandidateSurvey(
                context.processes(settings.cleanup().rules().wanted()),
                settings.cleanup(),
                OurInstallation.of(places),
                context.clock());
    }

    List<Check> checks() {
        List<Check> checks = new ArrayList<>(registryAndStore());
        checks.add(ConfigurationCheck.of(settings.sync(), settings.syncJob().enabled()));
        settings.sync()
                .configFile()
                .map(config -> SyncPlaces.of(settings.registry(), places.tektonState(), places.stateFolder(), config))
                .ifPresent(sync ->
                        checks.add(FlagCheck.of(sync.flag(), settings.syncJob().enabled())));
        QuarantineCheck.of(settings.leftovers(), ThisUser.uid()).ifPresent(checks::add);
        checks.add(HourCheck.of(places.baseFolder(), places.otherRecords()));
        TokenCheck.of(settings.web()).ifPresent(checks::add);
        DaemonLookup sighting = context.daemon();
        checks.add(DaemonCheck.of(sighting, context::status, places.stateFolder(), context.version()));
        if (sighting instanceof DaemonLookup.NotRunning) {
            checks.add(PortCheck.of(settings.web(), portAsked()));
        }
        checks.addAll(new FleetChecks(settings.fleet(), settings.retention(), context.clock())
                .checks(
                        settings.fleet().isOn() && sighting instanceof DaemonLookup.Running
                                ? context.status().fleet()
                                : null));
        checks.addAll(units());
        return checks;
    }

    private boolean portAsked() {
        return settings.all().inForce().stream()
                .anyMatch(setting -> setting.key().equals("web.port") && !(setting.origin() instanceof Origin.Default));
    }

    private List<Check> registryAndStore() {
        try (SharedServices services = context.open(settings, "doctor")) {
            StoreFacts facts = services.storeFacts();
            String found = facts.file() + ", " + facts.sizeBytes() / 1024 + " KiB, "
                    + Plurals.count(facts.runs(), "run") + ", " + Plurals.count(facts.terminations(), "termination");
            // Asked first: remembering what was read would fail where nothing can be written.
            boolean writable = Files.isWritable(facts.file());
            Check store = writable ? Check.good("store", found) : unwritable(facts.file(), found);
            Run newest = services.history().runs(new RunQuery(null, null, null, null, null, 1)).stream()
                    .findFirst()
                    .orElse(null);
            return List.of(
                    writable ? registry.registry(services.registryMemory()) : registry.registry(),
                    store,
                    ClockChecks.record(
                            newest == null ? null : newest.startedAt(),
                            context.clock().instant()));
        } catch (StoreHeldException e) {
            StoreHeldException.Holder holder = e.holder();
            return List.of(
                    registry.registry(),
                    Check.bad(
                            "store",
                            Causes.of(e),
                            "wait until it has ended"
                                    + (holder == null ? "" : ", or see what it does: ps -fp " + holder.pid())));
        } catch (ApiException e) {
            return List.of(
                    registry.registry(),
                    Check.bad("store", "the daemon has it: " + Causes.of(e), "see the check of the daemon"));
        } catch (StoreException | AuditException | ProcessTableException e) {
            Check folder = FolderChecks.state(places.stateFolder(), new UserNames().self());
            return List.of(
                    registry.registry(),
                    Check.bad(
                            "store",
                            Causes.of(e),
                            !folder.ok()
                                    ? "see the check of the state folder"
                                    : "as the message says; docs/store.md, \"Backup and restore\", says how to start with"
                                            + " a new store: store set-aside, then store restore FILE"));
        }
    }

    private static Check unwritable(Path file, String found) {
        return Files.exists(file)
                ? Check.bad(
                        "store",
                        found + ", cannot be written by this user: every cleanup is refused",
                        "chmod 600 '" + file
                                + "' as its owner; where its file system is mounted read-only, mount it to be written")
                : Check.bad(
                        "store",
                        found
                                + ": the daemon has it open, but it is not there any more: nothing can be "
                                + "recorded, and every"
                                + " cleanup and sync is refused",
                        "put it back if it was moved. If it was deleted, the daemon is the last that has what was "
                                + "in it: shared-services"
                                + " store backup FILE, then stop, store set-aside, store restore FILE, and start");
    }

    /** Units that earlier versions installed beside these. */
    private static List<Check> oldUnits(boolean system, Path systemd, Path launchd) {
        List<Check> checks = new ArrayList<>();
        UnitCheck.ofOldName(
                        systemd.resolveSibling(SystemdUnit.OLD_NAME),
                        "# Written by shared-services install systemd",
                        SystemdUnit.NAME,
                        List.of((system ? "systemctl" : "systemctl --user") + " disable --now " + SystemdUnit.OLD_NAME))
                .ifPresent(checks::add);
        String domain = system ? "system" : "gui/$(id -u)";
        UnitCheck.ofOldName(
                        launchd.resolveSibling(LaunchdPropertyList.OLD_LABEL + ".plist"),
                        "<string>" + LaunchdPropertyList.OLD_LABEL + "</string>",
                        LaunchdPropertyList.LABEL,
                        List.of("launchctl bootout " + domain + "/" + LaunchdPropertyList.OLD_LABEL))
                .ifPresent(checks::add);
        return checks;
    }

    /** Every unit that {@code install} may have written for this user. */
    private List<Check> units() {
        Path home = places.home();
        List<Check> checks = new ArrayList<>();
        if (home != null) {
            Owner self = new UserNames().self();
            var installation = InstallCommand.installation(settings, places, home, self, context);
            Optional<String> unfit = installation.unfit();
            if (unfit.isPresent()) {
                return List.of(
                        Check.bad("unit", unfit.get(), "no service manager can run it from there: rename the folder"));
            }
            for (boolean system : List.of(true, false)) {
                String flavour = system ? " --system" : " --user";
                InstallCommand.Unit systemd = InstallCommand.systemd(installation, system, home);
                UnitCheck.of(
                                systemd.file(),
                                systemd.text(),
                                "install systemd" + flavour,
                                List.of(
                                        (system ? "systemctl" : "systemctl --user") + " daemon-reload",
                                        (system ? "systemctl" : "systemctl --user") + " restart " + SystemdUnit.NAME))
                        .ifPresent(checks::add);
                InstallCommand.Unit launchd = InstallCommand.launchd(installation, system, home, places.logFolder());
                UnitCheck.of(launchd.file(), launchd.text(), "install launchd" + flavour, launchd.next())
                        .ifPresent(checks::add);
                oldUnits(system, systemd.file(), launchd.file()).forEach(checks::add);
            }
        }
        return checks;
    }
}
