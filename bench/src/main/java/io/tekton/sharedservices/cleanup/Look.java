package io.tekton.sharedservices.cleanup;

import io.tekton.sharedservices.process.LinuxProcessTable;
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
final class Look {
    private final Observer observer;

    Look(Path folder) {
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
        observer = new Observer(table, settings, folder.resolve(".tekton"), Set.of());
    }

    int orphans() {
        Observer.Observation seen = observer.observe(Registrations.none(), Duration.ZERO);
        int orphans = 0;
        for (Candidate candidate : seen.candidates()) {
            if (Judge.judge(candidate, seen.around()).isOrphan()) {
                orphans++;
            }
        }
        return orphans;
    }
}
