package io.tekton.sharedservices.posix;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Each in a virtual machine of its own: JNA is loaded once in a machine's life. */
class NativeAccessTest {
    @TempDir
    private Path shared;

    @Test
    void unpacksTheNativeLibraryInAFolderThatIsThisUsersAlone() throws Exception {
        Files.setPosixFilePermissions(shared, PosixFilePermissions.fromString("rwxrwxrwx"));

        List<String> said = run("-Djava.io.tmpdir=" + shared);

        assertThat(said).hasSize(3);
        assertThat(said.get(0)).startsWith(shared + "/shared-services-native-").isEqualTo(said.get(1));
        assertThat(said.get(2)).isEqualTo("rwx------ Locked");
        assertThat(shared.toFile().list()).as("what is left when it ends").isEmpty();
    }

    @Test
    void makesNoFolderWhereTheLauncherNamesOneWithTheLibrary() throws Exception {
        List<String> said = run("-Djna.boot.library.path=" + shared, "-Djava.io.tmpdir=/nowhere", "-Dprobe=prepare");

        assertThat(said).containsExactly("null");
    }

    private static List<String> run(String... options) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(
                List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString()));
        command.addAll(List.of(options));
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), Probe.class.getName()));
        Process process = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        try (BufferedReader out = process.inputReader(StandardCharsets.UTF_8)) {
            List<String> lines = out.lines().toList();
            assertThat(process.waitFor()).isZero();
            return lines;
        }
    }

    /** What runs in the other machine. */
    static final class Probe {
        private Probe() {}

        /** Prepares twice, says where JNA would unpack, and takes a lock unless asked only to prepare. */
        @SuppressWarnings("SystemOut")
        public static void main(String[] arguments) throws IOException {
            NativeAccess.prepare();
            System.out.println(System.getProperty("jna.tmpdir"));
            if ("prepare".equals(System.getProperty("probe"))) {
                return;
            }
            NativeAccess.prepare();
            Path folder = Path.of(System.getProperty("jna.tmpdir"));
            System.out.println(folder);
            Path file = Files.createTempFile("lock", "");
            Flock.Result result = Flock.take(file, Flock.Mode.SHARED, Duration.ZERO);
            Files.delete(file);
            System.out.println(PosixFilePermissions.toString(Files.getPosixFilePermissions(folder)) + " "
                    + result.getClass().getSimpleName());
        }
    }
}
