package io.tekton.sharedservices.cleanup.survey;

import io.tekton.sharedservices.cleanup.CandidateScanner;
import io.tekton.sharedservices.cleanup.CleanupSettings;
import io.tekton.sharedservices.cleanup.RegistryBelief;
import io.tekton.sharedservices.cleanup.host.OurInstallation;
import io.tekton.sharedservices.cleanup.match.CommandText;
import io.tekton.sharedservices.cleanup.sign.Sign;
import io.tekton.sharedservices.cleanup.sign.Signs;
import io.tekton.sharedservices.cleanup.survey.Suspects.Suspect;
import io.tekton.sharedservices.cleanup.suspect.SignReader;
import io.tekton.sharedservices.cleanup.verdict.Candidate;
import io.tekton.sharedservices.cleanup.verdict.Judge;
import io.tekton.sharedservices.cleanup.verdict.JudgementContext;
import io.tekton.sharedservices.cleanup.verdict.VerdictRule;
import io.tekton.sharedservices.cleanup.witness.Witness;
import io.tekton.sharedservices.process.Owner;
import io.tekton.sharedservices.process.ProcessFacts.Memory;
import io.tekton.sharedservices.process.ProcessNode;
import io.tekton.sharedservices.process.ProcessSnapshot;
import io.tekton.sharedservices.process.ProcessTable;
import io.tekton.sharedservices.process.Reading;
import io.tekton.sharedservices.redaction.Redaction;
import io.tekton.sharedservices.registry.RegistryReader;
import io.tekton.sharedservices.registry.RegistryReading;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Finds suspects: processes of the watched users with two or more signs of being left behind and no proof. An orphan is
 * none, since the cleanup ends it; neither is what a registry, a protect rule, a living owner or a client vouches for.
 * Signals, records and remembers nothing.
 */
public final class SuspectSurvey {
    /** The rules that vouch for a process that a match rule names. */
    private static final Set<VerdictRule> VOUCHING = EnumSet.of(
            VerdictRule.PROTECTED,
            VerdictRule.SELF,
            VerdictRule.OTHER_USER,
            VerdictRule.OTHER_NAMESPACE,
            VerdictRule.ZOMBIE,
            VerdictRule.REGISTERED,
            VerdictRule.REGISTERED_ELSEWHERE,
            VerdictRule.IN_SERVICE,
            VerdictRule.DESCENDANT_OF_REGISTERED,
            VerdictRule.ANCESTOR_OF_REGISTERED,
            VerdictRule.OWNER_LIVES,
            VerdictRule.RELEASED,
            VerdictRule.IN_USE);

    /** Those of them that say something of any process. */
    private static final Set<VerdictRule> VOUCHING_FOR_ANY = EnumSet.of(
            VerdictRule.PROTECTED,
            VerdictRule.SELF,
            VerdictRule.OTHER_USER,
            VerdictRule.OTHER_NAMESPACE,
            VerdictRule.ZOMBIE,
            VerdictRule.REGISTERED,
            VerdictRule.DESCENDANT_OF_REGISTERED,
            VerdictRule.ANCESTOR_OF_REGISTERED);

    private static final Comparator<Suspect> LARGEST_FIRST = Comparator.comparingLong((Suspect suspect) ->
                    suspect.memory() == null ? 0 : suspect.memory().bytes())
            .reversed()
            .thenComparingInt(suspect -> suspect.identity().pid());

    private final ProcessTable table;
    private final RegistryReader registry;
    private final RegistryBelief belief;
    private final CleanupSettings settings;
    private final OurInstallation ours;
    private final Witness witness;

    /** @param table keeps the variables that the rules ask for */
    public SuspectSurvey(
            ProcessTable table,
            RegistryReader registry,
            RegistryBelief belief,
            CleanupSettings settings,
            OurInstallation ours,
            Witness witness) {
        this.table = table;
        this.registry = registry;
        this.belief = belief;
        this.settings = settings;
        this.ours = ours;
        this.witness = witness;
    }

    /**
     * All suspects now.
     *
     * @param askers pids that are none, with all their ancestors: this process, and the command's that asks
     * @throws io.tekton.sharedservices.process.ProcessTableException if the process table cannot be read
     */
    public Suspects find(Set<Integer> askers) {
        int[] pids = table.pids();
        SignReader reader = new SignReader(table);
        CandidateScanner observer = new CandidateScanner(table, settings, ours, askers, witness);
        List<String> notes = new ArrayList<>();
        JudgementContext around = null;
        List<Suspect> found = new ArrayList<>();
        for (int pid : pids) {
            // of most processes nothing but their signs is read
            if (!(reader.node(pid) instanceof Reading.Present<ProcessNode> node)) {
                continue;
            }
            List<Sign.Found> signs = reader.of(node.value());
            if (signs.size() < Signs.OF_A_SUSPECT
                    || !(observer.read(pid) instanceof Reading.Present<Candidate> present)
                    || present.value().snapshot().command().isEmpty()
                    || !present.value().snapshot().node().sameAs(node.value())) {
                continue;
            }
            if (around == null) {
                around = around(observer, notes);
            }
            Candidate candidate = present.value();
            if (!isVouchedFor(candidate, around)) {
                Judge.@Nullable Verdict verdict = verdict(candidate, around, notes);
                if (verdict == null || !verdict.isOrphan()) {
                    found.add(suspect(candidate, verdict, signs, reader));
                }
            }
        }
        found.sort(LARGEST_FIRST);
        return new Suspects(pids.length, found, notes);
    }

    private JudgementContext around(CandidateScanner observer, List<String> notes) {
        JudgementNow now = JudgementNow.of(observer, registry, belief, settings);
        RegistryReading.Refused refused = now.refused();
        if (refused != null) {
            notes.add("the registry cannot be relied on (" + refused.reason()
                    + "), so registered processes may be among them");
        }
        return now.around();
    }

    private static boolean isVouchedFor(Candidate candidate, JudgementContext around) {
        Set<VerdictRule> vouching = candidate.matches().isEmpty() ? VOUCHING_FOR_ANY : VOUCHING;
        return Judge.explain(candidate, around).stream()
                        .anyMatch(step ->
                                vouching.contains(step.rule()) && step.finding().spares())
                || candidate.lineage().ancestors().stream().anyMatch(ancestor -> isOwner(ancestor, around));
    }

    private static boolean isOwner(ProcessNode ancestor, JudgementContext around) {
        return around.owners().owning(ancestor) instanceof Reading.Present<Set<String>> names
                && !names.value().isEmpty();
    }

    /** Null where no match rule names it, or where a refused registry leaves it open. */
    private static Judge.@Nullable Verdict verdict(Candidate candidate, JudgementContext around, List<String> notes) {
        boolean open = candidate.matches().isEmpty() || (!notes.isEmpty() && candidate.isByRegistry());
        return open ? null : Judge.judge(candidate, around);
    }

    private Suspect suspect(
            Candidate candidate, Judge.@Nullable Verdict verdict, List<Sign.Found> signs, SignReader reader) {
        ProcessSnapshot snapshot = candidate.snapshot();
        Redaction known = settings.redaction().knowing(snapshot.command());
        Owner owner = snapshot.owner();
        Memory memory = table.use(snapshot.pid()).memory();
        return new Suspect(
                snapshot.identity(),
                snapshot.startedAt(),
                snapshot.node().parentPid(),
                reader.node(snapshot.node().parentPid()) instanceof Reading.Present<ProcessNode> parent
                        ? CommandText.printable(parent.value().name())
                        : null,
                owner == null ? null : CommandText.printable(owner.name()),
                CommandText.of(snapshot.command(), settings.redaction()),
                snapshot.age().toSeconds(),
                memory,
                signs.stream()
                        .map(sign -> new Sign.Found(sign.sign(), known.text(CommandText.printable(sign.because()))))
                        .toList(),
                candidate.matches().isEmpty()
                        ? null
                        : candidate.matches().get(0).name(),
                verdict == null ? null : verdict.rule());
    }
}
