package io.tekton.sharedservices.cleanup.job;

import io.tekton.sharedservices.cleanup.Explainer;
import io.tekton.sharedservices.cleanup.OrphanCleanup;
import io.tekton.sharedservices.cleanup.RegistryBelief;
import io.tekton.sharedservices.cleanup.StillServing;
import io.tekton.sharedservices.cleanup.host.OurInstallation;
import io.tekton.sharedservices.cleanup.survey.SuspectSurvey;
import io.tekton.sharedservices.cleanup.survey.UnusedRules;
import io.tekton.sharedservices.cleanup.witness.Witness;
import io.tekton.sharedservices.config.ServiceSettings;
import io.tekton.sharedservices.journal.query.Recurrence;
import io.tekton.sharedservices.process.ProcessTable;
import io.tekton.sharedservices.registry.RegistryReader;
import io.tekton.sharedservices.registry.memory.RegistrationMemory;
import io.tekton.sharedservices.runtime.RuntimeContext;
import io.tekton.sharedservices.settings.Places;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;

/** Makes what the orphan cleanup consists of, for a process that holds the store or has none. */
public final class Cleanups {
    private Cleanups() {}

    /** The cleanup under these settings. */
    public static OrphanCleanup under(ServiceSettings settings, RuntimeContext context) {
        ProcessTable fresh = context.tables().apply(context.processes(settings));
        return new OrphanCleanup(
                context.host(),
                fresh,
                context.registry(settings),
                context.belief(settings, fresh),
                context.audit(),
                context.reader(),
                settings.cleanup(),
                OurInstallation.of(context.places()),
                context.unwritten(),
                context.hour(),
                context.clock(),
                context.witness());
    }

    /**
     * What explains processes under these settings.
     *
     * @param memory what earlier readings of the registry saw
     * @param witness knows of owners
     */
    public static Explainer explainer(
            Places places, ServiceSettings settings, RegistrationMemory memory, Witness witness, Clock clock) {
        ProcessTable fresh =
                RuntimeContext.processTable(settings.cleanup().rules().wanted(), clock);
        return new Explainer(
                fresh,
                new RegistryReader(settings.registry(), memory),
                new RegistryBelief(memory, settings.registry(), fresh, clock),
                settings.cleanup(),
                OurInstallation.of(places),
                witness);
    }

    /** What finds suspects under these settings; the parameters are those of {@link #explainer}. */
    public static SuspectSurvey suspects(
            Places places, ServiceSettings settings, RegistrationMemory memory, Witness witness, Clock clock) {
        ProcessTable fresh =
                RuntimeContext.processTable(settings.cleanup().rules().wanted(), clock);
        return new SuspectSurvey(
                fresh,
                new RegistryReader(settings.registry(), memory),
                new RegistryBelief(memory, settings.registry(), fresh, clock),
                settings.cleanup(),
                OurInstallation.of(places),
                witness);
    }

    /**
     * Of wrappers that the registry lost and that still serve, of rules that have named nothing for long, and of
     * processes that come back after each run.
     */
    public static List<String> warnings(ServiceSettings settings, RuntimeContext context) {
        List<String> all = new ArrayList<>(
                new StillServing(context.processes(settings), settings.cleanup(), OurInstallation.of(context.places()))
                        .warnings(context.memory().now()));
        all.addAll(unusedRules(context).warnings(settings.cleanup()));
        all.addAll(Recurrence.warnings(context.reader(), OrphanCleanup.JOB, context.host()));
        return all;
    }

    /** Remembers which match rules name a process now. */
    public static void checkRuleUse(ServiceSettings settings, RuntimeContext context) {
        unusedRules(context).scan(context.processes(settings), settings.cleanup());
    }

    private static UnusedRules unusedRules(RuntimeContext context) {
        return new UnusedRules(context.places().stateFolder(), context.clock());
    }
}
