package io.tekton.sharedservices.process.linux;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.tekton.sharedservices.process.CommandLine;
import io.tekton.sharedservices.process.Owner;
import io.tekton.sharedservices.process.ProcessNode;
import io.tekton.sharedservices.process.ProcessSnapshot;
import io.tekton.sharedservices.process.Reading;
import io.tekton.sharedservices.process.Scan;
import io.tekton.sharedservices.process.UserScope;
import io.tekton.sharedservices.testing.OtherUser;
import io.tekton.sharedservices.testing.Rounds;
import io.tekton.sharedservices.testing.SampleProcesses;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

/** Real processes, as the real {@code /proc} shows them. */
@Timeout(400)
@EnabledOnOs(value = OS.LINUX, disabledReason = "reads /proc")
class LinuxProcessTableTest {
    private final SampleProcesses zoo = new SampleProcesses();
    private final LinuxProcessTable table =
            LinuxProcessTable.open(Set.of("TEKTON_ROOT", "TEKTON_CI_NAME"), Clock.systemUTC());

    /** Part of each command line that a test searches for, so that it finds only its own. */
    private final String mark = UUID.randomUUID().toString();

    @AfterEach
    void closeTheZoo() {
        zoo.close();
    }

    private ProcessSnapshot read(int pid) {
        Reading<ProcessSnapshot> reading = table.read(pid);
        assertThat(reading).isInstanceOf(Reading.Present.class);
        return ((Reading.Present<ProcessSnapshot>) reading).value();
    }

    private boolean isMarked(CommandLine command) {
        return command.size() > 1 && command.argument(1).equals(mark);
    }

    private List<String> arguments(String... more) {
        List<String> all = new ArrayList<>(List.of("python3", mark));
        all.addAll(List.of(more));
        return all;
    }

    @Test
    void givesEveryArgumentWholeAndInOrder() {
        List<List<String>> lines = List.of(
                arguments("x".repeat(100 * 1024), "last"),
                arguments("", "", "after two empty ones", ""),
                arguments("Аполлон", "数値", "🜚"),
                arguments("a\nb", "\u001b[31mred\u001b[0m", "\r\t\u0007", "\u202e"));
        List<Integer> pids =
                lines.stream().map(line -> zoo.child(line, Map.of())).toList();

        Scan scan = table.scan(new UserScope.Any(), this::isMarked);

        for (int i = 0; i < lines.size(); i++) {
            assertThat(read(pids.get(i)).command().arguments()).isEqualTo(lines.get(i));
        }
        assertThat(scan.matches().stream().map(match -> match.command().arguments()))
                .containsExactlyInAnyOrderElementsOf(lines);
    }

    @Test
    void keepsBytesThatAreNotUtf8() {
        byte[] odd = "\u00ff\u00fe\u0080".getBytes(ISO_8859_1);
        int pid = zoo.childOfBytes(List.of("a".getBytes(UTF_8), odd), Map.of());

        CommandLine command = read(pid).command();

        assertThat(command.is(1, odd)).isTrue();
    }

    @Test
    void showsTheNameThatExecGave() {
        int pid = zoo.child(List.of("a (b) c) S 1 ("), Map.of());

        assertThat(read(pid).command().arguments()).containsExactly("a (b) c) S 1 (");
    }

    @Test
    void readsTheTreeDespiteANameOfParentheses() throws Exception {
        Path renamed = Path.of(System.getProperty("java.io.tmpdir"), mark);
        Files.createDirectory(renamed);
        Path program = renamed.resolve("a) S 1 (b");
        Files.copy(Path.of("/bin/sleep").toRealPath(), program);
        Process process = new ProcessBuilder(program.toString(), "1000").start();
        try {
            ProcessNode node = read((int) process.pid()).node();

            assertThat(node.name()).isEqualTo("a) S 1 (b");
            assertThat(node.parentPid()).isEqualTo((int) ProcessHandle.current().pid());
            assertThat(node.zombie()).isFalse();
        } finally {
            process.destroyForcibly().waitFor();
            Files.delete(program);
            Files.delete(renamed);
        }
    }

    @Test
    void knowsAZombieAndMatchesNone() {
        SampleProcesses.Family family = zoo.family(arguments("parent"), Map.of(), arguments("child"), Map.of());
        zoo.end(family.child());

        Scan scan = table.scan(new UserScope.Any(), this::isMarked);

        assertThat(read(family.child()).node().zombie()).isTrue();
        assertThat(read(family.child()).command().isEmpty()).isTrue();
        assertThat(scan.matches().stream().map(ProcessSnapshot::pid)).containsExactly(family.parent());
    }

    @Test
    void aProcessThatEndedIsGone() {
        int pid = zoo.child(arguments(), Map.of());
        zoo.end(pid);

        assertThat(table.read(pid)).isEqualTo(new Reading.Gone<>());
        assertThat(table.node(pid)).isEqualTo(new Reading.Gone<>());
        assertThat(table.listeners().of(pid)).isEqualTo(new Reading.Gone<>());
        assertThat(table.paths().of(pid, "/")).isEqualTo(new Reading.Gone<>());
    }

    @Test
    void knowsAKernelThread() {
        assumeTrue(
                table.node(2) instanceof Reading.Present<ProcessNode> present
                        && present.value().name().equals("kthreadd"),
                "pid 2 is no kernel thread in this PID namespace");

        assertThat(((Reading.Present<ProcessNode>) table.node(2)).value().kernelThread())
                .isTrue();
        assertThat(read(2).command().isEmpty()).isTrue();
        assertThat(read(zoo.child(arguments(), Map.of())).node().kernelThread()).isFalse();
    }

    @Test
    void keepsTheWantedVariablesOnly() {
        Map<String, String> all = Map.of("TEKTON_ROOT", "/srv/tek=ton", "API_KEY", "secret", "TEKTON_ROOTS", "x");

        assertThat(read(zoo.child(arguments(), all)).environment()).isEqualTo(Map.of("TEKTON_ROOT", "/srv/tek=ton"));
        assertThat(read(zoo.child(arguments(), Map.of())).environment()).isEmpty();
    }

    @Test
    void knowsAnotherUsersProcess() {
        assumeTrue(OtherUser.possible(), "needs root, to start a process of another user");
        int mine = zoo.child(arguments("mine"), Map.of());
        int theirs = zoo.childOfUser(OtherUser.NOBODY, arguments("theirs"), Map.of());
        Owner me = read(mine).owner();

        Scan onlyMine = table.scan(new UserScope.Users(Set.of(me)), this::isMarked);
        Scan all = table.scan(new UserScope.Any(), this::isMarked);

        assertThat(read(theirs).owner()).isEqualTo(new Owner(OtherUser.NOBODY, OtherUser.NOBODY, "nobody"));
        assertThat(onlyMine.matches().stream().map(ProcessSnapshot::pid)).containsExactly(mine);
        assertThat(all.matches().stream().map(ProcessSnapshot::pid)).containsExactlyInAnyOrder(mine, theirs);
        assertThat(onlyMine.scanned()).as("scanned, others included").isGreaterThan(1);
    }

    @Test
    void cannotReadAnotherUsersEnvironment() {
        assumeTrue(OtherUser.possible(), "needs root, to become another user");
        int pid = zoo.child(arguments(), Map.of("TEKTON_ROOT", "/srv/tekton"));
        read(pid);

        ProcessSnapshot seen = OtherUser.call(OtherUser.NOBODY, () -> read(pid));

        assertThat(seen.command().arguments()).isEqualTo(arguments());
        assertThat(seen.environment()).isNull();
        assertThat(seen.unread()).singleElement().asString().startsWith("its environment");
    }

    @Test
    void countsPidNamespaces() throws Exception {
        assumeTrue(OtherUser.possible(), "needs root, to make a PID namespace");
        Process outer = new ProcessBuilder("unshare", "-pf", "--mount-proc", "--kill-child", "sleep", "1000").start();
        try {
            ProcessHandle inner;
            do {
                inner = outer.children().findFirst().orElse(null);
                assumeTrue(outer.isAlive(), "this system makes no PID namespaces");
            } while (inner == null || read((int) inner.pid()).nesting() == 0);

            assertThat(read((int) inner.pid()).nesting()).isEqualTo(1);
            assertThat(read((int) outer.pid()).nesting()).isZero();
        } finally {
            outer.destroyForcibly().waitFor();
        }
    }

    @Test
    void reportsTheSameAgeAsPs() throws Exception {
        int pid = Math.toIntExact(ProcessHandle.current().pid());
        Process ps = new ProcessBuilder("ps", "-o", "etimes=", "-p", Integer.toString(pid)).start();
        long etimes = Long.parseLong(new String(ps.getInputStream().readAllBytes(), UTF_8).strip());

        ProcessSnapshot snapshot = read(pid);

        assertThat(snapshot.age())
                .isBetween(Duration.ofSeconds(etimes).minusSeconds(1), Duration.ofSeconds(etimes + 60));
    }

    @Test
    void aSetClockChangesNoAge() {
        int pid = zoo.child(arguments(), Map.of());
        Clock ahead = Clock.offset(Clock.systemUTC(), Duration.ofDays(365));

        ProcessSnapshot snapshot = ((Reading.Present<ProcessSnapshot>)
                        LinuxProcessTable.open(Set.of(), ahead).read(pid))
                .value();

        assertThat(snapshot.age()).isLessThan(Duration.ofHours(1));
        assertThat(snapshot.startedAt()).isAfter(Instant.now().plus(Duration.ofDays(364)));
        assertThat(snapshot.identity()).isEqualTo(read(pid).identity());
    }

    @Test
    @Tag(Rounds.LONG_FORM)
    void neverShowsHalfOfAnExec() throws InterruptedException {
        int rounds = Rounds.of(20, 200);
        List<String> after = arguments("after", "y".repeat(20_000));
        int[] pids = new int[rounds];
        for (int i = 0; i < rounds; i++) {
            pids[i] = zoo.execsInto(arguments("before", "x".repeat(20_000)), Map.of("TEKTON_ROOT", "/r"), after);
        }
        AtomicBoolean over = new AtomicBoolean();
        Thread changing = new Thread(() -> {
            for (int pid : pids) {
                zoo.change(pid);
            }
            over.set(true);
        });
        changing.start();

        while (!over.get()) {
            for (ProcessSnapshot match :
                    table.scan(new UserScope.Any(), this::isMarked).matches()) {
                assertThat(match.environment()).isEqualTo(Map.of("TEKTON_ROOT", "/r"));
                assertThat(match.command().argument(3))
                        .isEqualTo((match.command().argument(2).equals("before") ? "x" : "y").repeat(20_000));
            }
        }
        changing.join();

        assertThat(table.scan(new UserScope.Any(), this::isMarked).matches())
                .hasSize(rounds)
                .allMatch(match -> match.command().arguments().equals(after));
    }

    @Test
    @Tag(Rounds.LONG_FORM)
    void processesThatComeAndGoAreNeverAnErrorNorMixedUp() throws IOException, InterruptedException {
        // A shell's children carry its own command line until they exec: for a short time they are alike.
        Process forks =
                new ProcessBuilder("sh", "-c", "while :; do sleep 0 & sleep 0 & sleep 0 & wait; done", mark).start();
        try {
            for (int i = 0; i < Rounds.of(40, 400); i++) {
                Scan scan = table.scan(new UserScope.Any(), command -> true);

                assertThat(scan.matches().stream().map(ProcessSnapshot::pid)).doesNotHaveDuplicates();
                for (ProcessSnapshot match : scan.matches()) {
                    boolean ended = match.command().isEmpty() || match.node().zombie();
                    boolean shell = match.command().size() == 4
                            && match.command().argument(3).equals(mark);
                    assertThat(ended || (shell && !match.node().name().equals("sh")))
                            .as("a torn snapshot: %s %s", match, match.command().arguments())
                            .isFalse();
                }
            }
        } finally {
            forks.destroyForcibly().waitFor();
        }
    }

    @Test
    void uptimeRunsForward() {
        Duration first = table.uptime();

        assertThat(first).isPositive();
        assertThat(table.uptime()).isGreaterThanOrEqualTo(first);
        assertThat(UUID.fromString(table.bootId())).isNotNull();
    }
}
