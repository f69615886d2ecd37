package io.tekton.sharedservices.cli.command;

import io.tekton.sharedservices.api.SharedServices;
import io.tekton.sharedservices.cli.option.Arguments;
import io.tekton.sharedservices.cli.option.Command;
import io.tekton.sharedservices.cli.option.Context;
import io.tekton.sharedservices.cli.option.ExitCode;
import io.tekton.sharedservices.cli.option.OptionSpecs;
import io.tekton.sharedservices.cli.option.UsageException;
import io.tekton.sharedservices.cli.view.SettingChangesView;
import io.tekton.sharedservices.cli.view.Terminal;
import io.tekton.sharedservices.config.ServiceSettings;
import io.tekton.sharedservices.journal.RecordedSettingChange;
import io.tekton.sharedservices.journal.codec.AsideCodecs;
import io.tekton.sharedservices.settings.Problem;
import io.tekton.sharedservices.settings.SettingInForce;
import io.tekton.sharedservices.settings.SettingsException;
import io.tekton.sharedservices.text.PrintableText;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.commons.cli.CommandLine;
import org.apache.commons.cli.Options;

/**
 * {@code config}: the settings in force, and how they changed; {@code config check FILE}: what is wrong with a settings
 * file.
 */
public final class ConfigCommand implements Command {
    @Override
    public String name() {
        return "config";
    }

    @Override
    public String summary() {
        return "the settings in force; \"config check FILE\" says what is wrong with a file";
    }

    @Override
    public String operands() {
        return "[check FILE]";
    }

    @Override
    public Options options() {
        return new OptionSpecs()
                .flag("origin", "where each value comes from")
                .flag("changes", "the changes while a daemon ran: when, by whom, from where; the newest first")
                .value("limit", "N", "with --changes: at most N; default 50")
                .options();
    }

    @Override
    public int run(CommandLine line, Context context) {
        List<String> operands = line.getArgList();
        boolean changes = line.hasOption("changes");
        if (line.hasOption("limit") && !changes) {
            throw new UsageException("--limit can be used with --changes only");
        }
        if (changes) {
            if (!operands.isEmpty() || line.hasOption("origin")) {
                throw new UsageException("config --changes takes --limit and nothing else");
            }
            return changes(Arguments.limit(line), context);
        }
        if (!operands.isEmpty()) {
            if (operands.size() != 2 || !operands.get(0).equals("check")) {
                throw new UsageException("config takes nothing, or \"check FILE\"");
            }
            Arguments.refuseAll(line, "config check", List.of("origin", "changes", "limit"));
            return check(operands.get(1), context);
        }
        ServiceSettings settings = context.settings(List.of());
        Terminal terminal = context.terminal();
        settings.all().warnings().forEach(warning -> terminal.error("warning: " + warning));
        List<SettingInForce> inForce = settings.all().inForce();
        if (context.wantsJson()) {
            terminal.line(context.json().document(json -> {
                json.writeArrayFieldStart("settings");
                for (SettingInForce setting : inForce) {
                    json.writeStartObject();
                    json.writeStringField("key", setting.key());
                    context.json().text(json, "value", setting.value());
                    json.writeStringField("origin", setting.originText());
                    json.writeEndObject();
                }
                json.writeEndArray();
            }));
            return ExitCode.DONE;
        }
        for (SettingInForce setting : inForce) {
            if (line.hasOption("origin")) {
                terminal.line(terminal.dim("# " + PrintableText.escaped(setting.originText())));
            }
            terminal.line(
                    setting.value() == null
                            ? terminal.dim("# " + setting.key() + " is not set")
                            : setting.key() + " = " + PrintableText.escaped(setting.value()));
        }
        return ExitCode.DONE;
    }

    private static int changes(int limit, Context context) {
        try (SharedServices records = context.openRecords("config --changes")) {
            List<RecordedSettingChange> changes = records.settingChanges(limit);
            if (context.wantsJson()) {
                context.terminal()
                        .line(context.json()
                                .document(json ->
                                        context.json().list(json, "changes", AsideCodecs.SETTING_CHANGE, changes)));
            } else {
                new SettingChangesView(context.terminal()).print(changes);
            }
            return ExitCode.DONE;
        }
    }

    private static int check(String name, Context context) {
        Path file = Arguments.path(name).normalize();
        Terminal terminal = context.terminal();
        try {
            ServiceSettings settings = context.settings(context.layersOf(file));
            List<String> warnings = new ArrayList<>(settings.all().warnings());
            warnings.addAll(settings.cleanup().doubts());
            warnings.addAll(TriedRules.warnings(context, settings));
            if (context.wantsJson()) {
                terminal.line(context.json().document(json -> {
                    json.writeBooleanField("ok", true);
                    json.writeArrayFieldStart("problems");
                    json.writeEndArray();
                    json.writeArrayFieldStart("warnings");
                    for (String warning : warnings) {
                        json.writeString(warning);
                    }
                    json.writeEndArray();
                }));
            } else {
                warnings.forEach(warning -> terminal.sentences("warning: " + PrintableText.escaped(warning)));
                terminal.sentences(PrintableText.escaped(file.toString()) + ": all settings are good");
            }
            return ExitCode.DONE;
        } catch (SettingsException e) {
            if (context.wantsJson()) {
                terminal.line(context.json().document(json -> {
                    json.writeBooleanField("ok", false);
                    json.writeArrayFieldStart("problems");
                    for (Problem problem : e.problems()) {
                        json.writeString(problem.text());
                    }
                    json.writeEndArray();
                    json.writeArrayFieldStart("warnings");
                    json.writeEndArray();
                }));
            } else {
                terminal.sentences(String.valueOf(e.getMessage()));
            }
            return ExitCode.USAGE;
        }
    }
}
