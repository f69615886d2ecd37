package io.tekton.sharedservices.cleanup.verdict;

import io.tekton.sharedservices.process.ProcessIdentity;
import io.tekton.sharedservices.process.ProcessNode;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The verdict rules as they apply to a member of the family of an orphan. That it was never seen below an owner does
 * not spare it: the orphan is the proof. Whatever else spares others spares it too, no matter who judges the orphan.
 * Pure.
 */
final class FamilyRules {
    private FamilyRules() {}

    /**
     * Why a member stays.
     *
     * @param rule the word of the rule
     * @param passing whether time alone will lift it: then its ancestors need not stay with it
     */
    record Spared(String rule, String because, boolean passing) {}

    /**
     * The first rule that spares a member; null where none does.
     *
     * @param ending what is ended with it, the orphan included
     * @param orphanEnded whether the orphan has ended already. Then its parent is another, which says nothing of
     *     release, and who uses it must be known
     */
    static @Nullable Spared find(
            Candidate member, JudgementContext around, Set<ProcessIdentity> ending, boolean orphanEnded) {
        ProcessNode node = member.snapshot().node();
        if (node.leadsTerminal() || node.session() == 0) {
            return new Spared(
                    VerdictRule.PROTECTED.word(),
                    node.session() == 0 ? "its session is not known" : "it leads the session of a terminal",
                    false);
        }
        for (VerdictRule rule : VerdictRule.values()) {
            VerdictRule.Finding finding = switch (rule) {
                case OWNER_LIVES -> OwnerRules.lives(member, around, ending);
                case NEVER_OWNED -> VerdictRule.passes("it descends from an orphan");
                case RELEASED ->
                    orphanEnded ? VerdictRule.passes("its parent has ended") : ReleaseRule.ofMember(member, around);
                case IN_USE -> UseRule.ofMember(member, around, ending, orphanEnded);
                case RECENTLY_ORPHANED -> OwnerRules.recently(member, around, ending);
                default -> rule.find(member, around);
            };
            if (finding.spares()) {
                return new Spared(rule.word(), finding.because(), isPassing(rule));
            }
        }
        return null;
    }

    private static boolean isPassing(VerdictRule rule) {
        return rule == VerdictRule.TOO_YOUNG || rule == VerdictRule.ZOMBIE;
    }

    /** Whether time alone lifts what a rule with this word says. */
    static boolean isPassing(String word) {
        return word.equals(VerdictRule.TOO_YOUNG.word())
                || word.equals(VerdictRule.ZOMBIE.word())
                || word.equals(VerdictRule.LAUNCHER_GRACE.word());
    }
}
