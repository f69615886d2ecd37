package io.tekton.sharedservices.api.json;

import io.tekton.sharedservices.cleanup.Explanation;
import io.tekton.sharedservices.cleanup.sign.Sign;
import io.tekton.sharedservices.cleanup.survey.Suspects;
import io.tekton.sharedservices.cleanup.survey.Suspects.Suspect;
import io.tekton.sharedservices.journal.codec.VerdictCodecs;
import io.tekton.sharedservices.json.RecordCodec;
import io.tekton.sharedservices.process.ProcessFacts;
import io.tekton.sharedservices.process.ProcessFacts.Memory;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What is said of processes of this host: explanations and suspects. */
public final class HostCodecs {
    /** Suspects, with the sum of their memory. */
    public record Suspected(int scanned, long memoryBytes, List<String> notes, List<Suspect> suspects) {
        public static Suspected of(Suspects all) {
            return new Suspected(all.scanned(), all.memoryBytes(), all.notes(), all.found());
        }

        public Suspects all() {
            return new Suspects(scanned, suspects, notes);
        }
    }

    /** Both null where the memory is not known. */
    public record MemoryFields(@Nullable Long memoryBytes, Memory.@Nullable Kind memoryKind) {
        static MemoryFields of(@Nullable Memory memory) {
            return memory == null ? new MemoryFields(null, null) : new MemoryFields(memory.bytes(), memory.kind());
        }

        @Nullable
        Memory memory() {
            return memoryBytes == null || memoryKind == null ? null : new Memory(memoryBytes, memoryKind);
        }
    }

    private static final RecordCodec<Explanation.Facts> FACTS = RecordCodec.of(Explanation.Facts.class)
            .part(
                    "process",
                    RecordCodec.of(ProcessFacts.class)
                            .optional("folder", "terminal", "session", "cgroup", "memoryBytes"))
            .optional("sockets")
            .list("signs", RecordCodec.of(Explanation.Sign.class));

    public static final RecordCodec<Explanation> EXPLANATION = RecordCodec.of(Explanation.class)
            .object("verdict", VerdictCodecs.VERDICT)
            .list("matching", RecordCodec.of(Explanation.Matching.class))
            .list("judging", RecordCodec.of(Explanation.Judging.class))
            .named("judging", "rules")
            .object("facts", FACTS)
            .object("open", RecordCodec.of(Explanation.Open.class))
            .optional("open");

    private static final RecordCodec<Suspect> SUSPECT = RecordCodec.of(Suspect.class)
            .part("identity", VerdictCodecs.PROCESS)
            .as("memory", MemoryFields.class, MemoryFields::of, MemoryFields::memory)
            .part("memory", RecordCodec.of(MemoryFields.class).optional("memoryBytes", "memoryKind"))
            .list("signs", RecordCodec.of(Sign.Found.class).as("sign", String.class, Sign::word, HostCodecs::sign))
            .optional("parent", "user", "match", "rule");

    public static final RecordCodec<Suspected> SUSPECTS =
            RecordCodec.of(Suspected.class).list("suspects", SUSPECT);

    private HostCodecs() {}

    private static Sign sign(String word) {
        return Arrays.stream(Sign.values())
                .filter(sign -> sign.word().equals(word))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("there is no sign '" + word + "'"));
    }
}
