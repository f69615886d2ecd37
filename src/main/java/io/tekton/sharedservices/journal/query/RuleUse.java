package io.tekton.sharedservices.journal.query;

import java.time.Instant;

/**
 * What a rule named in the runs of some days, dry runs included.
 *
 * @param kind {@code match}, {@code protect} or {@code owner}
 * @param rule its name
 * @param named processes, once for each run
 * @param orphans those of them that were orphans
 * @param lastAt when the last such run began
 * @param lastRun its id
 */
public record RuleUse(String kind, String rule, long named, long orphans, Instant lastAt, String lastRun) {
    /** The same of another rule. */
    public RuleUse of(String otherKind, String otherRule) {
        return new RuleUse(otherKind, otherRule, named, orphans, lastAt, lastRun);
    }

    /** What both come to. */
    public RuleUse plus(RuleUse other) {
        boolean later = other.lastAt.isAfter(lastAt);
        return new RuleUse(
                kind,
                rule,
                named + other.named,
                orphans + other.orphans,
                later ? other.lastAt : lastAt,
                later ? other.lastRun : lastRun);
    }
}
