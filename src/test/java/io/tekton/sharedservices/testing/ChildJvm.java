package io.tekton.sharedservices.testing;

import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** How a test starts a JVM of its own with the classes under test. */
public final class ChildJvm {
    private ChildJvm() {}

    /**
     * A command line up to the main class, which comes next.
     *
     * @param more further options of the JVM
     */
    public static List<String> command(String... more) {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-Xshare:auto",
                "-XX:-UsePerfData"));
        ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
                .filter(option -> option.startsWith("-Djna.") || option.startsWith("--enable-native-access"))
                .forEach(command::add);
        command.addAll(List.of(more));
        String archive = System.getProperty("class.archive");
        if (archive == null) {
            command.addAll(List.of("-cp", System.getProperty("java.class.path")));
        } else {
            command.addAll(new ClassArchive(Path.of(archive)).options(List.copyOf(command)));
        }
        return command;
    }
}
