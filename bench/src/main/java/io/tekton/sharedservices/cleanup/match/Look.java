package io.tekton.sharedservices.cleanup.match;

import io.tekton.sharedservices.cleanup.CandidateScanner;
import io.tekton.sharedservices.cleanup.CleanupSettings;
import io.tekton.sharedservices.cleanup.verdict.Candidate;
import io.tekton.sharedservices.cleanup.verdict.Judge;
import io.tekton.sharedservices.redaction.Redaction;
import io.tekton.sharedservices.process.linux.LinuxProcessTable;
import io.tekton.sharedservices.process.ProcessTable;
import io.tekton.sharedservices.process.UserNames;
import io.tekton.sharedservices.registry.Registrations;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** What a cleanup does up to its verdicts, with the default rules and one for the scripts below a folder. */
public final class Look {
    private final CandidateScanner observer;

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
                rules,
                new Redaction(List.of()));
        observer = new CandidateScanner(table, settings, folder.resolve(".tekton"), Set.of());
    }

    public int orphans() {
        CandidateScanner.Observation seen = observer.observe(Registrations.none(), Duration.ZERO);
        int orphans = 0;
        for (Candidate candidate : seen.candidates()) {
            if (Judge.judge(candidate, seen.around()).isOrphan()) {
                orphans++;
            }
        }
        return orphans;
    }
}
