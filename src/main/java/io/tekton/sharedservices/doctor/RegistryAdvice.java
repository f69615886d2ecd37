package io.tekton.sharedservices.doctor;

import io.tekton.sharedservices.cleanup.survey.CandidateSurvey;
import io.tekton.sharedservices.process.ProcessTableException;
import io.tekton.sharedservices.registry.Registrations;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/**
 * What doctor advises where a registry is missing or says little. It recommends no setting that lowers a guard without
 * saying what it would end.
 */
public final class RegistryAdvice {
    private static final int MOST_SHOWN = 20;

    private final OtherRegistries others;
    private final Supplier<CandidateSurvey> survey;
    private final Set<Integer> askers;

    /** @param askers this process, which is never judged */
    public RegistryAdvice(OtherRegistries others, Supplier<CandidateSurvey> survey, Set<Integer> askers) {
        this.others = others;
        this.survey = survey;
        this.askers = Set.copyOf(askers);
    }

    /** Registries in the other usual places, and in those of the platform folders that CI processes carry. */
    List<Path> found() {
        try {
            return others.found(survey.get().otherRoots());
        } catch (ProcessTableException e) {
            // the check of processes says why; the usual places do not need them
            return others.found(Set.of());
        }
    }

    List<String> warnings() {
        return others.warnings();
    }

    /** Registered pids whose process no match rule names. */
    List<CandidateSurvey.Unmatched> unmatched(Registrations registrations) {
        try {
            return survey.get().unmatched(registrations);
        } catch (ProcessTableException e) {
            // the check of processes says why
            return List.of();
        }
    }

    /** What to do about a registry file that is missing. */
    String remedyOfMissing(List<Path> found) {
        if (!found.isEmpty()) {
            return "there is a registry in another usual place: " + joined(found)
                    + ". If it is this platform's, name it in registry.files, or set TEKTON_ROOT as the platform "
                    + "has it (unset it if the platform"
                    + " has none)";
        }
        return "start the platform, or name the right files in registry.files; there is none in the usual places ("
                + joined(others.states()) + "). " + withoutRegistry();
    }

    /** What {@code registry.when-missing = empty} would come to now. */
    private String withoutRegistry() {
        String setting = "If the platform has none, set registry.when-missing = empty: a missing file then means no "
                + "registrations. ";
        List<CandidateSurvey.Unregistered> all;
        try {
            all = survey.get().withoutRegistry(askers);
        } catch (ProcessTableException e) {
            return setting + "It is not known what that would end: " + e.getMessage();
        }
        if (all.isEmpty()) {
            return setting + "No match rule names a process now, so it would end nothing now";
        }
        long ended = all.stream().filter(one -> !one.spared()).count();
        return setting + "With it, " + ended + " of the " + all.size()
                + " processes that match rules name now would be orphans, and would be ended if"
                + " registry.when-empty = trust is set too:\n"
                + all.stream().limit(MOST_SHOWN).map(RegistryAdvice::line).collect(Collectors.joining("\n"))
                + (all.size() > MOST_SHOWN ? "\nand " + (all.size() - MOST_SHOWN) + " more" : "");
    }

    private static String line(CandidateSurvey.Unregistered one) {
        return "pid " + one.pid() + " (" + one.command() + "): "
                + (one.spared() ? "spared, " + one.rule() + ": " + one.because() : "nothing protects it");
    }

    private static String joined(List<Path> paths) {
        return paths.stream().map(Path::toString).collect(Collectors.joining(", "));
    }
}
