package io.tekton.sharedservices.cli.command;

import io.tekton.sharedservices.cli.option.Command;
import io.tekton.sharedservices.cli.option.Context;
import io.tekton.sharedservices.cli.option.ExitCode;
import io.tekton.sharedservices.cli.option.OptionSpecs;
import io.tekton.sharedservices.cli.option.UsageException;
import io.tekton.sharedservices.cli.view.Terminal;
import io.tekton.sharedservices.config.ServiceSettings;
import io.tekton.sharedservices.install.Installation;
import io.tekton.sharedservices.install.LaunchdPropertyList;
import io.tekton.sharedservices.install.SystemdUnit;
import io.tekton.sharedservices.install.UnitSeal;
import io.tekton.sharedservices.process.Owner;
import io.tekton.sharedservices.process.UserNames;
import io.tekton.sharedservices.process.UserScope;
import io.tekton.sharedservices.settings.Origin;
import io.tekton.sharedservices.settings.Places;
import io.tekton.sharedservices.text.Causes;
import java.io.IOException;
import java.nio.charset.MalformedInputException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import org.apache.commons.cli.CommandLine;
import org.apache.commons.cli.Options;

/** {@code install systemd|launchd}: writes the unit for this user and these paths. */
public final class InstallCommand implements Command {
    @Override
    public String name() {
        return "install";
    }

    @Override
    public String summary() {
        return "writes the unit of systemd or launchd for this user and these paths, and says what to run next";
    }

    @Override
    public String operands() {
        return "systemd|launchd";
    }

    @Override
    public Options options() {
        return new OptionSpecs()
                .flag("print", "only print it")
                .flag("overwrite", "replace a unit that was edited, or that install did not write")
                .flag("system", "for the system's manager; the default for root")
                .flag("user", "for the user's own manager; the default for all other users")
                .options();
    }

    @Override
    public boolean reports() {
        return false;
    }

    @Override
    public String details() {
        return "A unit that was edited is not overwritten. Drop-ins are for changes: systemctl edit " + SystemdUnit.NAME
                + ".";
    }

    /** A unit, where it belongs and what to run next. */
    record Unit(Path file, String text, List<String> next, String change) {}

    @Override
    public int run(CommandLine line, Context context) {
        List<String> operands = line.getArgList();
        if (operands.size() != 1 || !List.of("systemd", "launchd").contains(operands.get(0))) {
            throw new UsageException("install takes systemd or launchd");
        }
        if (line.hasOption("system") && line.hasOption("user")) {
            throw new UsageException("--system cannot be used with --user");
        }
        if (line.hasOption("print") && line.hasOption("overwrite")) {
            throw new UsageException("--overwrite cannot be used with --print, which writes nothing");
        }
        ServiceSettings settings = context.settings(List.of());
        refuseLooseSettings(settings, context.places().configFile());
        Owner self = new UserNames().self();
        boolean system = line.hasOption("system") || (self.uid() == 0 && !line.hasOption("user"));
        Places places = context.places();
        if (places.home() == null) {
            throw new UsageException("HOME is not set, so the folder of the unit is unknown");
        }
        Installation installation = installation(settings, places, places.home(), self, context);
        installation.unfit().ifPresent(why -> {
            throw new UsageException(why);
        });
        Unit unit = operands.get(0).equals("systemd")
                ? systemd(installation, system, places.home())
                : launchd(installation, system, places.home(), places.logFolder());
        Terminal terminal = context.terminal();
        if (line.hasOption("print")) {
            terminal.out().print(UnitSeal.sealed(unit.text()));
            return ExitCode.DONE;
        }
        try {
            if (!line.hasOption("overwrite") && isEdited(unit)) {
                terminal.error("the unit " + unit.file() + " was edited, or install did not write it, so it is not "
                        + "overwritten. " + unit.change() + " Replace it with --overwrite");
                return ExitCode.FAILED;
            }
            // The unit opens these folders for writing, and can open none that is not there yet.
            makeFolders(places);
            Files.createDirectories(unit.file().getParent());
            Files.writeString(unit.file(), UnitSeal.sealed(unit.text()));
            // The service may write into these two and make neither: all around them is closed to it.
            make(places.stateFolder());
            make(places.logFolder());
        } catch (IOException e) {
            terminal.error("the unit " + unit.file() + " or the service's folders cannot be written: " + Causes.of(e)
                    + (system ? "; try as root, or with --user" : ""));
            return ExitCode.FAILED;
        }
        terminal.line("Wrote " + unit.file() + ". Now run:");
        unit.next().forEach(next -> terminal.line("  " + next));
        return ExitCode.DONE;
    }

    private static boolean isEdited(Unit unit) throws IOException {
        try {
            return !UnitSeal.isUnedited(Files.readString(unit.file()), unit.text());
        } catch (MalformedInputException e) {
            return true;
        } catch (NoSuchFileException e) {
            return false;
        }
    }

    /** What only this call was given would be lost to the service. */
    private static void refuseLooseSettings(ServiceSettings settings, Path file) {
        List<String> loose = settings.all().inForce().stream()
                .filter(setting ->
                        setting.origin() instanceof Origin.Option || setting.origin() instanceof Origin.Variable)
                .map(setting -> setting.key() + " (" + setting.origin().text() + ")")
                .toList();
        if (!loose.isEmpty()) {
            throw new UsageException("the service reads " + file
                    + " alone. Move these settings into that file, or unset them: " + String.join(", ", loose));
        }
    }

    private static void makeFolders(Places places) throws IOException {
        places.noteRecord();
        Files.createDirectories(places.logFolder());
        if (!Files.exists(places.stateFolder())) {
            Files.createDirectories(places.stateFolder().getParent());
            Files.createDirectory(
                    places.stateFolder(),
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        }
    }

    static Installation installation(ServiceSettings settings, Places places, Path home, Owner self, Context context) {
        List<Path> writable = new ArrayList<>(List.of(places.stateFolder(), places.baseFolder(), places.logFolder()));
        // their minimum hour applies too, and is written
        writable.addAll(places.otherRecords());
        settings.sync().configFile().map(Path::getParent).ifPresent(writable::add);
        settings.registry().files().forEach(file -> writable.add(file.path().getParent()));
        String javaHome = context.environment().getOrDefault("JAVA_HOME", "");
        UserScope users = settings.cleanup().users();
        boolean others = !(users instanceof UserScope.Users some)
                || some.owners().stream().anyMatch(owner -> !owner.equals(self));
        return new Installation(
                self.name(),
                home,
                places.installation().resolve("bin/shared-services"),
                places.configFile(),
                places.stateFolder(),
                places.tektonRoot(),
                javaHome.isEmpty() ? null : Path.of(javaHome),
                writable.stream().distinct().toList(),
                settings.cleanup().grace(),
                others);
    }

    private static void make(Path folder) throws IOException {
        if (!Files.exists(folder)) {
            Path parent = folder.getParent();
            if (parent != null) {
                Files.createDirectories(parent);
            }
            Files.createDirectory(
                    folder, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        }
    }

    static Unit systemd(Installation installation, boolean system, Path home) {
        Path folder = system ? Path.of("/etc/systemd/system") : home.resolve(".config/systemd/user");
        String control = system ? "systemctl" : "systemctl --user";
        List<String> next = new ArrayList<>(List.of(
                control + " daemon-reload",
                control + " enable --now " + SystemdUnit.NAME,
                control + " status " + SystemdUnit.NAME));
        if (!system) {
            next.add("loginctl enable-linger   # so that it runs while you are not logged in");
        }
        return new Unit(
                folder.resolve(SystemdUnit.NAME),
                new SystemdUnit(installation, system).text(),
                next,
                "Put your changes into a drop-in: " + control + " edit " + SystemdUnit.NAME + ".");
    }

    static Unit launchd(Installation installation, boolean system, Path home, Path logs) {
        Path folder = system ? Path.of("/Library/LaunchDaemons") : home.resolve("Library/LaunchAgents");
        Path file = folder.resolve(LaunchdPropertyList.NAME);
        String domain = system ? "system" : "gui/$(id -u)";
        return new Unit(
                file,
                new LaunchdPropertyList(installation, system, logs).text(),
                List.of(
                        "launchctl bootstrap " + domain + " '" + file + "'",
                        "launchctl print " + domain + "/" + LaunchdPropertyList.LABEL),
                "launchd has no drop-ins: keep a copy of your changes.");
    }
}
