package io.tekton.sharedservices.journal.leftover;

import java.time.Instant;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What was judged of a name that a rule names.
 *
 * @param path absolute
 * @param kind {@code socket}, {@code file} or {@code folder}
 * @param rule the name of the rule
 * @param device major number in the upper 32 bits, minor in the lower; 0 where it could not be read
 * @param inode 0 where it could not be read
 * @param bytes on the disk, with all that is in it
 * @param entries the number of names that go with it; 1 for what is no folder, 0 where it could not be read
 * @param changedAt when anything of it last changed; null where that is not known
 * @param ownerPid the process that it names; null for none
 * @param reason a short word
 * @param explanation a sentence for people
 */
public record RecordedLeftover(
        String path,
        String kind,
        String rule,
        long device,
        long inode,
        long bytes,
        long entries,
        @Nullable Instant changedAt,
        @Nullable Integer ownerPid,
        Verdict verdict,
        String reason,
        String explanation) {
    /** The two verdicts. */
    public enum Verdict {
        LEFTOVER,
        SPARED
    }

    public RecordedLeftover {
        Objects.requireNonNull(path, "path");
        Objects.requireNonNull(kind, "kind");
        Objects.requireNonNull(rule, "rule");
        Objects.requireNonNull(verdict, "verdict");
        Objects.requireNonNull(reason, "reason");
        Objects.requireNonNull(explanation, "explanation");
        if (bytes < 0 || entries < 0) {
            throw new IllegalArgumentException(
                    "sizes must not be negative: " + bytes + " bytes, " + entries + " entries");
        }
    }
}
