package io.tekton.sharedservices.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.tekton.sharedservices.store.record.SqlRegistryMemory;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RegistryMemoryTest {
    private static final Path PLATFORM = Path.of("/srv/tekton/ai_registry/platform_ai_registry.json");
    private static final Path WRAPPED = Path.of("/srv/tekton/aish/wrapped ünïcode.json");

    @TempDir
    Path folder;

    @Test
    void remembersPerHostAcrossRestarts() {
        try (Store store = Records.open(folder)) {
            SqlRegistryMemory memory = memory(store, "host-1");
            memory.remember(List.of(PLATFORM));
            memory.remember(List.of(PLATFORM, WRAPPED, WRAPPED));
        }

        try (Store store = Records.open(folder)) {
            assertThat(memory(store, "host-1").wasRead(PLATFORM)).isTrue();
            assertThat(memory(store, "host-1").wasRead(WRAPPED)).isTrue();
            assertThat(memory(store, "host-1").wasRead(Path.of("/other"))).isFalse();
            assertThat(memory(store, "host-2").wasRead(PLATFORM)).isFalse();
        }
    }

    private static SqlRegistryMemory memory(Store store, String host) {
        return store.registryMemory(host, Records.BOOT, Records.CLOCK);
    }
}
