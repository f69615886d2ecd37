package io.tekton.sharedservices.journal.query;

import java.time.Instant;

/**
 * What a match rule named in the runs of some days, dry runs included.
 *
 * @param rule its name
 * @param named processes, once for each run
 * @param orphans those of them that were orphans
 * @param lastAt when the last such run began
 */
public record RuleUse(String rule, long named, long orphans, Instant lastAt) {}
