package io.tekton.sharedservices.cleanup.survey;

import io.tekton.sharedservices.cleanup.sign.Sign;
import io.tekton.sharedservices.process.ProcessFacts.Memory;
import io.tekton.sharedservices.process.ProcessIdentity;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Processes that show several signs of being left behind, without proof.
 *
 * @param scanned processes that were scanned
 * @param found the largest first
 * @param notes sentences: what may be among them although it should not be, or the other way round
 */
public record Suspects(int scanned, List<Suspect> found, List<String> notes) {
    public Suspects {
        found = List.copyOf(found);
        notes = List.copyOf(notes);
    }

    /** The sum of what is known of their memory, in bytes. */
    public long memoryBytes() {
        return found.stream()
                .mapToLong(suspect ->
                        suspect.memory() == null ? 0 : suspect.memory().bytes())
                .sum();
    }

    /**
     * One of them. All texts are printable, with secrets masked.
     *
     * @param parent what the kernel calls its parent; null where that is not known
     * @param user null where not known
     * @param memory null where it could not be read
     * @param signs at least two
     * @param match the first match rule that names it; null where none does
     * @param rule the verdict rule that spares it; null where no match rule names it or nothing was decided
     */
    public record Suspect(
            ProcessIdentity identity,
            Instant startedAt,
            int parentPid,
            @Nullable String parent,
            @Nullable String user,
            String command,
            long ageSeconds,
            @Nullable Memory memory,
            List<Sign.Found> signs,
            @Nullable String match,
            @Nullable String rule) {
        public Suspect {
            signs = List.copyOf(signs);
        }
    }
}
