package io.tekton.sharedservices.bin;

import static io.tekton.sharedservices.endtoend.InstalledProgram.PATIENCE_SECONDS;
import static io.tekton.sharedservices.endtoend.InstalledProgram.SCRIPT;
import static io.tekton.sharedservices.endtoend.InstalledProgram.end;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.tekton.sharedservices.endtoend.InstalledProgram;
import io.tekton.sharedservices.endtoend.InstalledProgram.Ended;
import io.tekton.sharedservices.testing.Alone;
import io.tekton.sharedservices.testing.Rounds;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** The demo as it is installed. Judges its own children only. */
@EnabledOnOs(OS.LINUX)
@Alone // the demo judges by ages of seconds
class StartScriptDemoIT {
    @TempDir
    private Path given;

    private InstalledProgram program;

    @BeforeEach
    void makeAWorld() throws IOException {
        program = new InstalledProgram(given);
    }

    @AfterEach
    void endTheChildren() throws IOException {
        program.close();
    }

    @Test
    void theDemoEndsItsOwnOrphansAndTouchesNothingElse() throws Exception {
        Path bash = Path.of("/bin/bash");
        assumeTrue(Files.isExecutable(bash), "no /bin/bash to give a process another name");
        Path odd = Files.createDirectories(program.folder.resolve("tmp [a]* ?"));
        Process outside = program.children.start(
                List.of(bash.toString(), "-c", "exec -a python3 sh \"$0\" \"$@\""),
                program.folder.resolve("shared/ai/tekton_ai_specialist.py"),
                "--component",
                "numa",
                "--ai-id",
                "numa-ai");
        ProcessBuilder builder = program.script("demo");
        builder.environment().put("TMPDIR", odd.toString());
        builder.environment().remove("HOME");
        builder.environment().remove("TEKTON_ROOT");

        Ended ended = end(builder);

        assertThat(ended.err()).isEmpty();
        assertThat(ended.code()).as(ended.out()).isZero();
        assertThat(ended.out())
                .contains(
                        "Verdict: ORPHAN (unregistered)",
                        "cleanup --verbose --yes",
                        "TERMINATED",
                        "KILLED",
                        "The two orphans are gone")
                .contains("'registered'", "'descendant-of-registered'", "'protected'", "'too-young'")
                .contains("'owner-ended'", "'owner-lives'", "No registry was needed")
                .doesNotContain(program.folder + "/shared/ai/")
                .doesNotContainPattern("\\b" + outside.pid() + "\\b");
        assertThat(outside.isAlive()).isTrue();
        assertThat(odd).isEmptyDirectory();
        assertThat(processesNaming(odd)).isEmpty();
    }

    @Test
    void aDemoThatIsKilledLeavesNoProcessBehind() throws Exception {
        Path tmp = Files.createDirectories(program.folder.resolve("tmp"));
        ProcessBuilder builder = program.script("demo");
        builder.environment().put("TMPDIR", tmp.toString());
        Process demo = builder.start();
        var out = new BufferedReader(new InputStreamReader(demo.getInputStream(), StandardCharsets.UTF_8));
        String line = out.readLine();
        while (line != null && !line.contains("sophia")) {
            line = out.readLine();
        }
        List<ProcessHandle> lookAlikes = demo.descendants().toList();
        assertThat(lookAlikes).hasSizeGreaterThanOrEqualTo(6);

        demo.destroyForcibly();

        for (ProcessHandle lookAlike : lookAlikes) {
            lookAlike.onExit().get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        }
        assertThat(processesNaming(tmp)).isEmpty();
    }

    @Test
    @Tag(Rounds.LONG_ONLY)
    void theDemoRunsForAUserWithoutAHome() throws Exception {
        assumeTrue(Files.isExecutable(Path.of("/usr/sbin/runuser")), "no runuser");
        assumeTrue("root".equals(System.getProperty("user.name")), "only root can become another user");
        List<String> asNobody = List.of("/usr/sbin/runuser", "-u", "nobody", "--");
        Process readable = new ProcessBuilder(
                        Stream.concat(asNobody.stream(), Stream.of("test", "-x", SCRIPT.toString()))
                                .toList())
                .start();
        assumeTrue(readable.waitFor() == 0, "user nobody cannot read this checkout");
        ProcessBuilder builder =
                program.script(asNobody, "demo").directory(Path.of("/").toFile());
        // in a folder that is this user's alone
        builder.environment().remove("SHARED_SERVICES_CONFIG");
        builder.environment().remove("HOME");
        builder.environment().remove("TEKTON_ROOT");
        builder.environment().remove("TMPDIR");

        Ended ended = end(builder);

        assertThat(ended.err()).isEmpty();
        assertThat(ended.code()).as(ended.out()).isZero();
    }

    private static List<ProcessHandle> processesNaming(Path folder) {
        return ProcessHandle.allProcesses()
                .filter(process -> process.info().commandLine().orElse("").contains(folder.toString()))
                .toList();
    }
}
