package io.tekton.sharedservices.journal.query;

import io.tekton.sharedservices.journal.RecordedVerdict;
import io.tekton.sharedservices.journal.TerminationResult;
import io.tekton.sharedservices.process.ProcessFacts.Memory;
import io.tekton.sharedservices.text.Sizes;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What a run brought, or would bring.
 *
 * @param processes that it ended
 * @param known those of them whose memory could be read
 * @param memoryBytes the sum of what those held
 * @param rehearsed whether it was a dry run, which ended none
 */
public record Brought(int processes, int known, long memoryBytes, boolean rehearsed) {
    public static Brought by(List<RecordedVerdict> verdicts) {
        List<RecordedVerdict> would = verdicts.stream()
                .filter(verdict -> verdict.result() == TerminationResult.WOULD_TERMINATE)
                .toList();
        List<RecordedVerdict> ended = would.isEmpty()
                ? verdicts.stream()
                        .filter(verdict -> verdict.result() != null
                                && Objects.requireNonNull(verdict.result()).isEnded())
                        .toList()
                : would;
        List<Memory> memory = ended.stream()
                .map(verdict -> verdict.use().memory())
                .filter(Objects::nonNull)
                .toList();
        return new Brought(
                ended.size(),
                memory.size(),
                memory.stream().mapToLong(Memory::bytes).sum(),
                !would.isEmpty());
    }

    /** Such as {@code ended 3 processes, 1.2 GiB}; null where no memory is known. */
    public @Nullable String words() {
        return known == 0
                ? null
                : (rehearsed ? "would end " : "ended ")
                        + processes
                        + (processes == 1 ? " process, " : " processes, ")
                        + (known < processes ? "at least " : "")
                        + Sizes.words(memoryBytes);
    }
}
