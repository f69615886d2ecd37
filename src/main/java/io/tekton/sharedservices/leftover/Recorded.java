package io.tekton.sharedservices.leftover;

import io.tekton.sharedservices.journal.leftover.RecordedLeftover;
import io.tekton.sharedservices.leftover.proof.Judgement;
import io.tekton.sharedservices.posix.path.FileStatus;

/** Judgements as they are on record. */
public final class Recorded {
    private Recorded() {}

    public static RecordedLeftover of(Judgement judgement) {
        FileStatus status = judgement.status();
        return new RecordedLeftover(
                judgement.path(),
                judgement.rule().kind().word(),
                judgement.rule().name(),
                status == null ? 0 : status.device(),
                status == null ? 0 : status.inode(),
                judgement.bytes(),
                judgement.entries(),
                judgement.newest(),
                judgement.pid(),
                judgement.isLeftover() ? RecordedLeftover.Verdict.LEFTOVER : RecordedLeftover.Verdict.SPARED,
                judgement.reason().word(),
                judgement.explanation());
    }
}
