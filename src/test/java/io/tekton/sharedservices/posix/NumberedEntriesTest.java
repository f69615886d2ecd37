package io.tekton.sharedservices.posix;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

@EnabledOnOs(OS.LINUX)
class NumberedEntriesTest {
    @TempDir
    private Path temp;

    private static Map<Integer, Long> list(Path folder) {
        Map<Integer, Long> found = new TreeMap<>();
        assertThat(new NumberedEntries(folder).list(found::put)).isTrue();
        return found;
    }

    private static Long inode(Path path) throws IOException {
        return (Long) Files.getAttribute(path, "unix:ino");
    }

    @Test
    void listsProcessesWithTheInodesThatJavaSees() throws IOException {
        int self = (int) ProcessHandle.current().pid();

        Map<Integer, Long> found = list(Path.of("/proc"));

        assertThat(found).containsEntry(1, inode(Path.of("/proc/1")));
        assertThat(found).containsEntry(self, inode(Path.of("/proc/" + self)));
    }

    @Test
    void aProcessKeepsItsInode() {
        int self = (int) ProcessHandle.current().pid();

        assertThat(list(Path.of("/proc")).get(self))
                .isEqualTo(list(Path.of("/proc")).get(self));
    }

    @Test
    void listsMoreThanFitsIntoOneAnswer() throws IOException {
        for (int number = 0; number < 5_000; number++) {
            Files.createFile(temp.resolve(Integer.toString(number)));
        }

        Map<Integer, Long> found = list(temp);

        assertThat(found).hasSize(5_000).containsEntry(4_999, inode(temp.resolve("4999")));
    }

    @Test
    void skipsWhatIsNoNumber() throws IOException {
        Path folder = Files.createDirectory(temp.resolve("pr\u00f6c"));
        for (String name : new String[] {"7", "999999999", "self", "1a", "-1", "+5", "1234567890", "\u0665", "x9"}) {
            Files.createFile(folder.resolve(name));
        }

        assertThat(list(folder)).containsOnlyKeys(7, 999_999_999);
    }

    @Test
    void saysSoWhereAFolderCannotBeListed() {
        assertThat(new NumberedEntries(temp.resolve("none")).list((number, inode) -> {}))
                .isFalse();
    }
}
