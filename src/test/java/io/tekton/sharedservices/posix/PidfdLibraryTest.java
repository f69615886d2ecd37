package io.tekton.sharedservices.posix;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** Where JNA's native half comes from, seen from inside fresh virtual machines. */
@EnabledOnOs(value = OS.LINUX, disabledReason = "reads /proc/self/maps")
class PidfdLibraryTest {
    @TempDir
    Path shared;

    /** Opens a pidfd twice and prints the results and the loaded library. */
    static final class Probe {
        private Probe() {}

        public static void main(String[] arguments) throws IOException {
            for (int i = 0; i < 2; i++) {
                System.out.println(
                        Pidfd.open(Math.toIntExact(ProcessHandle.current().pid()))
                                .getClass()
                                .getSimpleName());
            }
            for (String line : Files.readAllLines(Path.of("/proc/self/maps"))) {
                if (line.contains("r-xp") && (line.contains("jna") || line.contains("jnidispatch"))) {
                    System.out.println(line.substring(line.indexOf('/')));
                }
            }
            System.out.println("tmpdir " + System.getProperty("jna.tmpdir"));
        }
    }

    private List<String> probe(String... options) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(
                List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-XX:+UseSerialGC"));
        command.addAll(List.of(options));
        command.addAll(List.of("-Djava.io.tmpdir=" + shared, "-Duser.home=" + shared.resolve("home")));
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), Probe.class.getName()));
        ProcessBuilder builder = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT);
        builder.environment().put("XDG_CACHE_HOME", shared.resolve("cache").toString());
        Process process = builder.start();
        String out = new String(process.getInputStream().readAllBytes(), UTF_8);
        assertThat(process.waitFor()).isZero();
        return out.lines().toList();
    }

    private List<Path> unpacked() throws IOException {
        try (Stream<Path> all = Files.walk(shared)) {
            return all.filter(path -> !path.equals(shared)
                            && !path.toString().contains("hsperfdata")
                            && !path.getFileName().toString().startsWith("java_pid"))
                    .toList();
        }
    }

    @Test
    void loadsTheLibraryThatTheBuildLaidOutAndUnpacksNothing() throws Exception {
        String laidOut = System.getProperty("jna.boot.library.path");

        List<String> output = probe("-Djna.nosys=true", "-Djna.boot.library.path=" + laidOut);

        assertThat(output).startsWith("Opened", "Opened").endsWith("tmpdir null");
        assertThat(output.subList(2, output.size() - 1))
                .isNotEmpty()
                .allSatisfy(library -> assertThat(laidOut.split(":"))
                        .contains(Path.of(library).getParent().toString()));
        assertThat(unpacked()).isEmpty();
    }

    @Test
    void hasNoPidfdsRatherThanUnpackWhereTheLaidOutLibraryIsMissing() throws Exception {
        List<String> output = probe("-Djna.nosys=true", "-Djna.boot.library.path=" + shared.resolve("none"));

        assertThat(output).containsExactly("Unsupported", "Unsupported", "tmpdir null");
        assertThat(unpacked()).isEmpty();
    }

    @Test
    void unpacksToAFolderOfThisUserAloneWhereNoneWasLaidOut() throws Exception {
        List<String> output = probe("-Djna.nosys=true");

        String folder = shared.resolve("shared-services-native-").toString();
        assertThat(output).startsWith("Opened", "Opened");
        assertThat(output.subList(2, output.size() - 1)).isNotEmpty().allMatch(library -> library.startsWith(folder));
        assertThat(output.get(output.size() - 1)).startsWith("tmpdir " + folder);
        assertThat(unpacked()).as("left behind").isEmpty();
    }
}
