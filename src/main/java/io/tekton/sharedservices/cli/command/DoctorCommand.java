package io.tekton.sharedservices.cli.command;

import io.tekton.sharedservices.cli.option.Command;
import io.tekton.sharedservices.cli.option.Context;
import io.tekton.sharedservices.cli.option.ExitCode;
import io.tekton.sharedservices.cli.option.PlatformVariables;
import io.tekton.sharedservices.cli.view.Terminal;
import io.tekton.sharedservices.config.ServiceSettings;
import io.tekton.sharedservices.doctor.Check;
import io.tekton.sharedservices.doctor.Doctor;
import io.tekton.sharedservices.process.UserNames;
import io.tekton.sharedservices.settings.Places;
import io.tekton.sharedservices.settings.SettingsException;
import io.tekton.sharedservices.text.Causes;
import io.tekton.sharedservices.text.PrintableText;
import java.util.ArrayList;
import java.util.List;
import org.apache.commons.cli.CommandLine;

/** {@code doctor}: everything that start and cleanup need, and how to fix what is wrong. */
public final class DoctorCommand implements Command {
    /** The width of "ok" or "FAULT" with its gap. */
    private static final int INDENT = 6;

    @Override
    public String name() {
        return "doctor";
    }

    @Override
    public String summary() {
        return "checks everything that start, cleanup and sync need, and says how to fix what is wrong";
    }

    @Override
    public String details() {
        return "Works with and without the daemon. Exit code 0 if all is well, 1 if anything is a FAULT.\n";
    }

    @Override
    public int run(CommandLine line, Context context) {
        List<Check> checks = new ArrayList<>(new Doctor(context.clock()).host(context.environment()));
        try {
            Places places = context.places();
            checks.addAll(Doctor.folders(places, new UserNames().self()));
            ServiceSettings settings = context.settings(List.of());
            List<String> warnings = new ArrayList<>(settings.doubts());
            warnings.addAll(PlatformVariables.warnings(context.environment()));
            warnings.addAll(TriedRules.warnings(context, settings));
            checks.add(Check.good(
                    "settings", places.configFile() + (warnings.isEmpty() ? "" : "; " + String.join("; ", warnings))));
            checks.addAll(new DoctorChecks(context, places, settings).checks());
        } catch (SettingsException e) {
            checks.add(Check.bad(
                    "settings", Causes.of(e), "fix what is listed; registry, store and daemon are checked after that"));
        }
        print(checks, context);
        return checks.stream().allMatch(Check::ok) ? ExitCode.DONE : ExitCode.FAILED;
    }

    private static void print(List<Check> checks, Context context) {
        Terminal terminal = context.terminal();
        if (context.wantsJson()) {
            terminal.line(context.json().document(json -> {
                json.writeArrayFieldStart("checks");
                for (Check check : checks) {
                    json.writeStartObject();
                    json.writeStringField("name", check.name());
                    json.writeBooleanField("ok", check.ok());
                    json.writeStringField("detail", check.detail());
                    context.json().text(json, "remedy", check.remedy());
                    json.writeEndObject();
                }
                json.writeEndArray();
            }));
            return;
        }
        for (Check check : checks) {
            terminal.sentences(
                    (check.ok() ? terminal.green("ok    ") : terminal.red("FAULT ")) + check.name() + ": "
                            + indented(check.detail()),
                    INDENT);
            if (check.remedy() != null) {
                terminal.sentences(" ".repeat(INDENT) + "remedy: " + indented(check.remedy()), INDENT);
            }
        }
    }

    private static String indented(String text) {
        return PrintableText.escapedLines(text).replace("\n", "\n" + " ".repeat(INDENT));
    }
}
