package io.tekton.sharedservices.cleanup;

import io.tekton.sharedservices.cleanup.verdict.Candidate;
import io.tekton.sharedservices.cleanup.verdict.Judge;
import io.tekton.sharedservices.cleanup.verdict.JudgementContext;
import io.tekton.sharedservices.cleanup.verdict.RegistrationHistory;
import io.tekton.sharedservices.registry.Registrations;
import io.tekton.sharedservices.registry.RegistryReading;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The scans of one run: what each found, and what the run says of all of them. For one thread. */
final class HostScanner {
    private final RunContext context;
    private int scanned;
    private List<String> warnings = List.of();
    private @Nullable String acceptance;

    HostScanner(RunContext context) {
        this.context = context;
    }

    /** How many processes the last scan read. */
    int scanned() {
        return scanned;
    }

    /** Of the last scan that the registry judged. */
    List<String> warnings() {
        return warnings;
    }

    /** That an operator accepted a reading of the registry, in words; null if none did. */
    @Nullable
    String acceptance() {
        return acceptance;
    }

    /**
     * The result of one scan of registry and host.
     *
     * @param judgement where the registry is refused: of what owners judge alone
     * @param heldBack what the registry would have to judge, where it is refused
     * @param refused why that is not signalled; null where the registry is believed, or nothing asks for it
     * @param believed whether the registry is believed
     */
    record Scan(
            Judgement judgement,
            List<Judge.Verdict> heldBack,
            RegistryReading.@Nullable Refused refused,
            boolean believed,
            @Nullable JudgementContext around) {
        /** Whether nothing is left to end. */
        boolean endsRun() {
            return refused != null && judgement.orphans().isEmpty();
        }
    }

    /** Reads the registry, scans all processes and judges. */
    Scan scan() {
        RegistryReading reading = context.registry().read();
        if (reading instanceof RegistryReading.Refused refused) {
            // before the memory is looked at: without a reading, an operator accepts none
            return withoutRegistry(refused);
        }
        RegistryReading.Refused damaged = context.belief().damaged(context.manner());
        if (damaged != null) {
            return withoutRegistry(damaged);
        }
        Registrations registrations = ((RegistryReading.Read) reading).registrations();
        CandidateScanner.Observation seen = context.observer().observe();
        scanned = seen.scanned();
        RegistryBelief.Weighed weighed = context.belief().weigh(registrations, seen.holders(), context.manner());
        accepted(weighed);
        JudgementContext around = around(seen, registrations, weighed.known());
        List<Judge.Verdict> verdicts = seen.candidates().stream()
                .map(candidate -> Judge.judge(candidate, around))
                .toList();
        warnings = StillServing.warnings(verdicts, around, context.settings().redaction());
        List<Judge.Verdict> needRegistry = verdicts.stream()
                .filter(verdict -> !weighed.known().leavesToOwners(verdict.candidate()))
                .toList();
        RegistryReading.Refused refused = weighed.collapsed() != null
                ? weighed.collapsed()
                : context.belief()
                        .empty(
                                registrations,
                                seen.holders(),
                                (int) needRegistry.stream()
                                        .filter(Judge.Verdict::isOrphan)
                                        .count(),
                                context.manner());
        Judgement judgement = new Judgement(verdicts, List.of());
        return refused == null || onlyOwners(needRegistry)
                ? new Scan(judgement, List.of(), null, refused == null, around)
                : new Scan(judgement.without(needRegistry), needRegistry, refused, false, around);
    }

    /** Without a candidate of the registry, a refused one changes nothing, as long as owners judge at all. */
    private boolean onlyOwners(List<Judge.Verdict> byRegistry) {
        return byRegistry.isEmpty() && !context.settings().rules().ownersAreThePlatforms();
    }

    private JudgementContext around(
            CandidateScanner.Observation seen, Registrations registrations, RegistrationHistory known) {
        Map<Integer, Candidate> candidates =
                seen.candidates().stream().collect(Collectors.toMap(Candidate::pid, candidate -> candidate));
        return context.observer()
                .surroundings(
                        registrations,
                        context.request().minAge(),
                        known,
                        seen.holders(),
                        context.services(),
                        seen.nodes(),
                        pid -> Optional.ofNullable(candidates.get(pid)));
    }

    private Scan withoutRegistry(RegistryReading.Refused refused) {
        if (context.settings().rules().ownersAreThePlatforms() && !Explanation.Unjudged.isListedIn(context.request())) {
            return new Scan(new Judgement(List.of(), List.of()), List.of(), refused, false, null);
        }
        CandidateScanner.Observation seen = context.observer().observe();
        scanned = seen.scanned();
        RegistrationHistory known = context.belief().known();
        JudgementContext around = around(seen, Registrations.none(), known);
        List<Judge.Verdict> byOwners = seen.candidates().stream()
                .filter(candidate -> known.leavesToOwners(candidate))
                .map(candidate -> Judge.judge(candidate, around))
                .toList();
        List<Judge.Verdict> unjudged = Explanation.Unjudged.of(
                seen.candidates().stream()
                        .filter(candidate -> !known.leavesToOwners(candidate))
                        .toList(),
                refused);
        return new Scan(
                new Judgement(byOwners, List.of()), unjudged, onlyOwners(unjudged) ? null : refused, false, around);
    }

    private void accepted(RegistryBelief.Weighed weighed) {
        if (context.request().acceptRegistry() && acceptance == null) {
            RegistryReading.Refused overridden = weighed.overridden();
            acceptance = "--accept-registry by " + context.request().actor()
                    + ": this reading of the registry is the believed one from now on"
                    + (overridden == null ? "" : ", although " + overridden.message());
        }
    }

    /** The result of one scan of the host; {@code gone} are orphans of an earlier scan that ended by themselves. */
    record Judgement(List<Judge.Verdict> verdicts, List<Judge.Verdict> gone) {
        Judgement without(List<Judge.Verdict> some) {
            return new Judgement(
                    verdicts.stream().filter(verdict -> !some.contains(verdict)).toList(), gone);
        }

        /** What the registry has no say in. */
        Judgement byOwners() {
            return new Judgement(
                    verdicts.stream()
                            .filter(verdict -> !verdict.candidate().isByRegistry())
                            .toList(),
                    gone);
        }

        List<Judge.Verdict> orphans() {
            return verdicts.stream().filter(Judge.Verdict::isOrphan).toList();
        }

        List<Judge.Verdict> spared() {
            return verdicts.stream().filter(verdict -> !verdict.isOrphan()).toList();
        }
    }
}
