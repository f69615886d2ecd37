package io.tekton.sharedservices.cleanup;

import io.tekton.sharedservices.cleanup.match.CommandText;
import io.tekton.sharedservices.cleanup.verdict.Candidate;
import io.tekton.sharedservices.cleanup.verdict.Judge;
import io.tekton.sharedservices.cleanup.verdict.VerdictRule;
import io.tekton.sharedservices.journal.Decision;
import io.tekton.sharedservices.journal.RecordedVerdict;
import io.tekton.sharedservices.journal.Trigger;
import io.tekton.sharedservices.process.ProcessFacts;
import io.tekton.sharedservices.registry.RegistryReading;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Why a process would, or would not, be ended now.
 *
 * @param verdict what the rules come to; a process that no match rule names is spared by the rule {@code unmatched},
 *     unless it would be ended with an orphan that it descends from
 * @param matching every match rule and whether it names the process
 * @param judging every verdict rule in order, also those after the deciding rule; empty for an unmatched process
 * @param facts further facts for people
 * @param open why there is no verdict; null where there is one. Then the verdict's rule is {@link #OPEN}: nothing is
 *     proven, so it is spared
 */
public record Explanation(
        RecordedVerdict verdict,
        List<Matching> matching,
        List<Judging> judging,
        Facts facts,
        @Nullable Open open) {
    /** The rule of a process that no match rule names. */
    public static final String UNMATCHED = "unmatched";

    /** The rule of a process of which there is no verdict, since a cleanup would be refused now. */
    public static final String OPEN = "open";

    public Explanation {
        matching = List.copyOf(matching);
        judging = List.copyOf(judging);
    }

    /** The verdict rules in the order in which they are asked; an orphan is what none of them spares. */
    public static List<String> ruleNames() {
        return Arrays.stream(VerdictRule.values()).map(VerdictRule::word).toList();
    }

    /** One match rule. */
    public record Matching(String name, String text, boolean matches) {}

    /**
     * One verdict rule.
     *
     * @param open whether it is undecided, since no registry can be read
     */
    public record Judging(String rule, boolean spares, String because, boolean open) {
        public Judging(String rule, boolean spares, String because) {
            this(rule, spares, because, false);
        }
    }

    /** Why a cleanup would be refused now. */
    public record Open(String reason, String message) {}

    /**
     * Further facts for people; null if they could not be read.
     *
     * @param process where it is and what it holds; masked and escaped
     * @param sockets a sentence: whether it serves its own port or socket
     * @param signs that it may have been left behind; never proof, and no rule asks for them
     */
    public record Facts(ProcessFacts process, @Nullable String sockets, List<Sign> signs) {
        public static final Facts UNKNOWN = new Facts(ProcessFacts.UNKNOWN, null, List.of());

        public Facts {
            signs = List.copyOf(signs);
        }
    }

    /** @param because a sentence, masked and escaped */
    public record Sign(String sign, String because) {}

    /** The answer to the question. */
    public sealed interface Answer {
        record Explained(Explanation explanation) implements Answer {}

        record NoSuchProcess() implements Answer {}

        record Unreadable(String why) implements Answer {}
    }

    /**
     * The CI processes in a dry run whose registry cannot be used: a person who rehearses sees them all the same, each
     * spared by the word {@link Explanation#OPEN}, since nothing was decided of it.
     */
    static final class Unjudged {
        private Unjudged() {}

        /** A schedule that is refused time and again is one record with a count, which verdicts would take apart. */
        static boolean isListedIn(CleanupRequest request) {
            return request.dryRun() && request.trigger() == Trigger.MANUAL;
        }

        static List<Judge.Verdict> of(List<Candidate> candidates, RegistryReading.Refused refused) {
            String why = CommandText.printable("not judged, since the run was refused (" + refused.reason() + ")");
            return candidates.stream()
                    .map(candidate -> new Judge.Verdict(candidate, Decision.SPARED, Explanation.OPEN, why))
                    .toList();
        }
    }
}
