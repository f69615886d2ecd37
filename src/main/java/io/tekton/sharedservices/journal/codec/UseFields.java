package io.tekton.sharedservices.journal.codec;

import io.tekton.sharedservices.json.RecordCodec;
import io.tekton.sharedservices.process.ProcessFacts.Memory;
import io.tekton.sharedservices.process.ProcessFacts.Use;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** What a process uses; each null where it is not known. */
public record UseFields(
        @Nullable Long memoryBytes,
        Memory.@Nullable Kind memoryKind,
        @Nullable Long cpuMillis) {
    static final RecordCodec<UseFields> CODEC =
            RecordCodec.of(UseFields.class).optional("memoryBytes", "memoryKind", "cpuMillis");

    public UseFields {
        if ((memoryBytes == null) != (memoryKind == null)) {
            throw new IllegalArgumentException("it has memory without its kind, or a kind without memory");
        }
    }

    static UseFields of(Use use) {
        Memory memory = use.memory();
        Duration cpu = use.cpu();
        return new UseFields(
                memory == null ? null : memory.bytes(),
                memory == null ? null : memory.kind(),
                cpu == null ? null : cpu.toMillis());
    }

    Use use() {
        return new Use(
                memoryBytes == null || memoryKind == null ? null : new Memory(memoryBytes, memoryKind),
                cpuMillis == null ? null : Duration.ofMillis(cpuMillis));
    }
}
