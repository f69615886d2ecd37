package io.tekton.sharedservices.process.linux;

import static org.assertj.core.api.Assertions.assertThat;

import io.tekton.sharedservices.process.ProcessFacts;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FactFilesTest {
    @TempDir
    Path proc;

    @Test
    void readsWhatTheKernelSays() throws IOException {
        Path process = Files.createDirectories(proc.resolve("4711"));
        Files.writeString(process.resolve("stat"), "4711 (a) b) S 1 4711 4700 34816 4711 0 0 0 0 0 0 0");
        Files.writeString(process.resolve("cgroup"), "2:cpu:/old\n0::/user.slice/x.scope\n");
        Files.writeString(process.resolve("status"), "Name:\ta\nVmRSS:\t    100 kB\nVmSwap:\t      1 kB\n");
        Files.createSymbolicLink(process.resolve("cwd"), Path.of("/srv"));

        assertThat(new FactFiles(proc, 4711).read())
                .isEqualTo(new ProcessFacts("/srv", "pts/0", 4700, "/user.slice/x.scope", 101L * 1024));
    }

    @Test
    void whatCannotBeReadIsNotKnown() {
        assertThat(new FactFiles(proc, 4711).read()).isEqualTo(ProcessFacts.UNKNOWN);
    }

    @ParameterizedTest
    @CsvSource({"0,none", "34816,pts/0", "34817,pts/1", "35072,pts/256", "1025,tty1", "1088,ttyS0", "1281,device 5:1"})
    void terminalsHaveTheirNames(int device, String name) {
        assertThat(FactFiles.terminal(device)).isEqualTo(name);
    }
}
