package io.tekton.sharedservices.cleanup;

import io.tekton.sharedservices.audit.RecordedVerdict;
import java.util.Arrays;
import java.util.List;

/**
 * Why a process would, or would not, be ended now.
 *
 * @param verdict what the rules come to; a process that no match rule names is spared by the rule {@code unmatched}
 * @param matching every match rule and whether it names the process
 * @param judging every verdict rule in order, also those behind the one that decides; empty for an unmatched process
 */
public record Explanation(RecordedVerdict verdict, List<Matching> matching, List<Judging> judging) {
    /** The rule of a process that no match rule names. */
    public static final String UNMATCHED = "unmatched";

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

    /** One verdict rule. */
    public record Judging(String rule, boolean spares, String because) {}

    /** What came of asking. */
    public sealed interface Answer {
        record Explained(Explanation explanation) implements Answer {}

        record NoSuchProcess() implements Answer {}

        record Unreadable(String why) implements Answer {}

        /** The registry cannot be told, so neither can a verdict: a cleanup would be refused. */
        record Refused(String reason, String message) implements Answer {}
    }
}
