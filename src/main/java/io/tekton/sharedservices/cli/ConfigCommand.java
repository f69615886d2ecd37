package io.tekton.sharedservices.cli;

import io.tekton.sharedservices.daemon.ServiceSettings;
import io.tekton.sharedservices.settings.SettingInForce;
import io.tekton.sharedservices.settings.SettingsException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import org.apache.commons.cli.CommandLine;
import org.apache.commons.cli.Options;

/** {@code config}: the settings in force; {@code config check FILE}: what is wrong with a settings file. */
final class ConfigCommand implements Command {
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
        return new OptionSpecs().flag("origin", "where each value comes from").options();
    }

    @Override
    public int run(CommandLine line, Context context) {
        List<String> operands = line.getArgList();
        if (!operands.isEmpty()) {
            if (operands.size() != 2 || !operands.get(0).equals("check")) {
                throw new UsageException("config takes nothing, or \"check FILE\"");
            }
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
                    json.writeStringField("origin", setting.origin().text());
                    json.writeEndObject();
                }
                json.writeEndArray();
            }));
            return ExitCode.DONE;
        }
        boolean origin = line.hasOption("origin");
        Table table = origin ? new Table("KEY", "ORIGIN", "VALUE") : new Table("KEY", "VALUE");
        for (SettingInForce setting : inForce) {
            String value = setting.value() == null ? "" : setting.value();
            if (origin) {
                table.row(setting.key(), setting.origin().text(), value);
            } else {
                table.row(setting.key(), value);
            }
        }
        table.print(terminal);
        return ExitCode.DONE;
    }

    private static int check(String name, Context context) {
        Path file;
        try {
            file = Path.of(name).toAbsolutePath().normalize();
        } catch (InvalidPathException e) {
            throw new UsageException(Printable.of(name) + " is no path");
        }
        Terminal terminal = context.terminal();
        try {
            ServiceSettings settings = context.settings(context.layersOf(file));
            if (context.wantsJson()) {
                terminal.line(context.json().document(json -> {
                    json.writeBooleanField("ok", true);
                    json.writeArrayFieldStart("problems");
                    json.writeEndArray();
                }));
            } else {
                settings.all().warnings().forEach(warning -> terminal.line("warning: " + warning));
                terminal.line(file + ": all settings are good");
            }
            return ExitCode.DONE;
        } catch (SettingsException e) {
            if (context.wantsJson()) {
                terminal.line(context.json().document(json -> {
                    json.writeBooleanField("ok", false);
                    json.writeArrayFieldStart("problems");
                    for (var problem : e.problems()) {
                        json.writeString(problem.text());
                    }
                    json.writeEndArray();
                }));
            } else {
                terminal.line(e.getMessage());
            }
            return ExitCode.USAGE;
        }
    }
}
