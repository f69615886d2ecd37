package io.tekton.sharedservices.cli;

import static io.tekton.sharedservices.testing.StrictJson.object;
import static io.tekton.sharedservices.testing.StrictJson.objects;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.tekton.sharedservices.cleanup.match.Rule;
import io.tekton.sharedservices.cleanup.match.RuleParser;
import io.tekton.sharedservices.cleanup.match.Rules;
import io.tekton.sharedservices.cleanup.witness.Witness;
import io.tekton.sharedservices.cleanup.witness.WitnessMemory;
import io.tekton.sharedservices.cli.CommandLineCalls.Ended;
import io.tekton.sharedservices.process.ProcessTable.Wanted;
import io.tekton.sharedservices.process.PythonProcess;
import io.tekton.sharedservices.process.linux.LinuxProcessTable;
import io.tekton.sharedservices.testing.OtherUser;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** Real hosts with tools below; {@code survey} shows them, and nothing is ever done to them. */
@EnabledOnOs(OS.LINUX)
class SurveyCommandTest {
    /** A host of this name with one tool below it; all end when the standard input of the first one does. */
    private static final String HOST = """
        signal.signal(signal.SIGCHLD, signal.SIG_IGN)
        keep, say = os.dup(0), os.dup(1)
        os.set_inheritable(keep, True)
        os.set_inheritable(say, True)
        if os.fork() == 0:
            exe = os.readlink("/proc/self/exe")
            os.execv(exe, [sys.argv[1], "-IS", "-c", sys.argv[3], str(keep), str(say), sys.argv[2], sys.argv[4]])
        wait()
        """;

    private static final String HOST_CODE = """
        import os, sys
        keep, say = int(sys.argv[1]), int(sys.argv[2])
        exe = os.readlink("/proc/self/exe")
        user = int(sys.argv[4]) if sys.argv[4] else os.getuid()
        read, write = os.pipe()
        pid = os.fork()
        if pid == 0:
            os.dup2(read, 0)
            os.close(write)
            os.dup2(os.open("/dev/null", os.O_WRONLY), 1)
            os.close(say)
            os.execv(exe, [sys.argv[3], "-IS", "-c",
                "import os\\nos.setuid(%d)\\nwhile os.read(%d, 4096): pass" % (user, keep), "--token=s3cret"])
        os.close(write)
        while not open("/proc/%d/cmdline" % pid, "rb").read().startswith(sys.argv[3].encode()):
            pass
        while "Uid:\\t%d\\t" % user not in open("/proc/%d/status" % pid).read():
            pass
        os.write(say, b"%d %d\\n" % (os.getpid(), pid))
        os.close(say)
        while os.read(keep, 4096):
            pass
        """;

    @TempDir
    private Path folder;

    private CommandLineCalls calls;

    @BeforeEach
    void makeAWorld() throws IOException {
        calls = new CommandLineCalls(folder);
    }

    private static PythonProcess host(String name, String tool) {
        return PythonProcess.run(HOST, name, tool, HOST_CODE, "");
    }

    private static void end(int pid) throws ExecutionException, InterruptedException {
        ProcessHandle process = ProcessHandle.of(pid).orElseThrow();
        process.destroyForcibly();
        process.onExit().get();
    }

    private Map<String, Object> survey(String... more) {
        Ended ended = calls.run(
                Stream.concat(Stream.of("survey", "--json"), Stream.of(more)).toArray(String[]::new));
        assertThat(ended.code()).as(ended.err()).isZero();
        assertThat(ended.err()).isEmpty();
        return object(ended.out());
    }

    private static Map<String, Object> one(Map<String, Object> survey, String list, int pid) {
        return objects(survey, list).stream()
                .filter(process -> process.get("pid").equals((long) pid))
                .findFirst()
                .orElse(Map.of());
    }

    private static List<Object> names(Map<String, Object> process, String list, String field) {
        return objects(process, list).stream().map(rule -> rule.get(field)).toList();
    }

    @Test
    void aLivingHostIsShownWithWhatIsBelowIt() {
        try (PythonProcess process = host("claude", "mcp-server-trial")) {
            Map<String, Object> survey = survey();

            Map<String, Object> host = one(survey, "hosts", process.number(0));
            assertThat(names(host, "owners", "name")).containsExactly("claude-code");
            assertThat(names(host, "owners", "inForce")).containsExactly(false);
            assertThat((Long) host.get("memoryBytes")).isPositive();
            assertThat(host).containsEntry("memoryKind", "PSS");
            Map<String, Object> below = object(host, "below");
            assertThat(below).containsEntry("count", 1L);
            assertThat(names(below, "names", "name")).containsExactly("mcp-server-trial");
            assertThat(one(survey, "unowned", process.number(1))).isEmpty();
            assertThat(object(survey, "presets").get("suggested").toString()).contains("claude-code");
        }
    }

    @Test
    void withoutWitnessesWhatALateHostLeftIsShownAndNothingIsProven() throws Exception {
        try (PythonProcess process = host("claude", "mcp-server-trial")) {
            int tool = process.number(1);
            end(process.number(0));

            Map<String, Object> left = one(survey(), "unowned", tool);

            assertThat(left).containsEntry("verdict", "SPARED").containsEntry("rule", "never-owned");
            assertThat(names(left, "rules", "name")).contains("claude-code.program", "codex.program");
            assertThat(names(left, "rules", "preset")).contains("claude-code", "codex");
            assertThat(left.get("signs").toString()).contains("input-closed");
            assertThat((String) left.get("command"))
                    .contains("mcp-server-trial")
                    .doesNotContain("s3cret");
            assertThat((Long) left.get("memoryBytes")).isPositive();
            assertThat(calls.run("survey").out())
                    .contains(Integer.toString(tool), "never-owned", "named by claude-code.program", "presets = ")
                    .contains("Nothing was witnessed yet", "Nothing was signalled");
            assertThat(ProcessHandle.of(tool)).isPresent();
        }
    }

    @Test
    void whatWasWitnessedBelowAnEndedHostWouldBeEnded() throws Exception {
        Path state = calls.root.resolve(".tekton/shared-services");
        Files.createDirectories(state);
        Rule claude = RuleParser.owner("claude-code", "program=claude");
        Rules rules = new Rules(List.of(), List.of(), List.of(claude));
        try (PythonProcess process = host("claude", "mcp-server-trial")) {
            Witness witness = new Witness(WitnessMemory.open(state));
            LinuxProcessTable table = LinuxProcessTable.open(Wanted.variables(Set.of()), Clock.systemUTC());
            witness.sample(table, rules);
            Map<String, String> before = files();
            end(process.number(0));

            Map<String, Object> survey = survey("--set", "orphan-cleanup.min-age=0s");
            Map<String, Object> young = one(survey(), "unowned", process.number(1));

            Map<String, Object> left = one(survey, "unowned", process.number(1));
            assertThat(survey).containsEntry("witnessed", true);
            assertThat(left)
                    .as((String) left.get("explanation"))
                    .containsEntry("verdict", "ORPHAN")
                    .containsEntry("rule", "owner-ended");
            assertThat(young).containsEntry("verdict", "SPARED").containsEntry("rule", "recently-orphaned");
            assertThat(files()).as("the witnesses are as the daemon left them").isEqualTo(before);
            assertThat(ProcessHandle.of(process.number(1))).isPresent();
        }
    }

    @Test
    void ownersAndRulesOfTheSettingsAreAskedToo() throws Exception {
        calls.settings(
                "presets = playwright",
                "orphan-cleanup.owner.mine = program=my-agent",
                "orphan-cleanup.match.tools = program=my-tool owner=mine");
        try (PythonProcess process = host("my-agent", "my-tool")) {
            Map<String, Object> survey = survey("--set", "presets=codex");

            Map<String, Object> host = one(survey, "hosts", process.number(0));
            assertThat(names(host, "owners", "name")).containsExactly("mine");
            assertThat(names(host, "owners", "preset")).containsExactly((Object) null);
            assertThat(object(survey, "presets").get("inForce")).isEqualTo(List.of("codex"));

            end(process.number(0));
            Map<String, Object> left = one(survey(), "unowned", process.number(1));
            assertThat(names(left, "rules", "name")).containsExactly("tools");
            assertThat(names(left, "rules", "inForce")).containsExactly(true);
        }
    }

    @Test
    void whatAnotherUserRunsIsShownAndSpared() throws Exception {
        assumeTrue(OtherUser.possible(), "needs root, to start a process of another user");
        String nobody = Integer.toString(OtherUser.NOBODY);
        try (PythonProcess process = PythonProcess.run(HOST, "claude", "mcp-server-trial", HOST_CODE, nobody)) {
            end(process.number(0));

            Map<String, Object> left = one(survey(), "unowned", process.number(1));

            assertThat((String) left.get("user")).isIn("nobody", nobody);
            assertThat(left).containsEntry("verdict", "SPARED").containsEntry("rule", "other-user");
        }
    }

    @Test
    void withoutSettingsPlatformAndStateNothingIsWritten() throws IOException {
        calls.environment.remove("TEKTON_ROOT");
        Map<String, String> before = files();

        Ended ended = calls.run("survey");

        assertThat(ended.code()).as(ended.err()).isZero();
        assertThat(ended.err()).isEmpty();
        assertThat(ended.out()).contains("Nothing was witnessed yet", "Nothing was signalled");
        assertThat(files()).isEqualTo(before);
    }

    @Test
    void aFaultInTheSettingsIsNotPassedOver() {
        Ended ended = calls.run("survey", "--set", "presets=claude-cod");

        assertThat(ended.code()).isEqualTo(2);
        assertThat(ended.out()).isEmpty();
        assertThat(ended.err()).contains("presets", "claude-code");
    }

    private Map<String, String> files() throws IOException {
        Map<String, String> found = new TreeMap<>();
        try (Stream<Path> all = Files.walk(calls.folder)) {
            for (Path path : all.toList()) {
                boolean file = Files.isRegularFile(path);
                String changed = Files.getLastModifiedTime(path).toString();
                found.put(path + " " + changed, file ? Files.readString(path) : "");
            }
        }
        return found;
    }
}
