package io.tekton.sharedservices.cleanup.survey;

import io.tekton.sharedservices.cleanup.CandidateScanner;
import io.tekton.sharedservices.cleanup.CleanupSettings;
import io.tekton.sharedservices.cleanup.host.OurInstallation;
import io.tekton.sharedservices.cleanup.match.CiVariables;
import io.tekton.sharedservices.cleanup.match.CommandText;
import io.tekton.sharedservices.cleanup.verdict.Candidate;
import io.tekton.sharedservices.cleanup.verdict.Judge;
import io.tekton.sharedservices.cleanup.verdict.JudgementContext;
import io.tekton.sharedservices.cleanup.verdict.RegistrationHistory;
import io.tekton.sharedservices.process.ProcessSnapshot;
import io.tekton.sharedservices.process.ProcessTable;
import io.tekton.sharedservices.process.Reading;
import io.tekton.sharedservices.registry.Registration;
import io.tekton.sharedservices.registry.Registrations;
import io.tekton.sharedservices.registry.memory.ReadingTime;
import io.tekton.sharedservices.registry.memory.RememberedRegistrations;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * What doctor says of this host's processes before anybody changes a setting. Signals, records and remembers nothing.
 */
public final class CandidateSurvey {
    private final ProcessTable table;
    private final CleanupSettings settings;
    private final OurInstallation ours;
    private final Clock clock;

    /** @param table keeps the variables that the rules ask for */
    public CandidateSurvey(ProcessTable table, CleanupSettings settings, OurInstallation ours, Clock clock) {
        this.table = table;
        this.settings = settings;
        this.ours = ours;
        this.clock = clock;
    }

    /**
     * A process that a match rule names.
     *
     * @param command printable, secrets masked
     * @param spared whether something besides a registry protects it
     * @param because the rule that spares it; if it is not spared, why it would be ended
     */
    public record Unregistered(int pid, String command, boolean spared, String rule, String because) {}

    /**
     * A registered pid and what runs as it, which no match rule names; {@code command} is printable, secrets masked.
     */
    public record Unmatched(int pid, String id, String command) {}

    /** Every process that a match rule names, judged as if no registry named anything and nothing was remembered. */
    public List<Unregistered> withoutRegistry(Set<Integer> askers) {
        CandidateScanner observer = new CandidateScanner(table, settings, ours, askers);
        CandidateScanner.Observation seen = observer.observe();
        ReadingTime now = ReadingTime.of(table.bootId(), table.uptime(), clock.instant());
        JudgementContext around = observer.surroundings(
                Registrations.none(),
                settings.minAge(),
                new RegistrationHistory(RememberedRegistrations.NOTHING, now, table.pidNamespace(), false),
                seen.holders(),
                new JudgementContext.Services(settings.inService(), true));
        List<Unregistered> all = new ArrayList<>();
        for (Candidate candidate : seen.candidates()) {
            Judge.Verdict verdict = Judge.judge(candidate, around);
            all.add(new Unregistered(
                    candidate.pid(),
                    CommandText.of(candidate.snapshot().command(), settings.redaction()),
                    !verdict.isOrphan(),
                    verdict.rule(),
                    settings.redaction().text(verdict.explanation())));
        }
        return all;
    }

    /** The living processes that have a registered pid and that no match rule names. */
    public List<Unmatched> unmatched(Registrations registrations) {
        List<Unmatched> unmatched = new ArrayList<>();
        for (Registration entry : registrations.all()) {
            for (int pid : entry.pids()) {
                if (table.read(pid) instanceof Reading.Present<ProcessSnapshot> present
                        && !present.value().node().zombie()
                        && settings.rules().matching(present.value()).isEmpty()) {
                    String id = CommandText.printable(settings.redaction().text(entry.id()));
                    unmatched.add(new Unmatched(
                            pid, id, CommandText.of(present.value().command(), settings.redaction())));
                }
            }
        }
        return unmatched;
    }

    /** The platform folders of other installations that processes which a match rule names carry. */
    public Set<String> otherRoots() {
        Set<String> roots = new TreeSet<>();
        for (Candidate candidate :
                new CandidateScanner(table, settings, ours, Set.of()).observe().candidates()) {
            Map<String, String> environment = candidate.snapshot().environment();
            String root = environment == null ? null : environment.get(CiVariables.ROOT);
            if (root != null && candidate.installation() instanceof Candidate.Installation.Other) {
                roots.add(root);
            }
        }
        return roots;
    }
}
