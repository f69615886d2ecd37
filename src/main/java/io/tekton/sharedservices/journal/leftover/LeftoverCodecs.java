package io.tekton.sharedservices.journal.leftover;

import io.tekton.sharedservices.json.RecordCodec;

/** What is judged of leftovers. */
public final class LeftoverCodecs {
    public static final RecordCodec<RecordedLeftover> LEFTOVER =
            RecordCodec.of(RecordedLeftover.class).optional("changedAt", "ownerPid");

    private LeftoverCodecs() {}
}
