package io.tekton.sharedservices.registry.memory;

import static org.assertj.core.api.Assertions.assertThat;

import io.tekton.sharedservices.process.ProcessIdentity;
import io.tekton.sharedservices.registry.Registration;
import io.tekton.sharedservices.registry.Registrations;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RegistrationMemoryTest {
    private static final Path FILE = Path.of("/r.json");
    private static final String PIDS = "pid:[4026531836]";

    @TempDir
    Path folder;

    private static ReadingTime at(Duration uptime) {
        return ReadingTime.of(
                "boot", uptime, Instant.parse("2026-11-01T00:00:00Z").plus(uptime));
    }

    private static RememberedRegistrations believed(RememberedRegistrations before, Duration uptime, Integer... pids) {
        List<Registration> entries = new ArrayList<>();
        Map<Integer, RegisteredProcess> holders = new java.util.HashMap<>();
        for (int pid : pids) {
            entries.add(new Registration("ci" + pid, null, "c\u001b\"\\", Set.of(pid), null, FILE));
            holders.put(pid, new RegisteredProcess(new ProcessIdentity("boot", pid, pid * 10L), Set.of("rule")));
        }
        return before.believed(Registrations.of(entries), holders, identity -> true, PIDS, at(uptime), false);
    }

    private static void step(
            RegistrationMemory memory,
            UnaryOperator<RememberedRegistrations> step,
            RegistrationMemory.Writing writing) {
        memory.step(step::apply, after -> after, writing);
    }

    private RegistrationMemory open() {
        return RegistrationMemory.open(folder, folder.resolve("tekton"));
    }

    private List<Path> files() throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.sorted().toList();
        }
    }

    @Test
    void remembersEverythingAcrossRestartsInAPrivateFile() throws IOException {
        RegistrationMemory memory = open();
        memory.remember(List.of(FILE, Path.of("/ünï\"code")));
        step(memory, before -> believed(before, Duration.ofHours(1), 1, 2, 3), RegistrationMemory.Writing.NOW);
        step(memory, before -> believed(before, Duration.ofHours(2), 1), RegistrationMemory.Writing.NOW);
        step(
                memory,
                before -> before.refused(Registrations.none(), at(Duration.ofHours(3)))
                        .decidedToEnd(Set.of(new ProcessIdentity("boot", 2, 20)), PIDS),
                RegistrationMemory.Writing.NOW);

        RegistrationMemory again = open();

        assertThat(again.now()).isEqualTo(memory.now());
        assertThat(again.now().seen()).hasSize(3);
        assertThat(again.damage()).isNull();
        assertThat(again.wasRead(FILE)).isTrue();
        assertThat(again.wasRead(Path.of("/other"))).isFalse();
        assertThat(files()).hasSize(1);
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(files().get(0))))
                .isEqualTo("rw-------");
    }

    @Test
    void keepsPlatformFoldersApart() {
        open().remember(List.of(FILE));

        RegistrationMemory other = RegistrationMemory.open(folder, folder.resolve("elsewhere"));

        assertThat(other.wasRead(FILE)).isFalse();
    }

    @Test
    void knowsAPlatformFolderByAnyOfItsNames() throws IOException {
        Files.createDirectory(folder.resolve("tekton"));
        Files.createSymbolicLink(folder.resolve("link"), folder.resolve("tekton"));
        open().remember(List.of(FILE));

        assertThat(RegistrationMemory.open(folder, folder.resolve("link")).wasRead(FILE))
                .isTrue();
    }

    @Test
    void knowsAFileByAnyNameOfItsFolderAlsoWhenItIsGone() throws IOException {
        Path real = Files.createDirectory(folder.resolve("real"));
        Path link = Files.createSymbolicLink(folder.resolve("link"), real);
        open().remember(List.of(real.resolve("r.json")));

        assertThat(open().wasRead(link.resolve("r.json"))).isTrue();
        assertThat(open().wasRead(link.resolve("other.json"))).isFalse();
        assertThat(open().wasRead(Path.of("/nowhere/r.json"))).isFalse();
    }

    @Test
    void goesOnWithWhatItKnewWhereThePlatformWasMovedWithItsStateFolder() throws IOException {
        Path before = Files.createDirectories(folder.resolve("before/.tekton"));
        Path state = Files.createDirectory(before.resolve("state"));
        RegistrationMemory.open(state, before).remember(List.of(FILE));
        Path after = Files.createDirectory(folder.resolve("after")).resolve(".tekton");
        Files.move(before, after);
        Path moved = after.resolve("state");

        assertThat(RegistrationMemory.readOnly(moved, after).wasRead(FILE)).isTrue();
        assertThat(RegistrationMemory.open(moved, after).wasRead(FILE)).isTrue();

        Files.move(after, before);
        assertThat(RegistrationMemory.open(state, before).wasRead(FILE)).isTrue();
        try (Stream<Path> files = Files.list(state)) {
            assertThat(files).hasSize(1);
        }
    }

    @Test
    void goesOnWithWhatItKnewWhereALinkLeadsToAPlatformThatWasMoved() throws IOException {
        Path before = Files.createDirectory(folder.resolve("tekton"));
        open().remember(List.of(FILE));
        Path after = folder.resolve("after");
        Files.move(before, after);
        Files.createSymbolicLink(before, after);

        assertThat(open().wasRead(FILE)).isTrue();
    }

    @Test
    void aDamagedMemoryThatWasMovedWithThePlatformIsNoFirstRun() throws IOException {
        Path before = Files.createDirectories(folder.resolve("before/.tekton"));
        Path state = Files.createDirectory(before.resolve("state"));
        RegistrationMemory.open(state, before).remember(List.of(FILE));
        try (Stream<Path> files = Files.list(state)) {
            Files.writeString(files.findFirst().orElseThrow(), "{");
        }
        Path after = Files.createDirectory(folder.resolve("after")).resolve(".tekton");
        Files.move(before, after);

        assertThat(RegistrationMemory.open(after.resolve("state"), after).damage())
                .isNotNull();
    }

    @Test
    void aCopyOfAPlatformHasAMemoryOfItsOwn() throws IOException {
        Path one = Files.createDirectory(folder.resolve("tekton"));
        open().remember(List.of(FILE));
        Path copy = Files.createDirectory(folder.resolve("copy"));

        assertThat(RegistrationMemory.open(folder, copy).wasRead(FILE)).isFalse();
        assertThat(open().wasRead(FILE)).as(one.toString()).isTrue();
    }

    @Test
    void aDamagedFileKeepsItsNameUntilANewOneReplacesIt() throws IOException {
        open().remember(List.of(FILE));
        Path file = files().get(0);
        Files.writeString(file, "{");

        open().startAgain();

        assertThat(open().damage()).isNotNull();
    }

    @Test
    void leavesEveryDamagedFileAsItIsUntilItStartsAgain() throws IOException {
        RegistrationMemory memory = open();
        step(memory, before -> believed(before, Duration.ofHours(1), 1), RegistrationMemory.Writing.NOW);
        Path file = files().get(0);
        String whole = Files.readString(file);
        for (int length = 0; length < whole.length() - 2; length += 7) {
            Files.writeString(file, whole.substring(0, length));

            RegistrationMemory damaged = open();

            assertThat(damaged.now()).isEqualTo(RememberedRegistrations.NOTHING);
            assertThat(damaged.damage()).contains(file.toString());
            damaged.remember(List.of(FILE));
            assertThat(damaged.damage()).isNotNull();
            assertThat(file).hasContent(whole.substring(0, length));
            damaged.startAgain();
            assertThat(damaged.damage()).isNull();
            damaged.remember(List.of(FILE));
            assertThat(open().wasRead(FILE)).isTrue();
            assertThat(file.resolveSibling(file.getFileName() + ".damaged")).hasContent(whole.substring(0, length));
        }
        for (String bad : List.of(
                "[]",
                whole.replace("\"version\" : \"1\"", "\"version\" : \"2\""),
                whole.replace(": 10", ": -10"),
                whole.replace("\"pid\" : 1", "\"pid\" : 99999999999"))) {
            Files.writeString(file, bad);
            assertThat(open().damage()).as(bad).isNotNull();
        }
        Files.writeString(file, "{\n  x");
        assertThat(open().damage()).contains(file + ", line 2, column ");
    }

    @Test
    void writesAChangeOfTimesAloneOnlyNowAndThen() throws IOException {
        RegistrationMemory memory = open();
        step(memory, before -> believed(before, Duration.ofHours(1), 1), RegistrationMemory.Writing.NOW);
        Object before = Files.getAttribute(files().get(0), "unix:ino");

        step(memory, now -> believed(now, Duration.ofHours(2), 1), RegistrationMemory.Writing.WHEN_DUE);
        step(memory, now -> believed(now, Duration.ofHours(3), 1, 2), RegistrationMemory.Writing.WHEN_DUE);

        assertThat(Files.getAttribute(files().get(0), "unix:ino")).isEqualTo(before);
        assertThat(memory.now().seen()).hasSize(2);

        memory.remember(List.of(FILE));

        assertThat(open().now()).isEqualTo(memory.now());
    }

    @Test
    void leavesNoTraceWhereItOnlyReads() throws IOException {
        RegistrationMemory memory = RegistrationMemory.readOnly(folder, folder.resolve("tekton"));

        memory.remember(List.of(FILE));

        assertThat(memory.wasRead(FILE)).isTrue();
        assertThat(files()).isEmpty();
    }
}
