package io.tekton.sharedservices.journal.leftover;

import io.tekton.sharedservices.json.RecordCodec;

/** What is judged of leftovers, and what is done with them. */
public final class LeftoverCodecs {
    public static final RecordCodec<RecordedLeftover> LEFTOVER = RecordCodec.of(RecordedLeftover.class)
            .named("rule", "match")
            .named("reason", "rule")
            .optional("changedAt", "ownerPid");

    public static final RecordCodec<LeftoverAction> ACTION = RecordCodec.of(LeftoverAction.class)
            .named("rule", "match")
            .optional("text", "settledAt", "result", "detail");

    private LeftoverCodecs() {}
}
