package io.tekton.sharedservices.posix;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

@EnabledOnOs(value = OS.LINUX, disabledReason = "renameat2(2) and leases are Linux's")
class FileExchangeTest {
    @TempDir
    private Path folder;

    @Test
    void letsTwoFilesChangePlaces() throws IOException {
        Path one = Files.writeString(folder.resolve("one"), "1");
        Path other = Files.writeString(folder.resolve("öther"), "2");

        FileExchange.Result result = FileExchange.exchange(one, other);

        assertThat(result).isEqualTo(FileExchange.Result.EXCHANGED);
        assertThat(one).hasContent("2");
        assertThat(other).hasContent("1");
    }

    @Test
    void leavesTheOneAloneWhereTheOtherIsMissing() throws IOException {
        Path one = Files.writeString(folder.resolve("one"), "1");

        assertThatThrownBy(() -> FileExchange.exchange(one, folder.resolve("none")))
                .isInstanceOf(NoSuchFileException.class);

        assertThat(one).hasContent("1");
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void reportsTheSystemsReasonForARefusal() throws IOException {
        Path here = Files.writeString(folder.resolve("here"), "1");

        assertThatThrownBy(() -> FileExchange.exchange(here, Path.of("/proc/self/status")))
                .isInstanceOfSatisfying(
                        FileSystemException.class,
                        e -> assertThat(e.getReason()).isNotBlank().doesNotContain("["));
    }

    @Test
    void seesAWriterAndThatItHasGone() throws IOException {
        Path file = folder.resolve("file");

        OpenWriters.Answer during;
        try (OutputStream out = Files.newOutputStream(file)) {
            out.write('x');
            during = OpenWriters.of(file);
        }

        assertThat(during).isEqualTo(OpenWriters.Answer.SOME);
        assertThat(OpenWriters.of(file)).isEqualTo(OpenWriters.Answer.NONE);
    }

    @Test
    void cannotTellTheWritersOfWhatIsNotThere() {
        assertThat(OpenWriters.of(folder.resolve("none"))).isEqualTo(OpenWriters.Answer.UNKNOWN);
    }
}
