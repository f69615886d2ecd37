package io.tekton.sharedservices.cli.command;

import io.tekton.sharedservices.api.ClientContext;
import io.tekton.sharedservices.api.SharedServices;
import io.tekton.sharedservices.api.SyncOrder;
import io.tekton.sharedservices.api.json.SyncJson;
import io.tekton.sharedservices.cli.option.Arguments;
import io.tekton.sharedservices.cli.option.Command;
import io.tekton.sharedservices.cli.option.Context;
import io.tekton.sharedservices.cli.option.ExitCode;
import io.tekton.sharedservices.cli.option.OptionSpecs;
import io.tekton.sharedservices.cli.option.UsageException;
import io.tekton.sharedservices.cli.view.Printable;
import io.tekton.sharedservices.cli.view.SyncView;
import io.tekton.sharedservices.cli.view.Terminal;
import io.tekton.sharedservices.cli.view.VersionsView;
import io.tekton.sharedservices.config.ServiceSettings;
import io.tekton.sharedservices.configsync.FirstSync;
import io.tekton.sharedservices.configsync.SyncReport;
import io.tekton.sharedservices.configsync.file.ConfigVersions;
import io.tekton.sharedservices.configsync.file.SyncPlaces;
import io.tekton.sharedservices.journal.Run;
import io.tekton.sharedservices.journal.RunOutcome;
import io.tekton.sharedservices.journal.SyncRecord;
import io.tekton.sharedservices.settings.Places;
import io.tekton.sharedservices.text.Causes;
import java.io.IOException;
import java.util.List;
import org.apache.commons.cli.CommandLine;
import org.apache.commons.cli.Options;
import org.jspecify.annotations.Nullable;

/** {@code sync}: one configuration sync now. */
public final class SyncCommand implements Command {
    @Override
    public String name() {
        return "sync";
    }

    @Override
    public String summary() {
        return "runs one configuration sync now: updates the CI configuration from the platform registry";
    }

    @Override
    public Options options() {
        return new OptionSpecs()
                .flag("dry-run", "show the difference, write nothing, leave the flag as it is")
                .flag("force", "sync even without an update flag")
                .flag("accept-config", "sync even if the configuration lost its components: create them again, once")
                .flag(
                        "accept-registry",
                        "sync even if the registry lost most components that have living processes, once")
                .optional("undo", "VERSION", "restore a version; by default the newest that has components")
                .flag("versions", "list the versions that --undo can put back")
                .options();
    }

    @Override
    public String details() {
        return "Without an update flag nothing is written unless --force is given; the differences are shown all "
                + "the same."
                + " Exit code 0 also when nothing had to be done, 1 when it failed, 5 when it may not run now.";
    }

    @Override
    public int run(CommandLine line, Context context) {
        if (!line.getArgList().isEmpty()) {
            throw new UsageException("sync takes no operands, not "
                    + Printable.of(line.getArgList().get(0)));
        }
        boolean undo = line.hasOption("undo");
        if (undo) {
            Arguments.refuseAll(line, "--undo", List.of("force", "accept-config", "accept-registry", "versions"));
        }
        if (line.hasOption("versions")) {
            Arguments.refuseAll(line, "--versions", List.of("force", "accept-config", "accept-registry", "dry-run"));
        }
        Long version = undo ? version(line) : null;
        ServiceSettings settings = context.settings(List.of());
        Terminal terminal = context.terminal();
        settings.all().warnings().forEach(warning -> terminal.error("warning: " + warning));
        if (settings.sync().configFile().isEmpty()) {
            throw new UsageException(
                    "there is no configuration to keep in step: set TEKTON_ROOT, or config-sync.config-file");
        }
        SyncPlaces places = places(settings, context);
        if (line.hasOption("versions")) {
            return versions(places, context);
        }
        if (version != null) {
            refuseUnknown(version, places);
        }
        SyncReport report;
        SyncOrder order = order(line, version, settings, context);
        try (SharedServices services = context.open(settings, undo ? "sync --undo" : "sync")) {
            report = undo ? services.sync(order, context.stop()) : sync(order, settings, places, services, context);
        }
        report.warnings().forEach(warning -> terminal.error("warning: " + warning));
        if (context.wantsJson()) {
            terminal.line(context.json().document(json -> new SyncJson(context.json()).report(json, report)));
        } else {
            new SyncView(terminal).print(report.run(), report.plan(), report.recorded());
        }
        return exitCode(report);
    }

    /** Without a raised flag, the requested sync shows what is out of line, by a dry run. */
    private static SyncReport sync(
            SyncOrder order, ServiceSettings settings, SyncPlaces places, SharedServices services, Context context) {
        if (!order.under(settings.sync()).dryRun() && !context.wantsJson()) {
            new FirstSync(places, context.clock()).sentence(order.force()).ifPresent(context.terminal()::sentences);
        }
        SyncReport report = services.sync(order, context.stop());
        if (report.run().outcome() != RunOutcome.SKIPPED) {
            return report;
        }
        SyncReport rehearsal = services.sync(order.rehearsal(), context.stop());
        return rehearsal.run().outcome() == RunOutcome.SUCCEEDED ? skipped(report, rehearsal) : rehearsal;
    }

    private static SyncReport skipped(SyncReport report, SyncReport rehearsal) {
        Run run = report.run();
        SyncRecord plan = rehearsal.plan();
        boolean inLine = plan != null && plan.changes().isEmpty();
        String message = run.message() + "; dry run " + rehearsal.run().id()
                + (rehearsal.recorded() ? ", which is on record," : "")
                + (inLine ? " found no differences" : " shows the differences");
        Run shown = run.ended(run.startedAt(), run.outcome(), run.reason(), message, run.counts());
        return new SyncReport(shown, rehearsal.plan(), rehearsal.warnings(), report.recorded());
    }

    private static SyncOrder order(
            CommandLine line, @Nullable Long version, ServiceSettings settings, Context context) {
        boolean config = line.hasOption("accept-config");
        boolean registry = line.hasOption("accept-registry");
        return new SyncOrder(
                context.actor(),
                line.hasOption("dry-run")
                        ? Boolean.TRUE
                        : context.given(settings)
                                .ifGiven("config-sync.dry-run", settings.sync().dryRun()),
                line.hasOption("force") || config || registry,
                config,
                registry,
                line.hasOption("undo"),
                version,
                ClientContext.ofThisProcess());
    }

    private static @Nullable Long version(CommandLine line) {
        return Arguments.number(line, "undo", 1, Integer.MAX_VALUE)
                .map(Integer::longValue)
                .orElse(null);
    }

    /** A mistyped number is wrong usage, and no run that failed. */
    private static void refuseUnknown(long version, SyncPlaces places) {
        List<ConfigVersions.Version> versions;
        try {
            versions = new ConfigVersions(places).newestFirst();
        } catch (IOException e) {
            // The run says on record what is wrong with them.
            return;
        }
        if (versions.stream().noneMatch(kept -> kept.number() == version)) {
            throw new UsageException("--undo: there is no version " + version + " in " + places.backups()
                    + "; \"sync --versions\" lists them");
        }
    }

    private static SyncPlaces places(ServiceSettings settings, Context context) {
        Places places = context.places();
        return SyncPlaces.of(
                settings.registry(),
                places.tektonState(),
                places.stateFolder(),
                settings.sync().configFile().orElseThrow());
    }

    private static int versions(SyncPlaces places, Context context) {
        try {
            List<ConfigVersions.Version> versions = new ConfigVersions(places).newestFirst();
            if (context.wantsJson()) {
                context.terminal()
                        .line(context.json().document(out -> VersionsView.write(out, context.json(), versions)));
            } else {
                new VersionsView(context.terminal()).print(versions);
            }
            return ExitCode.DONE;
        } catch (IOException e) {
            context.terminal().error("the versions in " + places.backups() + " cannot be read: " + Causes.of(e));
            return ExitCode.FAILED;
        }
    }

    /** Nothing to do is no failure, and no refusal either. */
    private static int exitCode(SyncReport report) {
        return switch (report.run().outcome()) {
            case SUCCEEDED, SKIPPED -> ExitCode.DONE;
            case REFUSED -> ExitCode.REFUSED;
            case PARTIAL, FAILED, ABANDONED, RUNNING -> ExitCode.FAILED;
        };
    }
}
