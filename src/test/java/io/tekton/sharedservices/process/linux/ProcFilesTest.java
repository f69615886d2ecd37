package io.tekton.sharedservices.process.linux;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tekton.sharedservices.process.ProcessIdentity;
import io.tekton.sharedservices.process.ProcessNode;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

@EnabledOnOs(value = OS.LINUX, disabledReason = "reads /proc")
class ProcFilesTest {
    @TempDir
    Path folder;

    private static ProcFiles.Buffer buffer(String text) {
        ProcFiles.Buffer buffer = new ProcFiles.Buffer();
        buffer.bytes = text.getBytes(UTF_8);
        buffer.length = buffer.bytes.length;
        return buffer;
    }

    @Test
    void countsTheFieldsOfStatFromTheLastParenthesis() throws IOException {
        String stat = "42 (a) S 7 (b) (c) Z 17 42 42 0 -1 4194560 1 2 3 4 5 6 7 8 20 0 1 0 987654 0 0\n";

        ProcessNode node = ProcFiles.stat("boot", 42, buffer(stat));

        assertThat(node)
                .isEqualTo(new ProcessNode(
                        new ProcessIdentity("boot", 42, 987654), 17, "a) S 7 (b) (c", true, false, 42, false));
    }

    @Test
    void recognizesKernelThreads() throws IOException {
        String stat = "2 (kthreadd) S 0 0 0 0 -1 2129984 0 0 0 0 0 0 0 0 20 0 1 0 5 0 0\n";

        assertThat(ProcFiles.stat("boot", 2, buffer(stat)).kernelThread()).isTrue();
    }

    @Test
    void refusesAStatOfAnotherForm() {
        for (String stat : new String[] {"", "42", "42 (a", "42 (a) S 1 2", ") ("}) {
            assertThatThrownBy(() -> ProcFiles.stat("boot", 42, buffer(stat))).isInstanceOf(IOException.class);
        }
    }

    @Test
    void readsUserAndNestingFromStatus() {
        String status = "Name:\tUid:\t9\nUid:\t1000\t0\t0\t0\nGid:\t5\t5\t5\t5\nNSpid:\t42\t7\t1\n";

        assertThat(ProcFiles.Status.parse(buffer(status))).isEqualTo(new ProcFiles.Status(1000, 0, 2));
        assertThat(ProcFiles.Status.parse(buffer("Name:\tx\n"))).isEqualTo(new ProcFiles.Status(-1, -1, -1));
    }

    @Test
    void keepsTheFirstOfEachWantedVariable() throws IOException {
        String environ =
                "XTEKTON_ROOT=no\0TEKTON_ROOT\0SECRET=s\0TEKTON_ROOT=/a=b\0TEKTON_ROOT=/c\0TEKTON_CI_NAME=\0rest";

        assertThat(ProcFiles.environ(buffer(environ), Set.of("TEKTON_ROOT", "TEKTON_CI_NAME")))
                .isEqualTo(Map.of("TEKTON_ROOT", "/a=b", "TEKTON_CI_NAME", ""));
    }

    /** As setproctitle(3) leaves it: text of its own and NULs, where the variables were. */
    @Test
    void takesNoTitleForAnEnvironment() {
        for (String overwritten : new String[] {
            "",
            "\0\0\0\0",
            "pecialist: apollo\0\0\0\0",
            "pecialist --port=45012\0\0\0\0",
            "ort=45012\0\0\0\0",
            "ort=45012\0\0\0TEKTON_ROOT=/srv/tekton\0",
            "=x\0",
            "pecialist: apollo"
        }) {
            assertThatThrownBy(() -> ProcFiles.environ(buffer(overwritten), Set.of("TEKTON_ROOT")))
                    .as(overwritten)
                    .isInstanceOf(IOException.class);
        }
    }

    @Test
    void takesOddNamesForAnEnvironment() throws IOException {
        String environ = "BASH_FUNC_which%%=() {  echo; }\0TEKTON_ROOT=/a\0_=/usr/bin/x\0odd\0";

        assertThat(ProcFiles.environ(buffer(environ), Set.of("TEKTON_ROOT"))).isEqualTo(Map.of("TEKTON_ROOT", "/a"));
    }

    @Test
    void givesUpOnAFileWithoutEnd() throws IOException {
        Files.createDirectory(folder.resolve("5"));
        try (RandomAccessFile file =
                new RandomAccessFile(folder.resolve("5/cmdline").toFile(), "rw")) {
            file.setLength(ProcFiles.MOST_BYTES + 1L);
        }

        assertThatThrownBy(() -> new ProcFiles(folder).read(5, "cmdline", new ProcFiles.Buffer()))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("longer than");
    }

    @Test
    void readsTheUptimeWhileTheThreadIsInterrupted() throws IOException {
        Files.writeString(folder.resolve("uptime"), "350735.47 1.00\n");

        Thread.currentThread().interrupt();
        Duration uptime = new ProcFiles(folder).uptime();

        assertThat(Thread.interrupted()).isTrue();
        assertThat(uptime).isEqualTo(Duration.ofMillis(350_735_470));
    }

    @Test
    void findsTheClockTicksThatTheSystemHas() throws Exception {
        Process getconf = new ProcessBuilder("getconf", "CLK_TCK").start();
        String ticks = new String(getconf.getInputStream().readAllBytes(), UTF_8).strip();

        assertThat(new ProcFiles(Path.of("/proc")).ticksPerSecond()).isEqualTo(Integer.parseInt(ticks));
    }
}
