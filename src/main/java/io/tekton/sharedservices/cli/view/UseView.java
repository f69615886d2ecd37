package io.tekton.sharedservices.cli.view;

import io.tekton.sharedservices.journal.RecordedVerdict;
import io.tekton.sharedservices.process.ProcessFacts.Memory;
import io.tekton.sharedservices.text.Sizes;
import java.util.Locale;

/** What a process used, for people; {@code -} where it is not known. */
public final class UseView {
    private static final double MILLIS = 1_000.0;

    private UseView() {}

    public static String memory(RecordedVerdict verdict) {
        Memory memory = verdict.use().memory();
        return memory == null ? "-" : Sizes.words(memory.bytes());
    }

    /** Such as {@code 12.3 s}. */
    public static String cpu(RecordedVerdict verdict) {
        Long millis = verdict.cpuMillis();
        return millis == null ? "-" : String.format(Locale.ROOT, "%.1f s", millis / MILLIS);
    }

    /** Such as {@code 52 MiB of memory (PSS), 12.3 s of CPU time}. */
    static String words(RecordedVerdict verdict) {
        Memory memory = verdict.use().memory();
        return memory(verdict) + " of memory" + (memory == null ? "" : " (" + memory.kind() + ")") + ", " + cpu(verdict)
                + " of CPU time";
    }
}
