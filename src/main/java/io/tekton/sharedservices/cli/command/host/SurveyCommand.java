package io.tekton.sharedservices.cli.command.host;

import io.tekton.sharedservices.api.json.SurveyJson;
import io.tekton.sharedservices.cleanup.CleanupSettings;
import io.tekton.sharedservices.cleanup.RegistryBelief;
import io.tekton.sharedservices.cleanup.host.OurInstallation;
import io.tekton.sharedservices.cleanup.survey.HostSurvey;
import io.tekton.sharedservices.cleanup.survey.Survey;
import io.tekton.sharedservices.cleanup.survey.SurveyRules;
import io.tekton.sharedservices.cleanup.witness.Witness;
import io.tekton.sharedservices.cleanup.witness.WitnessMemory;
import io.tekton.sharedservices.cli.option.Command;
import io.tekton.sharedservices.cli.option.Context;
import io.tekton.sharedservices.cli.option.ExitCode;
import io.tekton.sharedservices.config.ServiceSettings;
import io.tekton.sharedservices.process.ProcessTable;
import io.tekton.sharedservices.registry.RegistryReader;
import io.tekton.sharedservices.registry.memory.RegistrationMemory;
import io.tekton.sharedservices.settings.Places;
import java.util.ArrayList;
import java.util.List;
import org.apache.commons.cli.CommandLine;

/**
 * {@code survey}: which known hosts run, and what looks like theirs without one. It asks no daemon and opens no store:
 * a user who has neither settings nor a state folder gets the same answer, and nothing is written.
 */
public final class SurveyCommand implements Command {
    private static final String PRESETS = "presets";

    @Override
    public String name() {
        return "survey";
    }

    @Override
    public String summary() {
        return "which known hosts run, and what looks like theirs without one; read only";
    }

    @Override
    public String details() {
        return "All presets are asked, also without settings, registry and daemon. Nothing is signalled or written."
                + " What a cleanup with these presets would do is shown with the reason: without witnesses nothing is"
                + " proven.";
    }

    @Override
    public int run(CommandLine line, Context context) {
        Survey survey = survey(context);
        if (context.wantsJson()) {
            context.terminal()
                    .line(context.json().document(json -> new SurveyJson(context.json()).survey(json, survey)));
        } else {
            new SurveyView(context.terminal(), context.places()).print(survey);
        }
        return ExitCode.DONE;
    }

    private static Survey survey(Context context) {
        ServiceSettings configured = context.settings(List.of());
        ServiceSettings settings = withoutPresets(context)
                .settings(
                        List.of(new Context.OwnOption("survey", PRESETS, String.join(", ", CleanupSettings.PRESETS))));
        Places places = context.places();
        RegistrationMemory memory = RegistrationMemory.readOnly(places.stateFolder(), places.tektonState());
        ProcessTable table = context.processes(settings.cleanup().rules().wanted());
        return new HostSurvey(
                        table,
                        new RegistryReader(settings.registry(), memory),
                        new RegistryBelief(memory, settings.registry(), table, context.clock()),
                        SurveyRules.of(settings.cleanup(), settings.all(), configured.all()),
                        OurInstallation.of(places),
                        new Witness(WitnessMemory.readOnly(places.stateFolder())))
                .take((int) ProcessHandle.current().pid());
    }

    /** The same call without presets of its own: all of them take their place. */
    private static Context withoutPresets(Context context) {
        List<String> given = context.sharedArguments();
        List<String> kept = new ArrayList<>();
        for (int i = 0; i + 1 < given.size(); i += 2) {
            if (!given.get(i).equals("--set") || !key(given.get(i + 1)).equals(PRESETS)) {
                kept.addAll(given.subList(i, i + 2));
            }
        }
        return context.with(kept);
    }

    private static String key(String set) {
        int equals = set.indexOf('=');
        return equals < 0 ? set : set.substring(0, equals).strip();
    }
}
