package io.tekton.sharedservices.leftover;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.tekton.sharedservices.leftover.proof.Judgement;
import io.tekton.sharedservices.leftover.rule.LeftoverRule;
import io.tekton.sharedservices.leftover.rule.LeftoverRuleParser;
import io.tekton.sharedservices.leftover.rule.LeftoverSettings;
import io.tekton.sharedservices.leftover.rule.Prune;
import io.tekton.sharedservices.leftover.rule.Reason;
import io.tekton.sharedservices.process.ProcessTable;
import io.tekton.sharedservices.process.PythonProcess;
import io.tekton.sharedservices.process.linux.LinuxProcessTable;
import io.tekton.sharedservices.testing.OtherUser;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** Real sockets, files and folders, which a clock two hours ahead makes old. */
@EnabledOnOs(OS.LINUX)
class LeftoverScanTest {
    private static final String SOCKETS = "path=t:ci_*.sock kind=socket older-than=1h";
    private static final String FILES = "path=t:*.lock kind=file owner-pid=content older-than=1h";
    private static final String FOLDERS = "path=t:profile-* kind=folder owner-pid=link:Lock older-than=1h";

    @TempDir
    private Path folder;

    private final List<ReadableProcesses> procs = new ArrayList<>();
    private Path root;

    @AfterEach
    void removeLinks() throws IOException {
        for (ReadableProcesses readable : procs) {
            readable.close();
        }
    }

    @BeforeEach
    void makeARoot() throws IOException {
        root = Files.createDirectory(folder.toRealPath().resolve("root"));
    }

    private Path readable() throws IOException {
        ReadableProcesses readable = new ReadableProcesses(folder.toRealPath().resolve("proc-" + procs.size()));
        procs.add(readable);
        return readable.proc;
    }

    private LeftoverScan scanOfReadable(String... rules) throws IOException {
        LeftoverScan whole = scan(Duration.ofHours(2), rules);
        return whole.over(readable().toString());
    }

    private LeftoverScan scan(Duration ahead, String... rules) {
        List<LeftoverRule> parsed = Arrays.stream(rules)
                .map(text -> LeftoverRuleParser.parse("r", text, Set.of("t")))
                .toList();
        Clock clock = Clock.offset(Clock.systemUTC(), ahead);
        ProcessTable table = LinuxProcessTable.open(ProcessTable.Wanted.variables(Set.of()), clock);
        return new LeftoverScan(
                new LeftoverSettings(Map.of("t", root.toString()), parsed, Duration.ofDays(7), 50, false, Prune.OFF),
                table,
                "host-1",
                clock);
    }

    private Judgement only(String... rules) {
        LeftoverScan.Found found = scan(Duration.ofHours(2), rules).all();
        assertThat(found.notes()).isEmpty();
        assertThat(found.judgements()).hasSize(1);
        return found.judgements().get(0);
    }

    private void assertSpared(Reason reason, String... rules) {
        Judgement judgement = only(rules);
        assertThat(judgement.reason()).as(judgement.explanation()).isEqualTo(reason);
        assertThat(judgement.isLeftover()).isFalse();
    }

    private static int ended() throws Exception {
        Process process = new ProcessBuilder("true").start();
        process.waitFor();
        return Math.toIntExact(process.pid());
    }

    @Test
    void aPidOfAContainerIsNoProofThatItsProcessHasEnded() throws Exception {
        try (PythonProcess container = PythonProcess.inAContainer(100)) {
            int pid = container.number(0);
            assertThat(ProcessHandle.of(pid)).isEmpty();
            lock("a.lock", pid);
            assertSpared(Reason.OWNER_LIVES, FILES);
        }
        assertThat(only(FILES).isLeftover()).isTrue();
    }

    private Path socket(String name) throws IOException {
        Path socket = root.resolve(name);
        try (ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            server.bind(UnixDomainSocketAddress.of(socket));
        }
        return socket;
    }

    private Path lock(String name, Object content) throws IOException {
        return Files.writeString(root.resolve(name), content.toString());
    }

    private Path profile(String name, int pid) throws IOException {
        Path profile = Files.createDirectory(root.resolve(name));
        Files.createSymbolicLink(profile.resolve("Lock"), Path.of("host-1-" + pid));
        Files.writeString(Files.createDirectory(profile.resolve("Default")).resolve("Cache"), "x".repeat(10_000));
        return profile;
    }

    @Test
    void aDeadSocketIsALeftoverAndALivingOneIsNot() throws Exception {
        socket("ci_dead.sock");
        try (ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            server.bind(UnixDomainSocketAddress.of(root.resolve("ci_living.sock")));

            List<Judgement> all = scan(Duration.ofHours(2), SOCKETS).all().judgements();

            assertThat(all)
                    .extracting(Judgement::path)
                    .containsExactly(
                            root.resolve("ci_dead.sock").toString(),
                            root.resolve("ci_living.sock").toString());
            assertThat(all).extracting(Judgement::reason).containsExactly(Reason.ABANDONED, Reason.BOUND);
        }
    }

    @Test
    void aSocketThatWasRenamedWhileItIsBoundAnswers() throws Exception {
        try (ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            server.bind(UnixDomainSocketAddress.of(root.resolve("before")));
            Files.move(root.resolve("before"), root.resolve("ci_after.sock"));

            assertSpared(Reason.BOUND, SOCKETS);
        }
    }

    @Test
    void aSocketThatIsBoundAndDoesNotListenIsNone() throws Exception {
        try (PythonProcess bound = PythonProcess.run(
                "s = socket.socket(socket.AF_UNIX)\ns.bind(sys.argv[1])\nready()\nwait()",
                root.resolve("ci_bound.sock").toString())) {
            assertThat(bound.process().isAlive()).isTrue();

            assertSpared(Reason.BOUND, SOCKETS);
        }
        assertThat(only(SOCKETS).isLeftover()).isTrue();
    }

    @Test
    void whatIsYoungIsSpared() throws Exception {
        socket("ci_dead.sock");

        assertThat(scan(Duration.ofMinutes(59), SOCKETS).all().judgements())
                .extracting(Judgement::reason)
                .containsExactly(Reason.TOO_YOUNG);
        assertThat(scan(Duration.ofHours(-1), SOCKETS).all().judgements())
                .extracting(Judgement::reason)
                .containsExactly(Reason.TOO_YOUNG);
    }

    @Test
    void aFileIsALeftoverOnceItsProcessHasEndedAndNobodyHasItOpen() throws Exception {
        Path lock = lock("a.lock", ended() + "\n");
        assertThat(only(FILES).isLeftover()).isTrue();

        try (PythonProcess holder = PythonProcess.run("f = open(sys.argv[1])\nready()\nwait()", lock.toString())) {
            assertThat(holder.process().isAlive()).isTrue();
            assertSpared(Reason.IN_USE, FILES);
        }
        assertThat(only(FILES).isLeftover()).isTrue();
    }

    @Test
    void aFileWhoseProcessLivesIsSpared() throws Exception {
        lock("a.lock", ProcessHandle.current().pid());
        assertSpared(Reason.OWNER_LIVES, FILES);
    }

    @Test
    void aPidThatIsInUseAgainIsKnownByItsStart() throws Exception {
        lock("a.lock", ProcessHandle.current().pid() + " 1");
        assertThat(only(FILES).isLeftover()).isTrue();
    }

    @Test
    void aFileThatNamesNoProcessIsSpared() throws Exception {
        for (String content : new String[] {"", "no pid", "0", "-5", "99999999999", "12 13 14"}) {
            lock("a.lock", content);
            assertSpared(Reason.OWNER_UNKNOWN, FILES);
        }
    }

    @Test
    void aFileSaysItsProcessInItsNameOrInJson() throws Exception {
        Path named = lock("a-" + ended() + ".lock", "");
        assertThat(only("path=t:a-*.lock kind=file owner-pid=name:a-(\\d+)\\.lock older-than=1h")
                        .isLeftover())
                .isTrue();
        Files.delete(named);
        lock("b.lock", "{\"other\": {\"pid\": 1}, \"pid\": " + ended() + "}");
        String json = "path=t:b.lock kind=file owner-pid=json:pid older-than=1h";
        assertThat(only(json).isLeftover()).isTrue();
        lock("b.lock", "{\"pid\": " + ProcessHandle.current().pid() + "}");
        assertSpared(Reason.OWNER_LIVES, json);
        lock("b.lock", "{\"pid\": \"" + ended() + "\"}");
        assertSpared(Reason.OWNER_UNKNOWN, json);
        lock("b.lock", "{\"pid\": 1");
        assertSpared(Reason.OWNER_LIVES, json);
        lock("b.lock", "[]");
        assertSpared(Reason.OWNER_UNKNOWN, json);
    }

    @Test
    void aFileWithAnotherNameIsSpared() throws Exception {
        Path lock = lock("a.lock", ended());
        Files.createLink(folder.resolve("another"), lock);

        assertSpared(Reason.OTHER_NAMES, FILES);
    }

    @Test
    void aLinkIsNeverFollowed() throws Exception {
        Files.writeString(folder.resolve("precious"), Integer.toString(ended()));
        Files.createSymbolicLink(root.resolve("a.lock"), folder.resolve("precious"));
        assertSpared(Reason.OTHER_KIND, FILES);

        Files.createDirectory(folder.resolve("outside"));
        Files.writeString(folder.resolve("outside/b.lock"), Integer.toString(ended()));
        Files.createSymbolicLink(root.resolve("in"), folder.resolve("outside"));
        LeftoverScan below = scan(Duration.ofHours(2), "path=t:i*/*.lock kind=file owner-pid=content older-than=1h");
        assertThat(below.all().judgements()).isEmpty();
        assertThat(below.of(root.resolve("in/b.lock").toString()).judgements()).isEmpty();
    }

    @Test
    void aFolderIsALeftoverOnceNobodyUsesAnythingInIt() throws Exception {
        Path profile = profile("profile-1", ended());
        Judgement judgement = scanOfReadable(FOLDERS).all().judgements().get(0);
        assertThat(judgement.isLeftover()).as(judgement.explanation()).isTrue();
        assertThat(judgement.entries()).isEqualTo(4);

        String open = "f = open(sys.argv[1] + '/Default/Cache')\nready()\nwait()";
        String works = "os.chdir(sys.argv[1] + '/Default')\nready()\nwait()";
        String maps = "import mmap\nf = os.open(sys.argv[1] + '/Default/Cache', os.O_RDONLY)\n"
                + "m = mmap.mmap(f, 1, prot=mmap.PROT_READ)\nos.close(f)\nready()\nwait()";
        String inAThread = "import ctypes\ndef go():\n    ctypes.CDLL(None).unshare(0x400)\n"
                + "    f = os.open(sys.argv[1] + '/Default/Cache', os.O_RDONLY)\n    ready()\n    wait()\n"
                + "threading.Thread(target=go).start()\nthreading.Event().wait()";
        for (String code : new String[] {open, works, maps, inAThread}) {
            try (PythonProcess user = PythonProcess.run(code, profile.toString())) {
                assertThat(user.process().isAlive()).isTrue();
                assertSpared(Reason.IN_USE, FOLDERS);
            }
        }
    }

    @Test
    void aFolderIsSparedWhereSomeProcessCannotBeRead() throws Exception {
        profile("profile-1", ended());
        Path proc = readable();
        Files.createDirectories(proc.resolve("999999999/task"));

        assertThat(scan(Duration.ofHours(2), FOLDERS)
                        .over(proc.toString())
                        .all()
                        .judgements())
                .extracting(Judgement::reason)
                .as("a process of which nothing but its number can be seen")
                .containsExactly(Reason.PROCESSES_UNREADABLE);
        Files.delete(proc.resolve("1"));
        assertThat(scanOver(proc).judgements())
                .extracting(Judgement::reason)
                .containsExactly(Reason.PROCESSES_UNREADABLE);
    }

    private LeftoverScan.Found scanOver(Path proc) {
        return scan(Duration.ofHours(2), FOLDERS).over(proc.toString()).all();
    }

    @Test
    void aFolderOfAnotherHostOrWithoutALockIsSpared() throws Exception {
        Path profile = profile("profile-1", ended());
        Files.delete(profile.resolve("Lock"));
        assertSpared(Reason.OWNER_UNKNOWN, FOLDERS);
        Files.createSymbolicLink(profile.resolve("Lock"), Path.of("host-2-" + ended()));
        assertSpared(Reason.OWNER_UNKNOWN, FOLDERS);
        Files.delete(profile.resolve("Lock"));
        Files.createSymbolicLink(
                profile.resolve("Lock"),
                Path.of("host-1-" + ProcessHandle.current().pid()));
        assertSpared(Reason.OWNER_LIVES, FOLDERS);
    }

    @Test
    void whatBelongsToOthersIsSpared() throws Exception {
        assumeTrue(OtherUser.possible(), "only root can give files away");
        Path lock = lock("a.lock", ended());
        Files.setAttribute(lock, "unix:uid", OtherUser.NOBODY);
        assertSpared(Reason.OTHER_USER, FILES);

        Path profile = profile("profile-1", ended());
        Files.setAttribute(profile.resolve("Default/Cache"), "unix:uid", OtherUser.NOBODY);
        assertSpared(Reason.FOREIGN_CONTENT, FOLDERS);
    }

    @Test
    void whatAnybodyCanSwapIsSpared() throws Exception {
        Files.setPosixFilePermissions(root, PosixFilePermissions.fromString("rwxrwxrwx"));
        socket("ci_dead.sock");
        assertSpared(Reason.UNSAFE_PATH, SOCKETS);
    }

    @Test
    void aRootThatIsALinkIsSaid() throws Exception {
        socket("ci_dead.sock");
        Path real = folder.resolve("real");
        Files.move(root, real);
        Files.createSymbolicLink(root, real);

        LeftoverScan.Found found = scan(Duration.ofHours(2), SOCKETS).all();

        assertThat(found.judgements()).isEmpty();
        assertThat(found.notes()).singleElement().asString().contains("a link or no folder");
    }

    @Test
    void explainsEveryQuestion() throws Exception {
        Path lock = lock("a.lock", ProcessHandle.current().pid());

        LeftoverScan.Found found = scan(Duration.ofMinutes(1), FILES).of(lock.toString());

        assertThat(found.judgements()).hasSize(1);
        assertThat(found.judgements().get(0).reason()).isEqualTo(Reason.TOO_YOUNG);
        assertThat(found.judgements().get(0).checks())
                .extracting(check -> check.reason())
                .containsExactly(
                        Reason.OTHER_KIND,
                        Reason.OTHER_USER,
                        Reason.UNSAFE_PATH,
                        Reason.TOO_YOUNG,
                        Reason.OTHER_NAMES,
                        Reason.OWNER_LIVES,
                        Reason.IN_USE);
        assertThat(scan(Duration.ZERO, FILES)
                        .of(folder.resolve("a.lock").toString())
                        .judgements())
                .isEmpty();
        assertThat(scan(Duration.ZERO, FILES).of(root + "/../root/a.lock").judgements())
                .isEmpty();
    }
}
