package io.tekton.sharedservices.cli.command;

import io.tekton.sharedservices.cleanup.survey.RuleTrial;
import io.tekton.sharedservices.cli.option.Context;
import io.tekton.sharedservices.config.ServiceSettings;
import io.tekton.sharedservices.process.ProcessTableException;
import java.util.List;

/**
 * What the match rules of some settings would name on this host now; a host whose processes cannot be read is no fault
 * of the settings.
 */
final class TriedRules {
    private TriedRules() {}

    static List<String> warnings(Context context, ServiceSettings settings) {
        try {
            return new RuleTrial(settings.cleanup())
                    .warnings(context.processes(settings.cleanup().rules().wanted()), (int)
                            ProcessHandle.current().pid());
        } catch (ProcessTableException e) {
            return List.of("the match rules could not be tried on the processes of this host: " + e.getMessage());
        }
    }
}
