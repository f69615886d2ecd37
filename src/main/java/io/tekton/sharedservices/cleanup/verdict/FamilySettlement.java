package io.tekton.sharedservices.cleanup.verdict;

import io.tekton.sharedservices.cleanup.verdict.FamilyRules.Spared;
import io.tekton.sharedservices.process.ProcessIdentity;
import io.tekton.sharedservices.process.ProcessNode;
import io.tekton.sharedservices.process.Reading;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Settles who of a family stays: each who does may make others stay. Pure. */
final class FamilySettlement {
    private FamilySettlement() {}

    /**
     * A descendant while it is not decided whether it joins.
     *
     * @param orphan the nearest one above it that has {@code with=descendants}
     * @param above its ancestors within the families, nearest first
     * @param member what is judged; null where it is spared already
     * @param confirmed whether it joined at the judgement before, if there was one
     */
    record Relative(
            ProcessNode node,
            ProcessIdentity orphan,
            List<ProcessIdentity> above,
            @Nullable Candidate member,
            boolean confirmed) {
        Relative {
            above = List.copyOf(above);
        }
    }

    /**
     * Spares until nothing changes: who stays may use others, or need them, or be needed by them.
     *
     * @param orphans those that end, and have not ended
     * @param ended once the orphans have ended, what of their families has, them included; null before that
     */
    static void settle(
            Map<ProcessIdentity, Relative> relatives,
            List<Judge.Verdict> orphans,
            Map<ProcessIdentity, Spared> spared,
            JudgementContext around,
            @Nullable Set<ProcessIdentity> ended) {
        boolean changed = true;
        while (changed) {
            changed = false;
            for (Relative relative : relatives.values()) {
                ProcessIdentity identity = relative.node().identity();
                if (spared.containsKey(identity)) {
                    continue;
                }
                Spared now = kin(relative, relatives.values(), spared);
                Candidate member = relative.member();
                if (now == null && member != null) {
                    Set<ProcessIdentity> ending =
                            ending(member.isByRegistry(), relatives.values(), orphans, spared.keySet());
                    if (ended != null) {
                        ending.addAll(ended);
                    }
                    now = FamilyRules.find(member, around, ending, ended != null);
                    if (now == null && !relative.confirmed()) {
                        now = new Spared(Families.UNCONFIRMED, "it did not join at the first scan", true);
                    }
                }
                if (now != null) {
                    spared.put(identity, now);
                    changed = true;
                }
            }
        }
    }

    static boolean hasEnded(Reading<Candidate> reading, ProcessIdentity identity) {
        return reading instanceof Reading.Gone<Candidate>
                || (reading instanceof Reading.Present<Candidate> present
                        && (present.value().snapshot().node().zombie()
                                || !present.value().snapshot().identity().equals(identity)));
    }

    /** It descends from one that stays, or one that stays descends from it. */
    private static @Nullable Spared kin(
            Relative relative, Collection<Relative> relatives, Map<ProcessIdentity, Spared> spared) {
        for (ProcessIdentity ancestor : relative.above()) {
            Spared above = spared.get(ancestor);
            if (above != null) {
                return new Spared(above.rule(), "its ancestor pid " + ancestor.pid() + " stays", above.passing());
            }
        }
        for (Relative other : relatives) {
            Spared below = spared.get(other.node().identity());
            if (below != null
                    && !below.passing()
                    && other.above().contains(relative.node().identity())) {
                return new Spared(
                        below.rule(), "its descendant pid " + other.node().pid() + " stays", false);
            }
        }
        return null;
    }

    /**
     * Who ends with a member. Where owners judge it, what the registry judges may be refused later in the run, and
     * would live on.
     */
    private static Set<ProcessIdentity> ending(
            boolean byRegistry,
            Collection<Relative> relatives,
            List<Judge.Verdict> orphans,
            Set<ProcessIdentity> spared) {
        Set<ProcessIdentity> ending = new HashSet<>();
        for (Judge.Verdict orphan : orphans) {
            if (byRegistry || !orphan.candidate().isByRegistry()) {
                ending.add(orphan.candidate().snapshot().identity());
            }
        }
        for (Relative relative : relatives) {
            Candidate member = relative.member();
            if (member != null
                    && (byRegistry || !member.isByRegistry())
                    && !spared.contains(relative.node().identity())) {
                ending.add(relative.node().identity());
            }
        }
        return ending;
    }
}
