package io.tekton.sharedservices.journal.query;

import java.time.Instant;

/**
 * What a job's runs found and did in one step of time.
 *
 * @param at where the step begins
 * @param orphans of live runs
 * @param dryOrphans of dry runs, which find the same ones again and again
 */
public record TrendStep(
        Instant at, long runs, long orphans, long dryOrphans, long spared, long terminated, long killed, long failed) {}
