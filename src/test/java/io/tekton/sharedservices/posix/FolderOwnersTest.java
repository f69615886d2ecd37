package io.tekton.sharedservices.posix;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FolderOwnersTest {
    @TempDir
    private Path temp;

    @Test
    void reportsEachFoldersOwnerByNumber() throws IOException {
        assumeTrue("root".equals(System.getProperty("user.name")), "needs root, to give folders away");
        FolderOwners owners = new FolderOwners(temp);
        List<Integer> numbers = List.of(Integer.MAX_VALUE, 0, 7, 10, 99, 100, 4_194_304, 1_000_000_007);
        for (int number : numbers) {
            Files.setAttribute(folder(temp, number), "unix:uid", number);
        }

        for (int number : numbers) {
            assertThat(owners.of(number)).isEqualTo(number);
        }
    }

    @Test
    void agreesWithJavaOnTheProcessesThatThereAre() throws IOException {
        Path proc = Path.of("/proc");
        assumeTrue(Files.isDirectory(proc.resolve("1")), "this system has no /proc");
        FolderOwners owners = new FolderOwners(proc);
        int self = (int) ProcessHandle.current().pid();

        assertThat(owners.of(self)).isEqualTo(Files.getAttribute(proc.resolve("self"), "unix:uid"));
        assertThat(owners.of(1)).isEqualTo(Files.getAttribute(proc.resolve("1"), "unix:uid"));
    }

    @Test
    void saysWhichFolderIsNotThereAndGoesOn() throws IOException {
        FolderOwners owners = new FolderOwners(temp);
        folder(temp, 12);

        assertThatThrownBy(() -> owners.of(3))
                .isInstanceOf(NoSuchFileException.class)
                .hasMessage(temp.resolve("3").toString());
        assertThat(owners.of(12)).isEqualTo(Files.getAttribute(temp, "unix:uid"));
        assertThatThrownBy(() -> owners.of(1)).isInstanceOf(NoSuchFileException.class);
    }

    @Test
    void findsItsWayThroughNamesBeyondAscii() throws IOException {
        Path folder = Files.createDirectory(temp.resolve("pr\u00f6c \u65e5"));
        folder(folder, 5);

        assertThat(new FolderOwners(folder).of(5)).isEqualTo(Files.getAttribute(temp, "unix:uid"));
    }

    private static Path folder(Path where, int number) throws IOException {
        return Files.createDirectory(where.resolve(Integer.toString(number)));
    }
}
