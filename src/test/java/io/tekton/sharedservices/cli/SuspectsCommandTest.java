package io.tekton.sharedservices.cli;

import static io.tekton.sharedservices.testing.StrictJson.object;
import static io.tekton.sharedservices.testing.StrictJson.objects;
import static org.assertj.core.api.Assertions.assertThat;

import io.tekton.sharedservices.cli.CommandLineCalls.Ended;
import io.tekton.sharedservices.process.PythonProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** Real processes with signs; {@code suspects} lists them, and nothing is ever done to them. */
@EnabledOnOs(OS.LINUX)
class SuspectsCommandTest {
    /** A child in a deleted folder, whose standard input nobody can write to; it ends when its parent does. */
    private static final String LOST = """
        parent = os.dup(0)
        os.set_inheritable(parent, True)
        read, write = os.pipe()
        pid = os.fork()
        if pid == 0:
            os.dup2(read, 0)
            os.close(write)
            os.chdir(sys.argv[1])
            os.rmdir(sys.argv[1])
            os.execv(sys.executable, [sys.executable, "-IS", "-c",
                "import os\\nwhile os.read(%d, 4096): pass" % parent, "lost-tool", "--token=s3cret"])
        os.close(write)
        while b"\\0lost-tool\\0" not in open("/proc/%d/cmdline" % pid, "rb").read():
            pass
        ready(pid)
        wait()
        """;

    @TempDir
    private Path folder;

    private CommandLineCalls calls;

    @BeforeEach
    void makeAWorld() throws IOException {
        calls = new CommandLineCalls(folder);
    }

    private PythonProcess lost() throws IOException {
        return PythonProcess.run(
                Map.of("TEKTON_ROOT", calls.root.toString()),
                List.of(),
                LOST,
                Files.createTempDirectory(folder, "gone").toString());
    }

    private List<Map<String, Object>> suspects(String... more) throws IOException {
        String[] line = new String[more.length + 2];
        line[0] = "suspects";
        line[1] = "--json";
        System.arraycopy(more, 0, line, 2, more.length);
        Ended ended = calls.run(line);
        assertThat(ended.code()).as(ended.err()).isZero();
        return objects(object(ended.out()), "suspects");
    }

    private static boolean lists(List<Map<String, Object>> suspects, int pid) {
        return suspects.stream().anyMatch(suspect -> suspect.get("pid").equals((long) pid));
    }

    @Test
    void aProcessWithTwoSignsIsListedWithItsMemoryAndItsSecretsMasked() throws IOException {
        calls.register("{}");
        try (PythonProcess process = lost()) {
            int pid = process.number(0);

            Map<String, Object> suspect = suspects().stream()
                    .filter(one -> one.get("pid").equals((long) pid))
                    .findFirst()
                    .orElseThrow();

            assertThat(objects(suspect, "signs"))
                    .extracting(sign -> sign.get("sign"))
                    .contains("input-closed", "folder-deleted");
            assertThat((Long) suspect.get("memoryBytes")).isPositive();
            assertThat(suspect).containsEntry("memoryKind", "PSS").containsEntry("match", null);
            assertThat((String) suspect.get("command")).contains("lost-tool").doesNotContain("s3cret");
            assertThat(calls.run("suspects").out()).contains("PID", "MEMORY", Integer.toString(pid), "no proof");
            assertThat(calls.run("explain", Integer.toString(pid)).out())
                    .contains("signs", "input-closed: ", "folder-deleted: ");
            assertThat(ProcessHandle.of(pid)).isPresent();
        }
    }

    @Test
    void whatIsProvedOrVouchedForIsNoSuspect() throws IOException {
        try (PythonProcess process = lost()) {
            int pid = process.number(0);
            String named = "orphan-cleanup.match.lost=program=python* env.HOME=*";

            calls.register("{\"lost-ai\": {\"metadata\": {\"pid\": " + pid + "}}}");
            assertThat(lists(suspects(), pid)).as("registered").isFalse();
            calls.register("{\"other-ai\": {\"metadata\": {\"pid\": 999999}}}");
            assertThat(lists(suspects(), pid)).as("not registered").isTrue();
            assertThat(lists(suspects("--set", "orphan-cleanup.protect.lost=program=python*"), pid))
                    .as("protected")
                    .isFalse();
            assertThat(suspects("--set", named, "--set", "orphan-cleanup.min-age=0s"))
                    .as("an orphan")
                    .noneMatch(suspect -> suspect.get("pid").equals((long) pid));
            assertThat(lists(suspects("--set", named, "--set", "orphan-cleanup.min-age=9h"), pid))
                    .as("too young for an orphan")
                    .isTrue();
        }
    }

    @Test
    void withoutARegistryTheListSaysWhatItDoesNotKnow() throws IOException {
        try (PythonProcess process = lost()) {
            Files.delete(calls.register("{}"));
            Ended ended = calls.run("suspects", "--json");

            assertThat(lists(objects(object(ended.out()), "suspects"), process.number(0)))
                    .isTrue();
            assertThat(object(ended.out()).get("notes").toString()).contains("registry");
            assertThat(calls.root.resolve(".tekton/shared-services")).doesNotExist();
        }
    }
}
