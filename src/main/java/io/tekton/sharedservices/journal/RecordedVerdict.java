package io.tekton.sharedservices.journal;

import io.tekton.sharedservices.process.ProcessFacts.Use;
import io.tekton.sharedservices.process.ProcessIdentity;
import java.time.Duration;
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
 * @param use what an orphan used before it was ended, or would have been; CPU time in whole milliseconds
 * @param owner the name of the owner whose end made an orphan of it; of one that ends with another orphan, that one's;
 *     null where none did
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
        @Nullable Long waitMillis,
        Use use,
        @Nullable String owner) {
    public RecordedVerdict {
        Objects.requireNonNull(identity, "identity");
        Objects.requireNonNull(startedAt, "startedAt");
        Objects.requireNonNull(command, "command");
        Objects.requireNonNull(lineage, "lineage");
        Objects.requireNonNull(match, "match");
        Objects.requireNonNull(decision, "decision");
        Objects.requireNonNull(rule, "rule");
        Objects.requireNonNull(explanation, "explanation");
        use = new Use(
                use.memory(),
                use.cpu() == null ? null : Duration.ofMillis(use.cpu().toMillis()));
        if (decision == Decision.SPARED && result != null) {
            throw new IllegalArgumentException(identity + " was spared and has a result: " + result);
        }
    }

    /** One of which it is not known what it uses, and that no owner's end made an orphan. */
    public RecordedVerdict(
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
        this(
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
                waitMillis,
                Use.UNKNOWN,
                null);
    }

    public RecordedVerdict withResult(TerminationResult result, @Nullable Long waitMillis) {
        return with(explanation, result, waitMillis, use);
    }

    /** The same with another explanation. */
    public RecordedVerdict explained(String because) {
        return with(because, result, waitMillis, use);
    }

    /** The same with what the process uses. */
    public RecordedVerdict using(Use now) {
        return with(explanation, result, waitMillis, now);
    }

    /** As it was decided, before anything came of it. */
    public RecordedVerdict withoutResult() {
        return with(explanation, null, null, use);
    }

    /** Its CPU time in milliseconds; null where it is not known. */
    public @Nullable Long cpuMillis() {
        return use.cpu() == null ? null : use.cpu().toMillis();
    }

    private RecordedVerdict with(
            String because, @Nullable TerminationResult becameOfIt, @Nullable Long waited, Use used) {
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
                becameOfIt,
                waited,
                used,
                owner);
    }
}
