package io.tekton.sharedservices.cleanup;

import io.tekton.sharedservices.cleanup.host.OurInstallation;
import io.tekton.sharedservices.cleanup.match.CommandText;
import io.tekton.sharedservices.cleanup.suspect.SignReader;
import io.tekton.sharedservices.cleanup.verdict.Candidate;
import io.tekton.sharedservices.cleanup.verdict.Families;
import io.tekton.sharedservices.cleanup.verdict.Holders;
import io.tekton.sharedservices.cleanup.verdict.Judge;
import io.tekton.sharedservices.cleanup.verdict.JudgementContext;
import io.tekton.sharedservices.cleanup.verdict.Service;
import io.tekton.sharedservices.cleanup.witness.Witness;
import io.tekton.sharedservices.journal.Decision;
import io.tekton.sharedservices.process.ProcessFacts;
import io.tekton.sharedservices.process.ProcessIdentity;
import io.tekton.sharedservices.process.ProcessNode;
import io.tekton.sharedservices.process.ProcessTable;
import io.tekton.sharedservices.process.Reading;
import io.tekton.sharedservices.redaction.Redaction;
import io.tekton.sharedservices.registry.Registrations;
import io.tekton.sharedservices.registry.RegistryReader;
import io.tekton.sharedservices.registry.RegistryReading;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Says of one process what a cleanup would make of it, and why. */
public final class Explainer {
    private final ProcessTable table;
    private final RegistryReader registry;
    private final RegistryBelief belief;
    private final CleanupSettings settings;
    private final OurInstallation ours;
    private final Witness witness;

    public Explainer(
            ProcessTable table,
            RegistryReader registry,
            RegistryBelief belief,
            CleanupSettings settings,
            OurInstallation ours,
            Witness witness) {
        this.witness = witness;
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
        CandidateScanner observer = new CandidateScanner(table, settings, ours, askers, witness);
        Reading<Candidate> observed = observer.read(pid);
        if (observed instanceof Reading.Gone<Candidate>) {
            return new Explanation.Answer.NoSuchProcess();
        }
        if (!(observed instanceof Reading.Present<Candidate> present)) {
            return new Explanation.Answer.Unreadable(((Reading.Unreadable<Candidate>) observed).why());
        }
        Candidate candidate = present.value();
        RegistryReading reading = registry.read();
        Registrations registrations =
                reading instanceof RegistryReading.Read read ? read.registrations() : Registrations.none();
        Holders holders = observer.holders();
        RegistryBelief.Weighed weighed = belief.weigh(registrations, holders, RegistryBelief.Manner.LOOK);
        RegistryReading.Refused refusal =
                reading instanceof RegistryReading.Refused refused ? refused : weighed.collapsed();
        if (belief.known().leavesToOwners(candidate)) {
            refusal = null;
        }
        Explanation.Open open = refusal == null ? null : new Explanation.Open(refusal.reason(), refusal.message());
        List<Explanation.Matching> matching = settings.rules().match().stream()
                .map(rule -> new Explanation.Matching(
                        rule.name(), rule.text(), candidate.matches().contains(rule)))
                .toList();
        Redaction known = settings.redaction().knowing(candidate.snapshot().command());
        VerdictRecords records = new VerdictRecords(settings.redaction());
        Explanation.Facts facts = facts(candidate, known);
        JudgementContext around = observer.surroundings(
                registrations,
                settings.minAge(),
                weighed.known(),
                holders,
                new JudgementContext.Services(settings.inService(), belief.trustsEmpty()));
        if (candidate.matches().isEmpty()) {
            Judge.Verdict unnamed = unnamed(candidate, around, observer, refusal == null);
            return new Explanation.Answer.Explained(
                    new Explanation(records.of(unnamed), matching, List.of(), facts, null));
        }
        List<Explanation.Judging> judging = Judge.explain(candidate, around).stream()
                .map(step -> judging(step, open, known))
                .toList();
        Judge.Verdict verdict = open == null
                ? Judge.judge(candidate, around)
                : new Judge.Verdict(
                        candidate,
                        Decision.SPARED,
                        Explanation.OPEN,
                        CommandText.printable(
                                "a cleanup would be refused now (" + open.reason() + "): " + open.message()));
        return new Explanation.Answer.Explained(new Explanation(records.of(verdict), matching, judging, facts, open));
    }

    /**
     * A process that no rule names. It may descend from an orphan, and be ended with it where that one's rules say so.
     *
     * @param believed whether the registry is believed
     */
    private static Judge.Verdict unnamed(
            Candidate candidate, JudgementContext around, CandidateScanner observer, boolean believed) {
        List<ProcessNode> line = new ArrayList<>();
        line.add(candidate.snapshot().node());
        line.addAll(candidate.lineage().ancestors());
        List<ProcessNode> relatives = new ArrayList<>();
        for (Judge.Verdict above : judged(line, around, believed)) {
            ProcessNode node = above.candidate().snapshot().node();
            relatives.add(node);
            if (above.isOrphan()
                    && around.owners().descendants(node) instanceof Reading.Present<List<ProcessNode>> below) {
                relatives.addAll(below.value());
            }
        }
        Families families = Families.of(
                judged(relatives, around, believed),
                around,
                observer::read,
                null,
                member -> believed || around.known().knowsNothingOf(member));
        return families.members().stream()
                .filter(member -> member.identity().equals(candidate.snapshot().identity()))
                .map(Families.Member::verdict)
                .findFirst()
                .orElseGet(() -> new Judge.Verdict(
                        candidate,
                        Decision.SPARED,
                        Explanation.UNMATCHED,
                        "no match rule names it: it is no CI process" + leftBehind(line, families)));
    }

    /** The verdicts of those that a match rule names, each once. */
    private static List<Judge.Verdict> judged(List<ProcessNode> nodes, JudgementContext around, boolean believed) {
        Map<ProcessIdentity, Judge.Verdict> verdicts = new LinkedHashMap<>();
        for (ProcessNode node : nodes) {
            around.candidates()
                    .apply(node.pid())
                    .filter(named -> named.snapshot().identity().equals(node.identity()))
                    .filter(named -> believed || around.known().leavesToOwners(named))
                    .ifPresent(named -> verdicts.put(node.identity(), Judge.judge(named, around)));
        }
        return List.copyOf(verdicts.values());
    }

    /** @param line a process and its ancestors, nearest first */
    private static String leftBehind(List<ProcessNode> line, Families families) {
        for (ProcessNode node : line) {
            for (Families.Left left : families.left()) {
                if (left.process().identity().equals(node.identity())) {
                    return "; pid " + left.parent().pid() + ", which a cleanup would end, leaves "
                            + (node.equals(line.get(0)) ? "it" : "its ancestor pid " + node.pid()) + " behind"
                            + (left.rule().isEmpty() ? "" : " (" + left.rule() + ")");
                }
            }
        }
        return "";
    }

    /** Rules that need the registry are undecided if it cannot be read or is implausible. */
    private static Explanation.Judging judging(
            Judge.Application step, Explanation.@Nullable Open open, Redaction known) {
        String rule = step.rule().word();
        if (open != null && rule.contains("registered")) {
            return new Explanation.Judging(rule, false, "unknown without the registry (" + open.reason() + ")", true);
        }
        return new Explanation.Judging(
                rule, step.finding().spares(), known.text(step.finding().because()), false);
    }

    private Explanation.Facts facts(Candidate candidate, Redaction known) {
        ProcessFacts read = table.facts(candidate.pid());
        return new Explanation.Facts(
                new ProcessFacts(
                        shown(read.folder(), known),
                        read.terminal(),
                        read.session(),
                        shown(read.cgroup(), known),
                        read.memoryBytes()),
                shown(sockets(candidate.service()), known),
                signs(candidate.snapshot().node(), known));
    }

    private List<Explanation.Sign> signs(ProcessNode process, Redaction known) {
        return new SignReader(table)
                .of(process).stream()
                        .map(found -> new Explanation.Sign(
                                found.sign().word(), known.text(CommandText.printable(found.because()))))
                        .toList();
    }

    private static @Nullable String shown(@Nullable String text, Redaction known) {
        return text == null ? null : known.text(CommandText.printable(text));
    }

    private static String sockets(Service service) {
        if (service instanceof Service.Serves serves) {
            return serves.what();
        }
        return service instanceof Service.Silent silent ? silent.why() : ((Service.Unknown) service).why();
    }
}
