package io.tekton.sharedservices.cli;

import io.tekton.sharedservices.api.Session;
import io.tekton.sharedservices.audit.AuditException;
import io.tekton.sharedservices.daemon.Check;
import io.tekton.sharedservices.daemon.Doctor;
import io.tekton.sharedservices.daemon.ServiceSettings;
import io.tekton.sharedservices.settings.SettingsException;
import io.tekton.sharedservices.store.StoreException;
import io.tekton.sharedservices.store.StoreFacts;
import java.util.ArrayList;
import java.util.List;
import org.apache.commons.cli.CommandLine;
import org.apache.commons.cli.Options;

/** {@code doctor}: everything that a cleanup needs, and how to mend what is wrong. */
final class DoctorCommand implements Command {
    @Override
    public String name() {
        return "doctor";
    }

    @Override
    public String summary() {
        return "checks everything that a cleanup needs, and says how to mend what is wrong";
    }

    @Override
    public Options options() {
        return new OptionSpecs().options();
    }

    @Override
    public int run(CommandLine line, Context context) {
        if (!line.getArgList().isEmpty()) {
            throw new UsageException("doctor takes no operands");
        }
        List<Check> checks = new ArrayList<>(new Doctor(context.places(), context.clock()).host());
        try {
            ServiceSettings settings = context.settings(List.of());
            List<String> warnings = settings.all().warnings();
            checks.add(new Check(
                    "settings",
                    true,
                    context.places().configFile() + (warnings.isEmpty() ? "" : "; " + String.join("; ", warnings)),
                    null));
            checks.add(withStore(settings, context, checks));
        } catch (SettingsException e) {
            checks.add(new Check("settings", false, String.valueOf(e.getMessage()), "mend what is listed"));
        }
        print(checks, context);
        return checks.stream().allMatch(Check::ok) ? ExitCode.DONE : ExitCode.FAILED;
    }

    private static Check withStore(ServiceSettings settings, Context context, List<Check> checks) {
        try (Session session = context.open(settings, "doctor")) {
            StoreFacts facts = session.storeFacts();
            checks.add(Doctor.registry(settings.registry(), session.registryMemory()));
            return new Check(
                    "store",
                    true,
                    facts.file() + ", " + facts.sizeBytes() / 1024 + " KiB, " + facts.runs() + " runs, "
                            + facts.terminations() + " terminations",
                    null);
        } catch (StoreException | AuditException e) {
            return new Check("store", false, String.valueOf(e.getMessage()), "see the message; nothing was changed");
        }
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
            terminal.line((check.ok() ? terminal.green("ok    ") : terminal.red("FAULT ")) + check.name() + ": "
                    + check.detail());
            if (check.remedy() != null) {
                terminal.line("      remedy: " + check.remedy());
            }
        }
    }
}
