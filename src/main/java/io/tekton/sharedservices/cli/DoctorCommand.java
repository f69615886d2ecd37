package io.tekton.sharedservices.cli;

import io.tekton.sharedservices.api.Session;
import io.tekton.sharedservices.audit.AuditException;
import io.tekton.sharedservices.daemon.Check;
import io.tekton.sharedservices.daemon.Doctor;
import io.tekton.sharedservices.daemon.ServiceSettings;
import io.tekton.sharedservices.process.ProcessTableException;
import io.tekton.sharedservices.settings.Places;
import io.tekton.sharedservices.settings.PrintableText;
import io.tekton.sharedservices.settings.SettingsException;
import io.tekton.sharedservices.store.StoreException;
import io.tekton.sharedservices.store.StoreFacts;
import io.tekton.sharedservices.store.StoreHeldException;
import java.nio.file.Files;
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
        List<Check> checks = new ArrayList<>(new Doctor(context.clock()).host());
        try {
            Places places = context.places();
            checks.addAll(Doctor.folders(places));
            ServiceSettings settings = context.settings(List.of());
            List<String> warnings = settings.all().warnings();
            checks.add(Check.good(
                    "settings", places.configFile() + (warnings.isEmpty() ? "" : "; " + String.join("; ", warnings))));
            checks.addAll(registryAndStore(settings, context));
        } catch (SettingsException e) {
            checks.add(Check.bad(
                    "settings",
                    String.valueOf(e.getMessage()),
                    "mend what is listed; registry and store are looked at after that"));
        }
        print(checks, context);
        return checks.stream().allMatch(Check::ok) ? ExitCode.DONE : ExitCode.FAILED;
    }

    private static List<Check> registryAndStore(ServiceSettings settings, Context context) {
        try (Session session = context.open(settings, "doctor")) {
            StoreFacts facts = session.storeFacts();
            String found = facts.file() + ", " + facts.sizeBytes() / 1024 + " KiB, " + facts.runs() + " runs, "
                    + facts.terminations() + " terminations";
            // Asked first: remembering what was read would fail where nothing can be written.
            if (!Files.isWritable(facts.file())) {
                return List.of(
                        Doctor.registry(settings.registry()),
                        Check.bad(
                                "store",
                                found + ", cannot be written by this user: every cleanup is refused",
                                "chmod 600 '" + facts.file() + "' as its owner"));
            }
            return List.of(Doctor.registry(settings.registry(), session.registryMemory()), Check.good("store", found));
        } catch (StoreHeldException e) {
            StoreHeldException.Holder holder = e.holder();
            return List.of(
                    Doctor.registry(settings.registry()),
                    Check.bad(
                            "store",
                            String.valueOf(e.getMessage()),
                            "wait until it has ended"
                                    + (holder == null ? "" : ", or see what it does: ps -fp " + holder.pid())));
        } catch (StoreException | AuditException | ProcessTableException e) {
            return List.of(
                    Doctor.registry(settings.registry()),
                    Check.bad(
                            "store",
                            String.valueOf(e.getMessage()),
                            "as the message says; README.md, \"Backup and restore\", says how to begin anew"));
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
                    + indented(check.detail()));
            if (check.remedy() != null) {
                terminal.line("      remedy: " + indented(check.remedy()));
            }
        }
    }

    private static String indented(String text) {
        return PrintableText.escapedLines(text).replace("\n", "\n      ");
    }
}
