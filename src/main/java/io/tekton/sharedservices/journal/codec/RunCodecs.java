package io.tekton.sharedservices.journal.codec;

import io.tekton.sharedservices.journal.ConfigChange;
import io.tekton.sharedservices.journal.Repetition;
import io.tekton.sharedservices.journal.Run;
import io.tekton.sharedservices.journal.RunCounts;
import io.tekton.sharedservices.json.RecordCodec;

/** Runs, and what belongs to them. */
public final class RunCodecs {
    public static final RecordCodec<RunCounts> COUNTS = RecordCodec.of(RunCounts.class);

    /** As the API has it, without the boot in which it was repeated: nobody who reads it there reckons with that. */
    public static final RecordCodec<Run> RUN =
            run(repetition().without("bootId", "").without("bootMillis", -1L));

    public static final RecordCodec<Run> WHOLE_RUN =
            run(repetition().named("bootId", "repeatedBootId").named("bootMillis", "repeatedBootMillis"));

    /** A change of the configuration; the values are JSON as it is spelled in the file. */
    public static final RecordCodec<ConfigChange> CHANGE = RecordCodec.of(ConfigChange.class)
            .named("before", "old")
            .named("after", "new")
            .optional("before", "after");

    private RunCodecs() {}

    private static RecordCodec<Run> run(RecordCodec<Repetition> repetition) {
        return RecordCodec.of(Run.class)
                .optional("finishedAt", "reason", "message")
                .part("counts", COUNTS)
                .partWith("repeatedAt", "repetition", repetition);
    }

    private static RecordCodec<Repetition> repetition() {
        return RecordCodec.of(Repetition.class).named("count", "repeats").named("startedAt", "repeatedAt");
    }
}
