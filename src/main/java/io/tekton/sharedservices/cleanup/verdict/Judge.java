package io.tekton.sharedservices.cleanup.verdict;

import io.tekton.sharedservices.cleanup.match.CommandText;
import io.tekton.sharedservices.journal.Decision;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Decides whether a process is an orphan. Pure: without I/O, clock or memory. */
public final class Judge {
    private Judge() {}

    /**
     * What was decided of a candidate, and by which rule.
     *
     * @param explanation a sentence for people, without control characters
     * @param owner the name of the owner whose end made an orphan of it; null for all else
     */
    public record Verdict(
            Candidate candidate,
            Decision decision,
            String rule,
            String explanation,
            @Nullable String owner) {
        public Verdict(Candidate candidate, Decision decision, String rule, String explanation) {
            this(candidate, decision, rule, explanation, null);
        }

        public boolean isOrphan() {
            return decision == Decision.ORPHAN;
        }
    }

    /** One rule's finding about one candidate. */
    public record Application(VerdictRule rule, VerdictRule.Finding finding) {}

    public static Verdict judge(Candidate candidate, JudgementContext around) {
        List<Application> passed = new ArrayList<>();
        for (VerdictRule rule : VerdictRule.values()) {
            VerdictRule.Finding finding = rule.find(candidate, around);
            if (finding.spares()) {
                return new Verdict(candidate, Decision.SPARED, rule.word(), sentence(candidate, finding.because()));
            }
            passed.add(new Application(rule, finding));
        }
        List<VerdictRule> proving = new ArrayList<>(candidate.isByRegistry() ? BY_REGISTRY : List.of());
        if (candidate.ownership().isByOwner()) {
            proving.addAll(BY_OWNER);
        }
        proving.add(VerdictRule.TOO_YOUNG);
        String proof = passed.stream()
                .filter(application -> proving.contains(application.rule()))
                .map(application -> application.finding().because())
                .collect(Collectors.joining("; "));
        String rule = candidate.isByRegistry() ? VerdictRule.UNREGISTERED : VerdictRule.OWNER_ENDED;
        return new Verdict(
                candidate, Decision.ORPHAN, rule, sentence(candidate, proof), OwnerRules.ended(candidate, around));
    }

    /** The rules whose findings make up the proof of an orphan; the others pass for reasons that say little. */
    private static final List<VerdictRule> BY_REGISTRY = List.of(
            VerdictRule.REGISTERED,
            VerdictRule.REGISTERED_ELSEWHERE,
            VerdictRule.DESCENDANT_OF_REGISTERED,
            VerdictRule.ANCESTOR_OF_REGISTERED,
            VerdictRule.RECENTLY_REGISTERED);

    private static final List<VerdictRule> BY_OWNER =
            List.of(VerdictRule.OWNER_LIVES, VerdictRule.RELEASED, VerdictRule.IN_USE, VerdictRule.RECENTLY_ORPHANED);

    /** Every rule in order, also those after the first that spares. */
    public static List<Application> explain(Candidate candidate, JudgementContext around) {
        List<Application> all = new ArrayList<>();
        for (VerdictRule rule : VerdictRule.values()) {
            all.add(new Application(rule, rule.find(candidate, around)));
        }
        return all;
    }

    static String sentence(Candidate candidate, String because) {
        List<String> weaknesses = candidate.snapshot().weaknesses();
        return weaknesses.isEmpty()
                ? because
                : because + " (" + CommandText.printable(String.join("; ", weaknesses)) + ")";
    }
}
