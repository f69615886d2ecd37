package io.tekton.sharedservices.posix;

import static org.assertj.core.api.Assertions.assertThat;

import io.tekton.sharedservices.posix.OpenWriters.Answer;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

@EnabledOnOs(value = OS.LINUX, disabledReason = "leases and /proc are Linux's")
class OpenWritersTest {
    @TempDir
    private Path temp;

    private Path file;

    @BeforeEach
    void file() throws IOException {
        file = Files.writeString(temp.toRealPath().resolve("file"), "x");
    }

    @Test
    void saysWhetherSomebodyHasItOpenForWriting() throws IOException {
        assertThat(OpenWriters.of(file)).isEqualTo(Answer.NONE);

        try (FileOutputStream writer = new FileOutputStream(file.toFile(), true)) {
            assertThat(OpenWriters.of(file)).isEqualTo(Answer.SOME);
            writer.write('y');
        }

        assertThat(OpenWriters.of(file)).isEqualTo(Answer.NONE);
    }

    @Test
    void whereThereAreNoLeasesTheOpenFilesOfProcessesShowAWriter() throws IOException {
        assertThat(OpenFiles.hasWriter(file)).isFalse();

        try (FileOutputStream writer = new FileOutputStream(file.toFile(), true)) {
            assertThat(OpenFiles.hasWriter(file)).isTrue();
            Path moved = Files.move(file, file.resolveSibling("moved"));
            assertThat(OpenFiles.hasWriter(moved)).isTrue();
            writer.write('y');
        }

        assertThat(OpenFiles.hasWriter(file.resolveSibling("moved"))).isFalse();
    }

    /**
     * The kernel sends the holder of a lease a signal when somebody opens the file; the default signal ends the
     * process.
     */
    @Test
    void survivesThatOthersOpenTheFileWhileItAsks() throws InterruptedException {
        AtomicBoolean done = new AtomicBoolean();
        Thread opener = new Thread(() -> {
            while (!done.get()) {
                open();
            }
        });
        opener.start();

        for (int time = 0; time < 3_000; time++) {
            assertThat(OpenWriters.of(file)).isNotEqualTo(Answer.UNKNOWN);
        }

        done.set(true);
        opener.join();
    }

    private void open() {
        try (FileOutputStream writer = new FileOutputStream(file.toFile(), true)) {
            writer.flush();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void whoOpensAFileThatIsOverwrittenWaitsForItsEnd() throws Exception {
        Thread opener = new Thread(this::open);
        try (OverwrittenFile overwritten = OverwrittenFile.open(file)) {
            assertThat(overwritten.lease()).isTrue();
            assertThat(overwritten.lock()).isTrue();
            opener.start();
            while (!"open".equals(stateOf(opener))) {
                Thread.onSpinWait();
            }
            overwritten.write("longer".getBytes(StandardCharsets.UTF_8));
            overwritten.endAt(3);
            assertThat(opener.isAlive()).isTrue();
        }

        opener.join();
        assertThat(Files.readString(file)).isEqualTo("lon");
    }

    private static String stateOf(Thread thread) {
        StackTraceElement[] stack = thread.getStackTrace();
        return stack.length > 0 && stack[0].getMethodName().startsWith("open") ? "open" : "";
    }
}
