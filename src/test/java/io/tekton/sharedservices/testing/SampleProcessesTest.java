package io.tekton.sharedservices.testing;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

@EnabledOnOs(value = OS.LINUX, disabledReason = "the zoo reads /proc")
class SampleProcessesTest {
    @Test
    void givesExactlyTheArgumentsAndTheEnvironment() throws IOException {
        try (SampleProcesses zoo = new SampleProcesses()) {
            int pid = zoo.child(List.of("any (name)", "", "два", "a\nb", ""), Map.of("TEKTON_ROOT", "/srv/tekton"));

            assertThat(proc(pid, "cmdline")).isEqualTo("any (name)\0\0два\0a\nb\0\0");
            assertThat(proc(pid, "environ")).isEqualTo("TEKTON_ROOT=/srv/tekton\0");
        }
    }

    @Test
    void endsExactlyThoseThatItStarted() {
        List<Integer> pids = new ArrayList<>();
        try (SampleProcesses zoo = new SampleProcesses()) {
            for (int i = 0; i < 100; i++) {
                pids.add(zoo.child(List.of("prompt"), Map.of()));
                pids.add(zoo.stubborn(List.of("stubborn"), Map.of()));
            }
            pids.add(zoo.doubleForked(List.of("daemon"), Map.of()));
            SampleProcesses.Family family = zoo.wrapperWithChild(List.of("wrapper"), List.of("tool"), "processor");
            pids.add(family.parent());
            pids.add(family.child());
            pids.add(zoo.keeper());

            assertThat(pids).allMatch(SampleProcessesTest::lives);
        }

        assertThat(pids).noneMatch(SampleProcessesTest::lives);
    }

    @Test
    void makesAZombie() throws IOException {
        try (SampleProcesses zoo = new SampleProcesses()) {
            assertThat(proc(zoo.zombie(), "stat")).contains(") Z ");
        }
    }

    @Test
    void makesADaemonThatItsParentLeftBehind() throws IOException {
        try (SampleProcesses zoo = new SampleProcesses()) {
            int daemon = zoo.doubleForked(List.of("daemon"), Map.of());

            assertThat(proc(daemon, "status")).doesNotContain("PPid:\t" + zoo.keeper() + "\n");
        }
    }

    @Test
    void makesAWrapperWithAChildInASessionOfItsOwn() throws IOException {
        try (SampleProcesses zoo = new SampleProcesses()) {
            SampleProcesses.Family family =
                    zoo.wrapperWithChild(List.of("wrapper", "--name", "x"), List.of("tool"), "x");

            assertThat(proc(family.parent(), "cmdline")).isEqualTo("wrapper\0--name\0x\0");
            assertThat(proc(family.child(), "environ")).isEqualTo("TEKTON_CI_NAME=x\0");
            String[] stat = proc(family.child(), "stat").split(" ");
            assertThat(stat[3]).isEqualTo(Integer.toString(family.parent()));
            assertThat(stat[5]).isEqualTo(Integer.toString(family.child()));
        }
    }

    @Test
    void execsIntoAnotherCommandLine() throws IOException {
        try (SampleProcesses zoo = new SampleProcesses()) {
            int pid = zoo.execsInto(List.of("first", ""), Map.of("A", "b"), List.of("then", "", "last"));
            String before = proc(pid, "cmdline");

            zoo.change(pid);

            assertThat(before).isEqualTo("first\0\0");
            assertThat(proc(pid, "cmdline")).isEqualTo("then\0\0last\0");
        }
    }

    private static String proc(int pid, String name) throws IOException {
        return Files.readString(Path.of("/proc", Integer.toString(pid), name));
    }

    /** A zombie does not: when init gets round to reaping is no matter of the zoo. */
    private static boolean lives(int pid) {
        try {
            return !proc(pid, "stat").matches("(?s).*\\) [ZXx] .*");
        } catch (IOException e) {
            return false;
        }
    }
}
