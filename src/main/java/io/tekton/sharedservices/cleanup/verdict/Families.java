package io.tekton.sharedservices.cleanup.verdict;

import io.tekton.sharedservices.cleanup.match.CommandText;
import io.tekton.sharedservices.cleanup.match.Rule;
import io.tekton.sharedservices.cleanup.verdict.FamilyRules.Spared;
import io.tekton.sharedservices.cleanup.verdict.FamilySettlement.Relative;
import io.tekton.sharedservices.journal.Decision;
import io.tekton.sharedservices.process.ProcessIdentity;
import io.tekton.sharedservices.process.ProcessNode;
import io.tekton.sharedservices.process.ProcessSnapshot;
import io.tekton.sharedservices.process.Reading;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.IntFunction;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What descends from the orphans of one judgement: those that are ended with them ({@code with=descendants}), and those
 * that stay. All is from one observation, in which the orphans lived: later their descendants have other parents. Pure.
 *
 * @param members those that join, ancestors before descendants
 * @param left those that stay although their parent is to end
 */
public record Families(List<Member> members, List<Left> left) {
    /** The rule of a member. */
    static final String DESCENDANT_OF_ORPHAN = "descendant-of-orphan";

    static final String UNCONFIRMED = "unconfirmed";
    public static final Families NONE = new Families(List.of(), List.of());

    public Families {
        members = List.copyOf(members);
        left = List.copyOf(left);
    }

    /**
     * A descendant that is ended with an orphan.
     *
     * @param orphan the nearest one that has {@code with=descendants}
     * @param above its ancestors up to the first orphan above it, nearest first
     */
    public record Member(Judge.Verdict verdict, ProcessIdentity orphan, List<ProcessIdentity> above) {
        public Member {
            above = List.copyOf(above);
        }

        public ProcessIdentity identity() {
            return verdict.candidate().snapshot().identity();
        }
    }

    /**
     * A child that outlives its parent.
     *
     * @param rule the rule that spares it; empty where its parent's rules end no descendants
     */
    public record Left(ProcessNode process, ProcessIdentity parent, String rule) {}

    /**
     * Judges the families of orphans.
     *
     * @param verdicts of all processes that a match rule names, as confirmed
     * @param around of the same observation
     * @param read reads a process again
     * @param before what an earlier judgement found: only what joined then joins now; null where there was none
     * @param judged whether a member can be judged at all
     */
    public static Families of(
            List<Judge.Verdict> verdicts,
            JudgementContext around,
            IntFunction<Reading<Candidate>> read,
            @Nullable Families before,
            Predicate<Candidate> judged) {
        Map<ProcessIdentity, Judge.Verdict> named = new HashMap<>();
        verdicts.forEach(verdict -> named.put(verdict.candidate().snapshot().identity(), verdict));
        List<Judge.Verdict> orphans =
                verdicts.stream().filter(Judge.Verdict::isOrphan).toList();
        Map<Integer, ProcessNode> nodes = new LinkedHashMap<>();
        for (Judge.Verdict orphan : orphans) {
            ProcessNode node = orphan.candidate().snapshot().node();
            nodes.put(node.pid(), node);
            if (around.owners().descendants(node) instanceof Reading.Present<List<ProcessNode>> below) {
                below.value().forEach(descendant -> nodes.putIfAbsent(descendant.pid(), descendant));
            }
        }
        Map<ProcessIdentity, Relative> relatives = new LinkedHashMap<>();
        Map<ProcessIdentity, Spared> spared = new HashMap<>();
        for (ProcessNode node : nodes.values()) {
            Judge.Verdict own = named.get(node.identity());
            List<ProcessNode> above = above(node, nodes);
            Judge.Verdict orphan = nearest(above, named);
            if ((own != null && own.isOrphan()) || orphan == null) {
                continue;
            }
            Base base = base(node, own, orphan, around, read, judged);
            List<ProcessIdentity> identities =
                    above.stream().map(ProcessNode::identity).toList();
            relatives.put(
                    node.identity(),
                    new Relative(
                            node,
                            orphan.candidate().snapshot().identity(),
                            identities,
                            base.member(),
                            before == null || before.includes(base.member())));
            if (base.spared() != null) {
                spared.put(node.identity(), base.spared());
            }
        }
        FamilySettlement.settle(relatives, orphans, spared, around, null);
        List<Member> members = relatives.values().stream()
                .filter(relative -> !spared.containsKey(relative.node().identity()))
                .sorted((one, other) ->
                        Integer.compare(one.above().size(), other.above().size()))
                .map(relative -> member(relative, named))
                .toList();
        return new Families(members, left(nodes, orphans, members, spared, named));
    }

    private record Base(
            @Nullable Candidate member, @Nullable Spared spared) {
        static Base spared(String rule, String because, boolean passing) {
            return new Base(null, new Spared(rule, because, passing));
        }
    }

    private static Base base(
            ProcessNode node,
            Judge.@Nullable Verdict own,
            Judge.Verdict orphan,
            JudgementContext around,
            IntFunction<Reading<Candidate>> read,
            Predicate<Candidate> judged) {
        if (own != null) {
            return Base.spared(own.rule(), own.explanation(), FamilyRules.isPassing(own.rule()));
        }
        if (around.candidates().apply(node.pid()).isPresent()) {
            return Base.spared("open", "a match rule names it, and it is not judged", false);
        }
        Reading<Candidate> reading = read.apply(node.pid());
        if (!(reading instanceof Reading.Present<Candidate> present)) {
            return reading instanceof Reading.Unreadable<Candidate> unreadable
                    ? Base.spared(VerdictRule.UNREADABLE.word(), unreadable.why(), false)
                    : Base.spared(VerdictRule.ZOMBIE.word(), "it is gone", true);
        }
        Candidate candidate = present.value();
        ProcessSnapshot snapshot = candidate.snapshot();
        boolean below = snapshot.identity().equals(node.identity())
                && candidate.lineage().ancestors().stream()
                        .anyMatch(ancestor -> ancestor.identity()
                                .equals(orphan.candidate().snapshot().identity()));
        if (!below || !candidate.matches().isEmpty()) {
            return Base.spared(UNCONFIRMED, "it changed while it was judged", false);
        }
        if (!judged.test(candidate)) {
            return Base.spared("open", "without the registry it is not judged", false);
        }
        return new Base(candidate.memberOf(orphan.candidate()), null);
    }

    private static List<ProcessNode> above(ProcessNode node, Map<Integer, ProcessNode> nodes) {
        List<ProcessNode> above = new ArrayList<>();
        ProcessNode at = nodes.get(node.parentPid());
        while (at != null && above.size() <= nodes.size()) {
            above.add(at);
            at = nodes.get(at.parentPid());
        }
        return above;
    }

    private static Judge.@Nullable Verdict nearest(List<ProcessNode> above, Map<ProcessIdentity, Judge.Verdict> named) {
        for (ProcessNode ancestor : above) {
            Judge.Verdict verdict = named.get(ancestor.identity());
            if (verdict != null && verdict.isOrphan() && verdict.candidate().endsWithDescendants()) {
                return verdict;
            }
        }
        return null;
    }

    private static Member member(Relative relative, Map<ProcessIdentity, Judge.Verdict> named) {
        Candidate candidate = Objects.requireNonNull(relative.member());
        Judge.Verdict orphan = Objects.requireNonNull(named.get(relative.orphan()));
        String rules = candidate.matches().stream().map(Rule::name).distinct().collect(Collectors.joining("', '"));
        String because = "it descends from pid " + relative.orphan().pid() + ", an orphan (" + orphan.rule()
                + ") whose rule '" + rules + "' has with=descendants; no rule spares it; it is "
                + AgeText.words(candidate.snapshot().age()) + " old";
        return new Member(
                new Judge.Verdict(
                        candidate,
                        Decision.ORPHAN,
                        DESCENDANT_OF_ORPHAN,
                        Judge.sentence(candidate, because),
                        orphan.owner()),
                relative.orphan(),
                relative.above());
    }

    private static List<Left> left(
            Map<Integer, ProcessNode> nodes,
            List<Judge.Verdict> orphans,
            List<Member> members,
            Map<ProcessIdentity, Spared> spared,
            Map<ProcessIdentity, Judge.Verdict> named) {
        Set<ProcessIdentity> ending = new HashSet<>();
        orphans.forEach(orphan -> ending.add(orphan.candidate().snapshot().identity()));
        members.forEach(member -> ending.add(member.identity()));
        List<Left> left = new ArrayList<>();
        for (ProcessNode node : nodes.values()) {
            ProcessNode parent = nodes.get(node.parentPid());
            if (parent != null && ending.contains(parent.identity()) && !ending.contains(node.identity())) {
                Spared why = spared.get(node.identity());
                Judge.Verdict own = named.get(node.identity());
                left.add(new Left(node, parent.identity(), why != null ? why.rule() : own == null ? "" : own.rule()));
            }
        }
        return left;
    }

    /**
     * Which members stay now that their orphans have ended, and why: in words, by identity. Each is read again.
     *
     * @param open members that have not ended
     * @param ended what of their families has ended, the orphans included: its end spares nobody of them
     */
    public static Map<ProcessIdentity, String> staying(
            List<Member> open,
            Set<ProcessIdentity> ended,
            JudgementContext around,
            IntFunction<Reading<Candidate>> read) {
        Map<ProcessIdentity, Relative> relatives = new LinkedHashMap<>();
        Map<ProcessIdentity, Spared> spared = new HashMap<>();
        for (Member member : open) {
            Candidate was = member.verdict().candidate();
            Reading<Candidate> reading = read.apply(was.pid());
            if (FamilySettlement.hasEnded(reading, member.identity())) {
                continue;
            }
            Candidate now = reading instanceof Reading.Present<Candidate> present
                            && present.value().snapshot().isSameAs(was.snapshot())
                    ? present.value()
                    : null;
            if (now == null) {
                spared.put(
                        member.identity(),
                        new Spared(
                                UNCONFIRMED,
                                reading instanceof Reading.Unreadable<Candidate> unreadable
                                        ? "it cannot be read any more: " + unreadable.why()
                                        : "it runs another command line now",
                                true));
            } else if (!now.matches().isEmpty() && !now.isNamedByWitness()) {
                spared.put(member.identity(), new Spared(UNCONFIRMED, "a match rule names it now", false));
            }
            relatives.put(
                    member.identity(),
                    new Relative(
                            was.snapshot().node(),
                            member.orphan(),
                            member.above(),
                            now == null ? null : now.memberOf(was),
                            true));
        }
        FamilySettlement.settle(relatives, List.of(), spared, around, ended);
        Map<ProcessIdentity, String> staying = new HashMap<>();
        spared.forEach(
                (identity, why) -> staying.put(identity, CommandText.printable(why.rule() + ": " + why.because())));
        return staying;
    }

    /**
     * Why a member stays, asked of it alone; null where it is still to be ended.
     *
     * @param ending the members that end with it, and what of its family has ended
     */
    public static @Nullable String stays(
            Member member, Reading<Candidate> reading, JudgementContext around, Set<ProcessIdentity> ending) {
        Candidate was = member.verdict().candidate();
        if (!(reading instanceof Reading.Present<Candidate> now)
                || !now.value().snapshot().isSameAs(was.snapshot())) {
            return "it changed after it was judged";
        }
        Spared spared = FamilyRules.find(now.value().memberOf(was), around, ending, true);
        return spared == null ? null : CommandText.printable(spared.rule() + ": " + spared.because());
    }

    private boolean includes(@Nullable Candidate candidate) {
        return candidate != null
                && members.stream()
                        .anyMatch(member -> candidate
                                .snapshot()
                                .isSameAs(member.verdict().candidate().snapshot()));
    }
}
