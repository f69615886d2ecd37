package io.tekton.sharedservices.journal;

import io.tekton.sharedservices.process.ProcessIdentity;
import java.time.Instant;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What was judged of one process, as it is kept. Nothing in it needs masking or escaping any more.
 *
 * @param user the owner's name, or its uid in digits; null where it could not be read
 * @param component null where the process names none
 * @param command the command line for people: secrets masked, control characters escaped, at most 8 KiB of UTF-8
 * @param lineage its ancestors for people, nearest first ({@code 4700 bash < 1 systemd}); empty where unknown
 * @param match the name of the match rule that named it
 * @param rule the verdict rule that decided, such as {@code too-young}; {@code unregistered} for an orphan
 * @param result null for a spared process, and for an orphan whose run has not come to it yet
 * @param waitMillis from its first signal to its end; null where it had none or did not end
 */
public record RecordedVerdict(
        ProcessIdentity identity,
        Instant startedAt,
        int parentPid,
        @Nullable String user,
        @Nullable String component,
        String command,
        String lineage,
        long ageSeconds,
        String match,
        Decision decision,
        String rule,
        String explanation,
        @Nullable TerminationResult result,
        @Nullable Long waitMillis) {
    public RecordedVerdict {
        Objects.requireNonNull(identity, "identity");
        Objects.requireNonNull(startedAt, "startedAt");
        Objects.requireNonNull(command, "command");
        Objects.requireNonNull(lineage, "lineage");
        Objects.requireNonNull(match, "match");
        Objects.requireNonNull(decision, "decision");
        Objects.requireNonNull(rule, "rule");
        Objects.requireNonNull(explanation, "explanation");
        if (decision == Decision.SPARED && result != null) {
            throw new IllegalArgumentException(identity + " was spared and has a result: " + result);
        }
    }

    public RecordedVerdict withResult(TerminationResult result, @Nullable Long waitMillis) {
        return new RecordedVerdict(
                identity,
                startedAt,
                parentPid,
                user,
                component,
                command,
                lineage,
                ageSeconds,
                match,
                decision,
                rule,
                explanation,
                result,
                waitMillis);
    }

    /** The same with another explanation. */
    public RecordedVerdict explained(String because) {
        return new RecordedVerdict(
                identity,
                startedAt,
                parentPid,
                user,
                component,
                command,
                lineage,
                ageSeconds,
                match,
                decision,
                rule,
                because,
                result,
                waitMillis);
    }

    /** As it was decided, before anything came of it. */
    public RecordedVerdict withoutResult() {
        return new RecordedVerdict(
                identity,
                startedAt,
                parentPid,
                user,
                component,
                command,
                lineage,
                ageSeconds,
                match,
                decision,
                rule,
                explanation,
                null,
                null);
    }
}
