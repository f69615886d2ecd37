package io.tekton.sharedservices.cleanup;

import io.tekton.sharedservices.audit.Decision;
import io.tekton.sharedservices.process.ProcessTable;
import io.tekton.sharedservices.process.Reading;
import io.tekton.sharedservices.registry.Registrations;
import io.tekton.sharedservices.registry.RegistryReader;
import io.tekton.sharedservices.registry.RegistryReading;
import java.util.List;
import java.util.Set;

/** Says of one process what a cleanup would make of it, and why. */
public final class Explainer {
    private final ProcessTable table;
    private final RegistryReader registry;
    private final RegistryBelief belief;
    private final CleanupSettings settings;
    private final OurInstallation ours;

    public Explainer(
            ProcessTable table,
            RegistryReader registry,
            RegistryBelief belief,
            CleanupSettings settings,
            OurInstallation ours) {
        this.table = table;
        this.registry = registry;
        this.belief = belief;
        this.settings = settings;
        this.ours = ours;
    }

    /**
     * Judges one process as a cleanup would now, and says why. Signals and records nothing.
     *
     * @param askers pids that are never touched, with all their ancestors: this process, and the command's that asks
     */
    public Explanation.Answer explain(int pid, Set<Integer> askers) {
        Observer observer = new Observer(table, settings, ours, askers);
        Reading<Candidate> looked = observer.look(pid);
        if (looked instanceof Reading.Gone<Candidate>) {
            return new Explanation.Answer.NoSuchProcess();
        }
        if (!(looked instanceof Reading.Present<Candidate> present)) {
            return new Explanation.Answer.Unreadable(((Reading.Unreadable<Candidate>) looked).why());
        }
        Candidate candidate = present.value();
        RegistryReading reading = registry.read();
        if (reading instanceof RegistryReading.Refused refused) {
            return new Explanation.Answer.Refused(refused.reason(), refused.message());
        }
        List<Explanation.Matching> matching = settings.rules().match().stream()
                .map(rule -> new Explanation.Matching(
                        rule.name(), rule.text(), candidate.matches().contains(rule)))
                .toList();
        VerdictRecords records = new VerdictRecords(settings.redaction());
        if (candidate.matches().isEmpty()) {
            Judge.Verdict none = new Judge.Verdict(
                    candidate, Decision.SPARED, Explanation.UNMATCHED, "no match rule names it: it is no CI process");
            return new Explanation.Answer.Explained(new Explanation(records.of(none), matching, List.of()));
        }
        Registrations registrations = ((RegistryReading.Read) reading).registrations();
        Holders holders = observer.holders();
        RegistryBelief.Weighed weighed = belief.weigh(registrations, holders, RegistryBelief.Manner.LOOK);
        if (weighed.collapsed() != null) {
            return new Explanation.Answer.Refused(
                    weighed.collapsed().reason(), weighed.collapsed().message());
        }
        Surroundings around = observer.surroundings(
                registrations,
                settings.minAge(),
                weighed.known(),
                holders,
                new Surroundings.Services(settings.inService(), belief.trustsEmpty()));
        List<Explanation.Judging> judging = Judge.explain(candidate, around).stream()
                .map(step -> new Explanation.Judging(
                        step.rule().word(),
                        step.finding().spares(),
                        settings.redaction().text(step.finding().because())))
                .toList();
        return new Explanation.Answer.Explained(
                new Explanation(records.of(Judge.judge(candidate, around)), matching, judging));
    }
}
