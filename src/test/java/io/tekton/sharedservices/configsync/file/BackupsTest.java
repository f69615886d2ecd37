package io.tekton.sharedservices.configsync.file;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BackupsTest {
    @TempDir
    private Path state;

    private Backups backups;

    @BeforeEach
    void none() {
        backups = new Backups(state.resolve("config-backups"));
    }

    @Test
    void keepsTheNewestTwenty() throws IOException {
        for (int i = 0; i < 25; i++) {
            backups.keep(("content " + i).getBytes(UTF_8), "one-run");
            backups.prune();
        }

        List<Path> kept = backups.newestFirst();

        assertThat(kept).hasSize(Backups.KEPT);
        assertThat(kept.get(0)).hasContent("content 24");
        assertThat(kept.get(19)).hasContent("content 5");
    }

    @Test
    void areForThisUsersEyesAlone() throws IOException {
        Files.createDirectory(backups.folder());

        Path file = backups.keep("x".getBytes(UTF_8), "run").file();

        assertThat(Files.getPosixFilePermissions(file)).isEqualTo(PosixFilePermissions.fromString("rw-------"));
        assertThat(Files.getPosixFilePermissions(backups.folder()))
                .isEqualTo(PosixFilePermissions.fromString("rwx------"));
    }

    @Test
    void keepTheSameContentOnceInARow() throws IOException {
        Backups.Kept first = backups.keep("x".getBytes(UTF_8), "run-1");
        Backups.Kept again = backups.keep("x".getBytes(UTF_8), "run-2");
        backups.keep("y".getBytes(UTF_8), "run-3");
        Backups.Kept later = backups.keep("x".getBytes(UTF_8), "run-4");

        assertThat(again).isEqualTo(new Backups.Kept(first.file(), false));
        assertThat(later.fresh()).isTrue();
        assertThat(backups.newestFirst()).hasSize(3);
    }

    @Test
    void passOverWhatIsNoBackup() throws IOException {
        backups.keep("x".getBytes(UTF_8), "run-1");
        Files.writeString(backups.folder().resolve("notes.json"), "mine");
        Files.createDirectory(backups.folder().resolve("9999999999-run.json"));

        Path next = backups.keep("y".getBytes(UTF_8), "run-2").file();

        assertThat(next.getFileName()).hasToString("0000000002-run-2.json");
        backups.prune();
        assertThat(backups.folder().resolve("notes.json")).exists();
    }
}
