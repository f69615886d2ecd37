package io.tekton.sharedservices.cleanup;

import io.tekton.sharedservices.cleanup.host.OurInstallation;
import io.tekton.sharedservices.cleanup.match.Rule;
import io.tekton.sharedservices.cleanup.match.RuleParser;
import io.tekton.sharedservices.cleanup.match.Rules;
import io.tekton.sharedservices.cleanup.verdict.Candidate;
import io.tekton.sharedservices.cleanup.verdict.InService;
import io.tekton.sharedservices.cleanup.verdict.Judge;
import io.tekton.sharedservices.cleanup.verdict.JudgementContext;
import io.tekton.sharedservices.process.ProcessTable;
import io.tekton.sharedservices.process.UserNames;
import io.tekton.sharedservices.process.linux.LinuxProcessTable;
import io.tekton.sharedservices.redaction.Redaction;
import io.tekton.sharedservices.registry.Registrations;
import io.tekton.sharedservices.registry.RegistrySettings;
import io.tekton.sharedservices.registry.WhenEmpty;
import io.tekton.sharedservices.registry.WhenMissing;
import io.tekton.sharedservices.registry.memory.RegistrationMemory;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What a cleanup does up to its verdicts, with the default rules and one for the scripts below a folder. The registry is empty, and trusted;
 * nothing is known of earlier readings.
 */
public final class Look {
    private final CandidateScanner scanner;
    private final RegistryBelief belief;

    public Look(Path folder) {
        List<Rule> match = new ArrayList<>();
        Rules.DEFAULTS.forEach((name, text) -> match.add(RuleParser.match(name, text)));
        match.add(RuleParser.match("bench", "program=python3 script=\"" + folder + "/shared/ai/*.py\""));
        Rules rules = new Rules(match, List.of());
        ProcessTable table = LinuxProcessTable.open(rules.variables(), Clock.systemUTC());
        CleanupSettings settings = new CleanupSettings(
                Duration.ZERO,
                Duration.ofSeconds(10),
                true,
                50,
                Duration.ZERO,
                10,
                new UserNames().scope("self"),
                InService.AUTO,
                rules,
                new Redaction(List.of()));
        scanner = new CandidateScanner(table, settings, new OurInstallation(folder, false), Set.of());
        belief = belief(folder.resolve(".tekton"), table);
    }

    private static RegistryBelief belief(Path tektonState, ProcessTable table) {
        RegistrySettings registry = new RegistrySettings(
                RegistrySettings.parseFiles(RegistrySettings.DEFAULT_FILES, tektonState),
                WhenMissing.REFUSE,
                WhenEmpty.TRUST,
                RegistrySettings.DEFAULT_MAX_DROP_PERCENT,
                RegistrySettings.DEFAULT_READ_BOUND);
        RegistrationMemory nothing = RegistrationMemory.readOnly(tektonState.resolve("shared-services"), tektonState);
        return new RegistryBelief(nothing, registry, table, Clock.systemUTC());
    }

    public int orphans() {
        Registrations registrations = Registrations.none();
        CandidateScanner.Observation seen = scanner.observe();
        RegistryBelief.Weighed weighed = belief.weigh(registrations, seen.holders(), RegistryBelief.Manner.LOOK);
        Map<Integer, Candidate> candidates =
                seen.candidates().stream().collect(Collectors.toMap(Candidate::pid, candidate -> candidate));
        JudgementContext context = scanner.surroundings(
                registrations,
                Duration.ZERO,
                weighed.known(),
                seen.holders(),
                new JudgementContext.Services(InService.AUTO, belief.trustsEmpty()),
                seen.nodes(),
                pid -> Optional.ofNullable(candidates.get(pid)));
        int orphans = 0;
        for (Candidate candidate : seen.candidates()) {
            if (Judge.judge(candidate, context).isOrphan()) {
                orphans++;
            }
        }
        return orphans;
    }
}
