package io.tekton.sharedservices.leftover.proof;

import io.tekton.sharedservices.leftover.rule.Reason;

/**
 * One question and its answer.
 *
 * @param because a sentence for people, without a full stop
 */
public record Check(Reason reason, boolean spares, String because) {}
