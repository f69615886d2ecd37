package io.tekton.sharedservices.cleanup.match;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.tekton.sharedservices.process.ProcessSnapshot;
import io.tekton.sharedservices.process.Reading;
import io.tekton.sharedservices.process.UserScope;
import io.tekton.sharedservices.process.linux.LinuxProcessTable;
import io.tekton.sharedservices.testing.OtherUser;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** Working folders, executables, parents and linked scripts of real processes. */
@EnabledOnOs(value = OS.LINUX, disabledReason = "reads /proc")
class PlacesOnThisHostTest {
    /** Says that it runs, and ends with its standard input. */
    private static final String WAIT = "import sys\nprint('ready', flush=True)\nsys.stdin.read()\n";

    private final List<Process> started = new ArrayList<>();
    private Path home;

    @BeforeEach
    void resolveTheFolder(@TempDir Path folder) throws IOException {
        home = folder.toRealPath();
    }

    @AfterEach
    void endAll() throws InterruptedException {
        for (Process process : started) {
            process.destroyForcibly();
            process.waitFor(10, TimeUnit.SECONDS);
        }
    }

    /** Returns when it has said its first line. */
    private int start(Path folder, String... words) throws IOException {
        Process process = new ProcessBuilder(words)
                .directory(new File(folder.toString()))
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        started.add(process);
        assertThat(process.inputReader(StandardCharsets.UTF_8).readLine()).isNotNull();
        return (int) process.pid();
    }

    private Path script(String name) throws IOException {
        Path script = home.resolve(name);
        Files.createDirectories(script.getParent());
        return Files.writeString(script, WAIT);
    }

    private static Rules rule(String text) {
        return new Rules(List.of(RuleParser.match("r", text)), List.of());
    }

    private static boolean names(String text, int pid) {
        Rules rules = rule(text);
        return read(rules, pid) instanceof Reading.Present<ProcessSnapshot> present
                && !rules.matching(present.value()).isEmpty();
    }

    private static Reading<ProcessSnapshot> read(Rules rules, int pid) {
        return LinuxProcessTable.open(rules.wanted(), Clock.systemUTC()).read(pid);
    }

    @Test
    void theWorkingFolderIsThatOfTheProcess() throws IOException {
        Path jobs = Files.createDirectories(home.resolve("jobs/night"));
        int pid = start(jobs, "python3", "-c", WAIT);

        assertThat(names("program=python3 cwd=" + jobs, pid)).isTrue();
        assertThat(names("program=python3 cwd=jobs/night", pid)).isTrue();
        assertThat(names("program=python3 cwd=" + home + "/**", pid)).isTrue();
        assertThat(names("program=python3 cwd=" + home, pid)).isFalse();
    }

    @Test
    void aDeletedWorkingFolderKeepsItsName() throws IOException {
        Path jobs = Files.createDirectories(home.resolve("gone"));
        Path odd = Files.createDirectories(home.resolve("odd (deleted)"));
        int pid = start(jobs, "python3", "-c", WAIT);
        int other = start(odd, "python3", "-c", WAIT);
        Files.delete(jobs);

        assertThat(names("program=python3 cwd=" + jobs, pid)).isTrue();
        assertThat(names("program=python3 cwd=\"odd (deleted)*\"", other)).isTrue();
        assertThat(names("program=python3 cwd=odd", other)).isFalse();
    }

    @Test
    void theExecutableIsTheFileBehindALinkAlsoWhenItWasDeleted() throws IOException {
        Path program = home.resolve("real/tool");
        Files.createDirectories(program.getParent());
        Files.copy(Path.of("/bin/cat").toRealPath(), program);
        Path link = Files.createSymbolicLink(home.resolve("linked"), program);
        Path file = Files.writeString(home.resolve("line"), "ready\n");
        int pid = start(home, link.toString(), file.toString(), "-");

        assertThat(names("exe=" + program, pid)).isTrue();
        assertThat(names("exe=tool", pid)).isTrue();
        assertThat(names("exe=linked", pid)).isFalse();
        assertThat(names("program=linked exe=real/tool", pid)).isTrue();
        assertThat(LinuxProcessTable.open(rule("exe=" + program).wanted(), Clock.systemUTC())
                        .scan(new UserScope.Any(), rule("exe=" + program)::mayMatch)
                        .matches()
                        .stream()
                        .filter(seen -> !rule("exe=" + program).matching(seen).isEmpty()))
                .extracting(ProcessSnapshot::pid)
                .containsExactly(pid);

        Files.delete(program);

        assertThat(names("exe=" + program, pid)).isTrue();
    }

    @Test
    void theParentIsNamedByItsProgramAndItsScript() throws IOException {
        Path sup = Files.writeString(
                home.resolve("sup.sh"),
                "python3 -c 'import os, sys; print(os.getpid(), flush=True); sys.stdin.read()'\n:\n");
        Process process = new ProcessBuilder("nice", "-n", "1", "sh", sup.toString()).start();
        started.add(process);
        int pid = Integer.parseInt(process.inputReader(StandardCharsets.UTF_8).readLine());

        assertThat(names("program=python3 parent=sup.sh", pid)).isTrue();
        assertThat(names("program=python3 parent=sh", pid)).isTrue();
        assertThat(names("program=python3 parent=nice", pid)).isFalse();
        assertThat(names("program=sh parent=java", (int) process.pid())).isTrue();
        process.descendants().forEach(ProcessHandle::destroyForcibly);
    }

    @Test
    void aScriptIsNamedByWhereItsPathLeads() throws IOException {
        Path script = script("v1/batch/run.py");
        Files.createSymbolicLink(home.resolve("current"), Path.of("v1"));
        Files.createSymbolicLink(home.resolve("tool"), Path.of("current/batch/../batch/run.py"));
        Files.createSymbolicLink(home.resolve("elsewhere"), Path.of("v1/batch"));
        String rule = "program=python* script=" + script;

        for (String path : List.of(
                script.toString(),
                home + "/current/batch/run.py",
                home + "/v1/../v1/./batch//run.py",
                home + "/elsewhere/../batch/run.py",
                home + "/tool",
                "tool",
                "./tool",
                "current/batch/run.py",
                "v1/../tool")) {
            assertThat(names(rule, start(home, "python3", path))).as(path).isTrue();
        }
        assertThat(names("script=" + home + "/batch/run.py", start(home, "python3", "elsewhere/../batch/run.py")))
                .isFalse();
    }

    @Test
    void aScanFindsAScriptBehindALink() throws IOException {
        Path script = script("v1/batch/run.py");
        Files.createSymbolicLink(home.resolve("tool"), script);
        int pid = start(home, "python3", "tool");
        Rules rules = rule("script=" + script);

        assertThat(
                        LinuxProcessTable.open(rules.wanted(), Clock.systemUTC())
                                .scan(new UserScope.Any(), rules::mayMatch)
                                .matches()
                                .stream()
                                .filter(seen -> !rules.matching(seen).isEmpty()))
                .extracting(ProcessSnapshot::pid)
                .containsExactly(pid);
    }

    @Test
    void aScriptThatIsNotThereAnyMoreIsNamedByItsText() throws IOException {
        Path script = script("batch/run.py");
        int pid = start(home, "python3", script.getParent() + "/../batch/run.py");
        Files.delete(script);

        assertThat(names("script=" + script, pid)).isTrue();
    }

    /** The same path leads elsewhere there: the process's own view is the one that is followed. */
    @Test
    void linksAreFollowedThroughTheMountsOfTheProcess() throws IOException {
        assumeTrue(OtherUser.possible(), "needs root, to mount");
        Path theirs = script("theirs/real.py");
        Files.createSymbolicLink(home.resolve("theirs/run.py"), Path.of("real.py"));
        script("ours/other.py");
        Files.createSymbolicLink(home.resolve("ours/run.py"), Path.of("other.py"));
        String ours = home + "/ours";
        int pid = start(
                home,
                "unshare",
                "--mount",
                "sh",
                "-c",
                "mount --bind \"$1\" \"$2\" && exec python3 \"$2/run.py\"",
                "sh",
                theirs.getParent().toString(),
                ours);

        assertThat(names("script=" + ours + "/real.py", pid)).isTrue();
        assertThat(names("script=" + ours + "/other.py", pid)).isFalse();
    }
}
