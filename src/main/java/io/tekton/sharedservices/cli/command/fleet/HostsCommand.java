package io.tekton.sharedservices.cli.command.fleet;

import io.tekton.sharedservices.cli.option.Arguments;
import io.tekton.sharedservices.cli.option.Command;
import io.tekton.sharedservices.cli.option.Context;
import io.tekton.sharedservices.cli.option.ExitCode;
import io.tekton.sharedservices.cli.option.OptionSpecs;
import io.tekton.sharedservices.cli.option.UsageException;
import io.tekton.sharedservices.cli.view.Printable;
import io.tekton.sharedservices.cli.view.Terminal;
import io.tekton.sharedservices.fleet.FleetHost;
import io.tekton.sharedservices.fleet.HostState;
import io.tekton.sharedservices.fleet.centre.CentreConnection;
import io.tekton.sharedservices.fleet.centre.Enrolment;
import io.tekton.sharedservices.fleet.centre.FleetRecords;
import io.tekton.sharedservices.fleet.settings.FleetSettings;
import io.tekton.sharedservices.text.Causes;
import io.tekton.sharedservices.text.PrintableText;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.apache.commons.cli.CommandLine;
import org.apache.commons.cli.Options;

/**
 * {@code hosts}: the hosts of the fleet; {@code hosts show NAME}: one of them; {@code hosts enrol NAME}: lets a host
 * in; {@code hosts retire NAME}: ends that.
 */
public final class HostsCommand implements Command {
    private static final List<String> VERBS = List.of("show", "enrol", "retire");
    private static final String SILENT = "silent";
    private static final String KEEPER = "keeper";
    private static final String PRINT = "print";
    private static final String SECRET_FILE = "secret-file";

    @Override
    public String name() {
        return "hosts";
    }

    @Override
    public String summary() {
        return "the hosts of the fleet and how they are; \"hosts enrol NAME\" lets one in, \"hosts retire NAME\" ends that";
    }

    @Override
    public String operands() {
        return "[show|enrol|retire NAME]";
    }

    @Override
    public Options options() {
        return CentreOptions.addTo(new OptionSpecs()
                        .flag(SILENT, "only hosts that say nothing; exit code 1 if there is one")
                        .flag(KEEPER, "enrol: this host runs the fleet's jobs and may read all records")
                        .flag(PRINT, "enrol: print the SQL, and change nothing at the centre")
                        .value(SECRET_FILE, "FILE", "enrol: write the host's password here; default NAME.fleet-secret"))
                .options();
    }

    @Override
    public String details() {
        return "Only keepers and operators may read the records of all hosts. enrol and retire need a role that may"
                + " create roles, such as that of \"fleet init\" (--user). The password goes into a new file of mode 0600,"
                + " which becomes fleet.password-file of that host; the server gets a verifier only.";
    }

    @Override
    public int run(CommandLine line, Context context) {
        List<String> operands = line.getArgList();
        if (operands.isEmpty()) {
            Arguments.refuseAll(line, "hosts", List.of(KEEPER, PRINT, SECRET_FILE));
            return list(CentreOptions.of(line, context), line.hasOption(SILENT), context);
        }
        String verb = operands.get(0);
        if (!VERBS.contains(verb)) {
            throw new UsageException("hosts takes nothing, or \"show NAME\", \"enrol NAME\" or \"retire NAME\", not "
                    + Printable.of(String.join(" ", operands)) + Arguments.nearest(verb, VERBS));
        }
        if (operands.size() != 2) {
            throw new UsageException("hosts " + verb + " needs the name of one host: hosts " + verb + " NAME");
        }
        String name = operands.get(1);
        Arguments.refuseAll(line, "hosts " + verb, List.of(SILENT));
        if (verb.equals("enrol")) {
            return enrol(name, line, context);
        }
        Arguments.refuseAll(line, "hosts " + verb, List.of(KEEPER, PRINT, SECRET_FILE));
        FleetSettings settings = CentreOptions.of(line, context);
        return verb.equals("show") ? show(settings, name, context) : retire(settings, name, context);
    }

    private static List<FleetHost> hosts(FleetSettings settings) {
        try (CentreConnection connection = CentreConnection.open(settings, "hosts")) {
            return new FleetRecords(connection).hosts(settings.silentAfter());
        }
    }

    private static int list(FleetSettings settings, boolean silentOnly, Context context) {
        List<FleetHost> hosts = hosts(settings).stream()
                .filter(host -> !silentOnly || host.state() == HostState.SILENT)
                .toList();
        Terminal terminal = context.terminal();
        if (context.wantsJson()) {
            terminal.line(context.json().document(json -> context.json().list(json, "hosts", FleetHost.CODEC, hosts)));
        } else if (hosts.isEmpty()) {
            terminal.sentences(
                    silentOnly
                            ? "No host is silent."
                            : "No host is enrolled yet. \"shared-services hosts enrol NAME\" lets one in");
        } else {
            new HostsView(terminal, context.clock().instant()).list(hosts);
        }
        return silentOnly && !hosts.isEmpty() ? ExitCode.FAILED : ExitCode.DONE;
    }

    private static int show(FleetSettings settings, String name, Context context) {
        List<FleetHost> all = hosts(settings);
        FleetHost found = all.stream()
                .filter(host -> host.name().equals(name))
                .findFirst()
                .orElse(null);
        if (found == null) {
            context.terminal()
                    .error(AllHosts.unknown(
                            name, all.stream().map(FleetHost::name).toList()));
            return ExitCode.FAILED;
        }
        if (context.wantsJson()) {
            context.terminal()
                    .line(context.json().document(json -> context.json().object(json, "host", FleetHost.CODEC, found)));
        } else {
            new HostsView(context.terminal(), context.clock().instant()).show(found);
        }
        return ExitCode.DONE;
    }

    private static int enrol(String name, CommandLine line, Context context) {
        refuseJson(context, "hosts enrol");
        boolean print = line.hasOption(PRINT);
        Enrolment enrolment = Enrolment.of(name, line.hasOption(KEEPER));
        Path file = Arguments.path(Arguments.text(line, SECRET_FILE).orElse(name + ".fleet-secret"));
        FleetSettings settings = print ? null : CentreOptions.of(line, context);
        // before anything is changed at the centre: a password that cannot be kept is lost
        write(file, enrolment.secret());
        Terminal terminal = context.terminal();
        if (settings == null) {
            terminal.line("BEGIN;");
            enrolment.sql().forEach(sql -> terminal.line(sql + ";"));
            terminal.line("COMMIT;");
            terminal.notice("The password is in " + PrintableText.escaped(file.toString()));
            return ExitCode.DONE;
        }
        boolean enrolled = false;
        try (CentreConnection operator = CentreConnection.open(settings, "hosts enrol")) {
            enrolment.run(operator);
            enrolled = true;
        } finally {
            if (!enrolled) {
                remove(file);
            }
        }
        terminal.sentences("The host " + name + " is enrolled. Move the file "
                + PrintableText.escaped(file.toString())
                + " to it, owned by its user and of mode 0600, and set there:");
        terminal.line("  fleet.url = " + settings.url().orElseThrow());
        terminal.line("  fleet.user = " + enrolment.role());
        terminal.line("  fleet.password-file = /path/to/"
                + PrintableText.escaped(file.getFileName().toString()));
        if (line.hasOption(KEEPER)) {
            terminal.line("  fleet.keeper = true");
        }
        return ExitCode.DONE;
    }

    private static void write(Path file, String secret) {
        try {
            Files.createFile(file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
            Files.writeString(file, secret + "\n", StandardCharsets.UTF_8);
        } catch (FileAlreadyExistsException e) {
            throw new UsageException("the file " + PrintableText.escaped(file.toString())
                    + " is there already, and no password is written over it; name another with --secret-file");
        } catch (IOException e) {
            throw new UncheckedIOException("the password cannot be written: " + Causes.of(e), e);
        }
    }

    private static void remove(Path file) {
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            throw new UncheckedIOException("the password of a host that was not enrolled cannot be removed", e);
        }
    }

    private static int retire(FleetSettings settings, String name, Context context) {
        refuseJson(context, "hosts retire");
        try (CentreConnection operator = CentreConnection.open(settings, "hosts retire")) {
            Enrolment.retire(operator, name);
        }
        context.terminal()
                .sentences(
                        "The host " + name + " is retired: it can no longer log in. What it shipped stays on record");
        return ExitCode.DONE;
    }

    private static void refuseJson(Context context, String command) {
        if (context.wantsJson()) {
            throw new UsageException("--json is not for " + command + ", which reports nothing");
        }
    }
}
