package io.tekton.sharedservices.cleanup;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.tekton.sharedservices.cleanup.witness.WitnessMemory;
import io.tekton.sharedservices.testing.AgentHost;
import io.tekton.sharedservices.testing.ChildJvm;
import io.tekton.sharedservices.testing.OtherUser;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/**
 * What was witnessed and is then read from where pids, starts or processes are others: that an owner is not seen there
 * is no proof of its end.
 */
@EnabledOnOs(OS.LINUX)
class OwnersSeenFromElsewhereIT {
    private static final String AS_A_STRANGER = "setpriv --reuid=65534 --regid=65534 --clear-groups"
            + " --inh-caps=+dac_read_search --ambient-caps=+dac_read_search";

    @TempDir
    Path folder;

    private final List<Integer> tools = new ArrayList<>();
    private AgentHost host;

    @BeforeEach
    void open() throws IOException {
        // Another user's tool reads its script in it.
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
        AgentHost.write(folder.resolve("host.py"), folder.resolve("tool.py"));
        host = AgentHost.start(folder.resolve("host.py"), folder.resolve("tool.py"));
    }

    @AfterEach
    void close() {
        host.close();
        tools.forEach(pid -> ProcessHandle.of(pid).ifPresent(ProcessHandle::destroyForcibly));
    }

    private int tool(String command) {
        int tool = host.tool(command);
        tools.add(tool);
        return tool;
    }

    /** What the program says that judges from there; {@code prefix} leads there, and takes a command. */
    private String from(List<String> prefix, String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(prefix);
        command.addAll(ChildJvm.command());
        command.add(JudgedOwners.class.getName());
        command.add(folder.toString());
        command.addAll(List.of(arguments));
        Process process = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        String said = new String(process.getInputStream().readAllBytes(), UTF_8).strip();
        assertThat(process.waitFor()).as(said).isZero();
        return said;
    }

    private static void assumePossible(List<String> prefix) throws IOException, InterruptedException {
        assumeTrue(OtherUser.possible(), "needs root, to make namespaces");
        List<String> command = new ArrayList<>(prefix);
        command.add("true");
        assumeTrue(
                new ProcessBuilder(command).inheritIO().start().waitFor() == 0,
                "this system does not allow " + String.join(" ", prefix));
    }

    /** As after a restart as another user, where a daemon as root has witnessed. */
    @Test
    void aHostThatHidepidHidesHasNotEndedUntilItHas() throws Exception {
        List<String> hiding = List.of(
                "unshare",
                "-m",
                "sh",
                "-c",
                "mount -t proc -o hidepid=2 proc /proc && exec " + AS_A_STRANGER + " \"$@\"",
                "sh");
        assumePossible(hiding);
        int tool = tool("as 65534 --says");
        JudgedOwners.in(folder).sample();

        assertThat(from(hiding, Integer.toString(tool))).isIn("unreadable []", "owner-lives []");
        host.kill();
        assertThat(from(hiding, Integer.toString(tool))).endsWith("[" + tool + "]");
    }

    /** A daemon there had a host of its own; one here goes on in the same folder. */
    private void assertVoid(List<String> there) throws IOException, InterruptedException {
        assumePossible(there);
        Path file = folder.resolve("witnesses");
        assertThat(from(there)).isEqualTo("sampled");
        List<String> before = Files.readAllLines(file);
        assertThat(before).anyMatch(line -> line.startsWith("below "));

        JudgedOwners here = JudgedOwners.in(folder);
        assertThat(here.leftBehind()).isEmpty();
        here.sample();

        assertThat(here.leftBehind()).isEmpty();
        assertThat(Files.readAllLines(file)).noneMatch(line -> line.startsWith("below "));
        assertThat(Files.readAllLines(file).get(1)).startsWith("scope ").isNotEqualTo(before.get(1));
    }

    @Test
    void whatWasWitnessedInAnotherPidNamespaceIsVoid() throws Exception {
        assertVoid(List.of("unshare", "-pf", "--mount-proc", "--kill-child"));
    }

    @Test
    void whatWasWitnessedInAnotherTimeNamespaceIsVoid() throws Exception {
        assertVoid(List.of("unshare", "-T", "--boottime", "100000", "--fork"));
    }

    @Test
    void whatWasWitnessedBeforeTheTimeSinceBootShiftedIsVoid() throws Exception {
        List<String> later = List.of("unshare", "-T", "--boottime", "100000", "--fork");
        assumePossible(later);
        int tool = tool("child");
        JudgedOwners.in(folder).sample();

        host.kill();

        assertThat(from(later, Integer.toString(tool))).isEqualTo("never-owned []");
        assertThat(JudgedOwners.in(folder).judged(tool)).isEqualTo("owner-ended");
    }

    @Test
    void whatWasWitnessedBeforeARebootIsVoid() throws Exception {
        int tool = tool("child");
        JudgedOwners.in(folder).sample();
        host.kill();
        Path file = folder.resolve("witnesses");
        String kept = Files.readString(file);
        String boot = kept.split("\n")[1].split(" ")[1];
        Files.writeString(file, kept.replace(boot, "00000000-0000-0000-0000-000000000000"));

        JudgedOwners afterwards = new JudgedOwners(folder, WitnessMemory.open(folder), table -> table);

        assertThat(afterwards.leftBehind()).isEmpty();
        assertThat(afterwards.judged(tool)).isEqualTo("never-owned");
    }
}
