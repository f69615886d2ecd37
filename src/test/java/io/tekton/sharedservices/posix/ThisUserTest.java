package io.tekton.sharedservices.posix;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.security.auth.module.UnixSystem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ThisUserTest {

    @TempDir
    Path temp;

    @Test
    void ownsTheFilesItMakes() throws IOException {
        Path made = Files.createFile(temp.resolve("made"));

        assertThat(ThisUser.uid()).isEqualTo(Files.getAttribute(made, "unix:uid"));
    }

    @Test
    void isTheEffectiveUser() throws IOException {
        Path status = Files.writeString(temp.resolve("status"), "Name:\tx\nUid:\t1\t4294967294\t3\t4\nGid:\t5\n");

        assertThat(ThisUser.uid(status, new UnixSystem())).isEqualTo(-2);
    }

    @Test
    void isNeverRootWhereNobodyKnows() throws IOException {
        Path status = Files.writeString(temp.resolve("status"), "Name:\tx\n");

        assertThat(ThisUser.uid(status, new UnixSystem())).isEqualTo(ThisUser.UNKNOWN);
    }

    @Test
    void doesWithoutProc() {
        UnixSystem system = new UnixSystem();
        int expected = system.getUsername() == null ? ThisUser.UNKNOWN : (int) system.getUid();

        assertThat(ThisUser.uid(temp.resolve("none"), system)).isEqualTo(expected);
    }
}
