package io.tekton.sharedservices.cleanup.witness;

import static org.assertj.core.api.Assertions.assertThat;

import io.tekton.sharedservices.cleanup.owner.SeenBelow;
import io.tekton.sharedservices.cleanup.owner.SeenOwner;
import io.tekton.sharedservices.cleanup.owner.WitnessScope;
import io.tekton.sharedservices.cleanup.owner.Witnesses;
import io.tekton.sharedservices.process.ProcessIdentity;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

class WitnessMemoryTest {
    private static final WitnessScope SCOPE = new WitnessScope("b-1", "pid:[402]", "");
    private static final ProcessIdentity HOST = new ProcessIdentity("b-1", 7, 70);
    private static final ProcessIdentity OTHER = new ProcessIdentity("b-1", 8, 80);
    private static final ProcessIdentity TOOL = new ProcessIdentity("b-1", 9, 90);
    private static final Witnesses SOME = new Witnesses(
            SCOPE,
            Map.of(
                    HOST, new SeenOwner(HOST, Set.of("a b", "c,d"), 7, null),
                    OTHER, new SeenOwner(OTHER, Set.of("x"), 0, Duration.ofMillis(12_345))),
            Map.of(
                    TOOL,
                    new SeenBelow(
                            TOOL,
                            HOST,
                            2,
                            Map.of(HOST, new SeenBelow.Tie(HOST, false), OTHER, new SeenBelow.Tie(HOST, true)))));

    @TempDir
    Path state;

    @Test
    void isReadAsItWasKept() {
        WitnessMemory.open(state).keep(SOME);

        assertThat(WitnessMemory.open(state).within(SCOPE)).isEqualTo(SOME);
    }

    @Test
    void everyPartOfAFileIsNoFile() throws IOException {
        WitnessMemory.open(state).keep(SOME);
        Path file = state.resolve("witnesses");
        String whole = Files.readString(file);

        for (int length = 0; length < whole.length(); length++) {
            Files.writeString(file, whole.substring(0, length));
            WitnessMemory memory = WitnessMemory.open(state);

            assertThat(memory.within(SCOPE).below()).isEmpty();
            assertThat(memory.damage()).contains("witnesses");
        }
    }

    @Test
    @Timeout(20)
    void aFifoIsNoFile() throws Exception {
        Path file = state.resolve("witnesses");
        assertThat(new ProcessBuilder("mkfifo", file.toString()).start().waitFor())
                .isZero();

        WitnessMemory memory = WitnessMemory.open(state);

        assertThat(memory.damage()).contains("is not a regular file");
        memory.keep(SOME);
        assertThat(WitnessMemory.open(state).within(SCOPE)).isEqualTo(SOME);
    }

    @Test
    void keepsADamagedFileAside() throws IOException {
        Files.writeString(state.resolve("witnesses"), "nonsense");
        WitnessMemory memory = WitnessMemory.open(state);
        memory.keep(SOME);

        assertThat(Files.readString(state.resolve("witnesses.damaged"))).isEqualTo("nonsense");
        assertThat(WitnessMemory.open(state).within(SCOPE)).isEqualTo(SOME);
        assertThat(memory.damage()).isNull();
    }

    @Test
    void leavesNoTraceWhereItMayOnlyRead() {
        WitnessMemory.readOnly(state).keep(SOME);

        assertThat(state.resolve("witnesses")).doesNotExist();
    }
}
