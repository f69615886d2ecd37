package io.tekton.sharedservices.cleanup.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.tekton.sharedservices.cleanup.verdict.Candidate.Installation;
import io.tekton.sharedservices.process.ProcessSnapshot;
import io.tekton.sharedservices.process.ProcessTable;
import io.tekton.sharedservices.process.PythonProcess;
import io.tekton.sharedservices.process.Reading;
import io.tekton.sharedservices.process.linux.LinuxProcessTable;
import io.tekton.sharedservices.testing.SampleProcesses;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Real processes of ours and of others, with folders that have several names, and names that have several folders. */
@Timeout(180)
@EnabledOnOs(value = OS.LINUX, disabledReason = "reads /proc")
class InstallationReaderTest {
    private static final ProcessTable TABLE = LinuxProcessTable.open(Set.of("TEKTON_ROOT", "HOME"), Clock.systemUTC());
    private static final String IDLE = "ready('up')\nwait()\n";

    @TempDir
    Path temp;

    private final SampleProcesses zoo = new SampleProcesses();
    private Path root;
    private Path elsewhere;

    @BeforeEach
    void makeTheFolders() throws IOException {
        root = Files.createDirectories(temp.resolve("tekton"));
        elsewhere = Files.createDirectories(temp.resolve("home/my_startup"));
        Files.createFile(root.resolve("ai_specialist_app.py"));
        Files.createFile(elsewhere.resolve("ai_specialist_app.py"));
    }

    @AfterEach
    void end() {
        zoo.close();
    }

    private Installation installation(OurInstallation ours, int pid) {
        ProcessSnapshot snapshot = ((Reading.Present<ProcessSnapshot>) TABLE.read(pid)).value();
        int self = Math.toIntExact(ProcessHandle.current().pid());
        return new InstallationReader(ours, TABLE.paths(), self).of(snapshot);
    }

    private Installation installation(int pid) {
        return installation(new OurInstallation(root, false), pid);
    }

    private int withRoot(String value) {
        return zoo.child(List.of("python3", elsewhere + "/ai_specialist_app.py"), Map.of("TEKTON_ROOT", value));
    }

    private int withScript(Path script, Map<String, String> environment) {
        return zoo.child(List.of("python3", script.toString()), environment);
    }

    @Test
    void aFolderHasManyNames() throws IOException {
        Path link = Files.createSymbolicLink(temp.resolve("link"), root);
        Path chain = Files.createSymbolicLink(temp.resolve("chain"), Path.of("home/../link/."));

        for (String name : List.of(
                root.toString(),
                root + "/",
                "/" + root + "//",
                temp + "/home/my_startup/../../tekton/.",
                link.toString(),
                chain + "/")) {
            assertThat(installation(withRoot(name))).as(name).isEqualTo(new Installation.Ours());
        }
    }

    @Test
    void anotherFolderIsAnotherInstallation() throws IOException {
        Path copy = Files.createDirectories(temp.resolve("copy/tekton"));

        for (String name : List.of(
                elsewhere.toString(),
                copy.toString(),
                root + "/below",
                temp.toString(),
                "/",
                "/none/such",
                root + "\n")) {
            assertThat(installation(withRoot(name))).as(name).isInstanceOf(Installation.Other.class);
        }
    }

    @Test
    void whatCannotBeFollowedIsUnknown() throws IOException {
        Path circle = Files.createSymbolicLink(temp.resolve("circle"), temp.resolve("circle"));

        for (String name : List.of(circle.toString(), "/proc/self/cwd", "/none/../" + root)) {
            assertThat(installation(withRoot(name))).as(name).isInstanceOf(Installation.Unknown.class);
        }
    }

    @Test
    void withoutOurOwnFolderNothingIsKnown() {
        OurInstallation gone = new OurInstallation(temp.resolve("gone"), false);

        assertThat(installation(gone, withRoot(root.toString()))).isInstanceOf(Installation.Unknown.class);
    }

    @Test
    void aRelativeRootCountsFromTheWorkingFolder() {
        try (PythonProcess process = PythonProcess.run(
                Map.of("TEKTON_ROOT", "../tekton"),
                List.of("env", "-C", temp.resolve("home").toString()),
                IDLE)) {
            assertThat(installation(process.pid())).isEqualTo(new Installation.Ours());
        }
    }

    /** B1. */
    @Test
    void aScriptThatLiesElsewhereIsNotOurs() {
        int pid = withScript(
                elsewhere.resolve("ai_specialist_app.py"),
                Map.of("HOME", temp.resolve("home").toString()));

        assertThat(installation(pid)).isInstanceOf(Installation.Other.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "/"})
    void withoutARootItsScriptDecides(String emptyRoot) throws IOException {
        Path link = Files.createSymbolicLink(elsewhere.resolve("apollo-ai"), root.resolve("ai_specialist_app.py"));
        Path way = Files.createSymbolicLink(root.resolve("way"), elsewhere);
        Map<String, String> none = emptyRoot.isEmpty() ? Map.of("TEKTON_ROOT", "") : Map.of();

        assertThat(installation(withScript(root.resolve("ai_specialist_app.py"), none)))
                .isEqualTo(new Installation.Ours());
        assertThat(installation(withScript(root.resolve("removed/since.py"), none)))
                .isEqualTo(new Installation.Ours());
        assertThat(installation(withScript(link, none))).isEqualTo(new Installation.Ours());
        assertThat(installation(withScript(way.resolve("ai_specialist_app.py"), none)))
                .isInstanceOf(Installation.Other.class);
        assertThat(installation(withScript(root.resolveSibling("tekton-2/x.py"), none)))
                .isInstanceOf(Installation.Other.class);
    }

    @Test
    void aModulesWorkingFolderDecides() throws IOException {
        for (Path folder : List.of(root, elsewhere)) {
            Files.writeString(folder.resolve("specialist.py"), PythonProcess.script(IDLE));
            List<String> module = List.of("env", "-C", folder.toString(), "python3", "-m", "specialist");
            try (PythonProcess process = PythonProcess.start(Map.of("TEKTON_ROOT", ""), module)) {
                assertThat(installation(process.pid()) instanceof Installation.Ours)
                        .as("in %s", folder)
                        .isEqualTo(folder.equals(root));
            }
        }
    }

    /** It may have been started in another folder than the one in which it is now. */
    @Test
    void aRelativeScriptProvesNothingUnlessItIsThere() throws IOException {
        Files.writeString(root.resolve("there.py"), PythonProcess.script(IDLE));
        Files.writeString(elsewhere.resolve("moves.py"), PythonProcess.script("os.chdir('" + root + "')\n" + IDLE));
        try (PythonProcess there = PythonProcess.start(
                        Map.of("TEKTON_ROOT", ""), List.of("env", "-C", root.toString(), "python3", "there.py"));
                PythonProcess moved = PythonProcess.start(
                        Map.of("TEKTON_ROOT", ""), List.of("env", "-C", elsewhere.toString(), "python3", "moves.py"))) {
            assertThat(installation(there.pid())).isEqualTo(new Installation.Ours());
            assertThat(installation(moved.pid())).isInstanceOf(Installation.Other.class);
        }
    }

    @Test
    void withoutAScriptTheProgramDecides() throws IOException {
        Path own = root.resolve("apollo-ai");
        Files.copy(Path.of("/bin/cat").toRealPath(), own);
        try (PythonProcess process = PythonProcess.start(
                        Map.of("TEKTON_ROOT", ""),
                        List.of("sh", "-c", "echo up; exec \"$0\" >/dev/null", own.toString()));
                PythonProcess other = PythonProcess.start(
                        Map.of("TEKTON_ROOT", ""),
                        List.of("bash", "-c", "echo up; exec -a " + own + " cat >/dev/null"))) {
            awaitProgram(process.pid(), own.toString());
            awaitProgram(other.pid(), own.toString());

            assertThat(installation(process.pid())).isEqualTo(new Installation.Ours());
            assertThat(installation(other.pid())).isInstanceOf(Installation.Other.class);
        }
    }

    private static void awaitProgram(int pid, String name) {
        long deadline = System.nanoTime() + 20_000_000_000L;
        // amid execve(2) a command line has no argument at all
        while (!(TABLE.read(pid) instanceof Reading.Present<ProcessSnapshot> present
                && present.value().command().arguments().stream().findFirst().equals(Optional.of(name)))) {
            assertThat(System.nanoTime()).as("20 s passed").isLessThan(deadline);
            Thread.onSpinWait();
        }
    }

    @Test
    void theInstallationInTheHomeFolderHasTheProcessesOfThatHome() throws IOException {
        OurInstallation home = new OurInstallation(root, true);
        Path link = Files.createSymbolicLink(temp.resolve("link"), root);
        Path script = elsewhere.resolve("ai_specialist_app.py");
        Path below = root.resolve("ai_specialist_app.py");

        assertThat(installation(home, withScript(script, Map.of("HOME", root.toString()))))
                .isEqualTo(new Installation.Ours());
        assertThat(installation(home, withScript(script, Map.of("HOME", link + "/"))))
                .isEqualTo(new Installation.Ours());
        assertThat(installation(home, withScript(below, Map.of("HOME", elsewhere.toString()))))
                .isInstanceOf(Installation.Other.class);
        assertThat(installation(home, withScript(below, Map.of()))).isInstanceOf(Installation.Other.class);
        assertThat(installation(
                        home, withScript(below, Map.of("HOME", root.toString(), "TEKTON_ROOT", elsewhere.toString()))))
                .isInstanceOf(Installation.Other.class);
    }

    /** B3: the path is the same, and the folder is another. */
    @Test
    void anotherFolderThatIsMountedOverOursIsNotOurs() throws IOException, InterruptedException {
        assumeMounts();
        try (PythonProcess process = PythonProcess.run(
                Map.of("TEKTON_ROOT", root.toString()),
                List.of("unshare", "-m", "sh", "-c", "mount -t tmpfs none " + root + " && exec \"$@\"", "sh"),
                IDLE)) {
            assertThat(installation(process.pid())).isInstanceOf(Installation.Other.class);
        }
    }

    /** B6: as below a hardened system unit. */
    @Test
    void ourFolderIsOursInMountsOfTheProcessesOwn() throws IOException, InterruptedException {
        assumeMounts();
        Path other = Files.createDirectories(temp.resolve("other"));
        for (String mounts : List.of(
                "mount --bind -o ro " + root + " " + root,
                "mount --bind " + root + " " + other + " && TEKTON_ROOT=" + other,
                "mount -t tmpfs none /mnt && TEKTON_ROOT=" + root)) {
            try (PythonProcess process = PythonProcess.run(
                    Map.of("TEKTON_ROOT", root.toString()),
                    List.of("unshare", "-m", "sh", "-c", mounts + " && exec \"$@\"", "sh"),
                    IDLE)) {
                assertThat(installation(process.pid())).as(mounts).isEqualTo(new Installation.Ours());
            }
        }
    }

    /** An absolute link means another folder in another root. */
    @Test
    void followsLinksInTheRootOfTheProcess() throws IOException, InterruptedException {
        assumeMounts();
        Path jail = Files.createDirectories(temp.resolve("jail"));
        Files.createDirectories(jail.resolve("srv/tekton"));
        Files.createSymbolicLink(temp.resolve("jailed"), Path.of("/srv/tekton"));
        Files.createSymbolicLink(jail.resolve("jailed"), Path.of("/srv/tekton"));
        OurInstallation ours = new OurInstallation(jail.resolve("srv/tekton"), false);
        String enter = "import ctypes\nos.chroot('" + jail + "')\nos.chdir('/')\n" + IDLE;
        try (PythonProcess inside = PythonProcess.run(Map.of("TEKTON_ROOT", "/../jailed"), List.of(), enter);
                PythonProcess outside = PythonProcess.run(
                        Map.of("TEKTON_ROOT", temp.resolve("jailed").toString()), List.of(), IDLE)) {
            assertThat(installation(ours, inside.pid())).isEqualTo(new Installation.Ours());
            assertThat(installation(ours, outside.pid())).isInstanceOf(Installation.Other.class);
        }
    }

    private static void assumeMounts() throws IOException, InterruptedException {
        assumeThat(new ProcessBuilder("unshare", "-m", "true").start().waitFor())
                .as("a mount namespace can be made here")
                .isZero();
    }
}
