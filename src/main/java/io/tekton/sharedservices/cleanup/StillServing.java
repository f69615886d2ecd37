package io.tekton.sharedservices.cleanup;

import io.tekton.sharedservices.cleanup.host.OurInstallation;
import io.tekton.sharedservices.cleanup.match.CommandText;
import io.tekton.sharedservices.cleanup.verdict.Candidate;
import io.tekton.sharedservices.cleanup.verdict.InService;
import io.tekton.sharedservices.cleanup.verdict.Judge;
import io.tekton.sharedservices.cleanup.verdict.JudgementContext;
import io.tekton.sharedservices.cleanup.verdict.Service;
import io.tekton.sharedservices.cleanup.verdict.VerdictRule;
import io.tekton.sharedservices.process.ProcessTable;
import io.tekton.sharedservices.process.Reading;
import io.tekton.sharedservices.redaction.Redaction;
import io.tekton.sharedservices.registry.memory.RememberedRegistrations;
import io.tekton.sharedservices.registry.memory.SeenRegistration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Warns of wrappers that were registered once, are registered no more, and still listen on their socket. No cleanup
 * ends them, so a person has to decide: the registry lost a healthy process, or nobody needs it. With {@code in-service
 * = ignore} they are judged like any other and cause no warning.
 */
public final class StillServing {
    /**
     * What spares such a wrapper for its registration or its service; what an earlier rule spares is out of a cleanup's
     * reach in any case.
     */
    private static final Set<String> RULES =
            Set.of(VerdictRule.REGISTERED_ELSEWHERE.word(), VerdictRule.IN_SERVICE.word());

    private final ProcessTable table;
    private final CleanupSettings settings;
    private final OurInstallation ours;

    /** @param table keeps the variables that the rules ask for */
    public StillServing(ProcessTable table, CleanupSettings settings, OurInstallation ours) {
        this.table = table;
        this.settings = settings;
        this.ours = ours;
    }

    /** One sentence for each such wrapper that lives now, secrets masked. Reads these processes and no registry. */
    public List<String> warnings(RememberedRegistrations memory) {
        List<String> warnings = new ArrayList<>();
        if (settings.inService() == InService.IGNORE) {
            return warnings;
        }
        CandidateScanner observer = new CandidateScanner(table, settings, ours, Set.of());
        for (SeenRegistration one : memory.seen()) {
            if (isMissing(one)
                    && one.isOf(table.bootId(), table.pidNamespace())
                    && observer.read(one.identity().pid()) instanceof Reading.Present<Candidate> present
                    && isJudged(present.value())) {
                sentence(present.value(), one, settings.redaction()).ifPresent(warnings::add);
            }
        }
        return warnings;
    }

    /** Whether a cleanup would judge it by its registration. */
    private boolean isJudged(Candidate process) {
        return !process.matches().isEmpty()
                && process.protections().isEmpty()
                && process.installation() instanceof Candidate.Installation.Ours
                && process.snapshot().owner() != null
                && settings.users().includes(process.snapshot().owner());
    }

    /** The sentences for what one judgement spared, in its order. */
    public static List<String> warnings(List<Judge.Verdict> verdicts, JudgementContext around, Redaction redaction) {
        return around.services().mode() == InService.IGNORE
                ? List.of()
                : verdicts.stream()
                        .filter(verdict -> RULES.contains(verdict.rule()))
                        .map(Judge.Verdict::candidate)
                        .flatMap(process -> around
                                .known()
                                .seen(process.snapshot().identity())
                                .stream()
                                .filter(StillServing::isMissing)
                                .flatMap(one -> sentence(process, one, redaction).stream()))
                        .toList();
    }

    /** Whether the last reading saw it unregistered, even if that reading was refused. */
    private static boolean isMissing(SeenRegistration one) {
        return one.unregistered() != SeenRegistration.NEVER || one.missed() != SeenRegistration.NEVER;
    }

    private static Optional<String> sentence(Candidate process, SeenRegistration one, Redaction redaction) {
        boolean serves = process.snapshot().identity().equals(one.identity())
                && process.service() instanceof Service.Serves service
                && service.socket();
        if (!serves) {
            return Optional.empty();
        }
        String text =
                "pid " + process.pid() + " was registered as " + String.join(", ", one.ids()) + " in " + one.file()
                        + " and is no longer registered, but " + ((Service.Serves) process.service()).what()
                        + ". It is spared. If it is needed, register it again or restart it. If not, end it, or "
                        + "run once:"
                        + " shared-services cleanup --in-service ignore";
        return Optional.of(redaction.knowing(process.snapshot().command()).text(CommandText.printable(text)));
    }
}
