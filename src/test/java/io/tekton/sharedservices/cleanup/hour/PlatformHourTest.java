package io.tekton.sharedservices.cleanup.hour;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.tekton.sharedservices.cleanup.OrphanCleanup;
import io.tekton.sharedservices.cleanup.hour.PlatformHour.Answer;
import io.tekton.sharedservices.cleanup.hour.PlatformHour.Turn;
import io.tekton.sharedservices.journal.Run;
import io.tekton.sharedservices.journal.RunCounts;
import io.tekton.sharedservices.journal.RunOutcome;
import io.tekton.sharedservices.journal.Trigger;
import io.tekton.sharedservices.testing.OtherUser;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

@EnabledOnOs(value = OS.LINUX, disabledReason = "open files are compared by /proc/self/fd")
class PlatformHourTest {
    private static final Instant START = Instant.parse("2026-11-23T03:00:00Z");
    private static final Duration UPTIME = Duration.ofHours(10);

    @TempDir
    Path temp;

    private Path platform;

    @BeforeEach
    void folders() {
        platform = temp.resolve("tekton/.tekton");
    }

    private PlatformHour hour(String state) {
        return new PlatformHour(platform, temp.resolve(state));
    }

    private Path file() throws IOException {
        try (Stream<Path> files = Files.list(platform)) {
            List<Path> all = files.toList();
            assertThat(all).hasSize(1);
            return all.get(0);
        }
    }

    private static Run run(String id, Duration since, String boot, Duration uptime) {
        return new Run(
                id,
                OrphanCleanup.JOB,
                "any host",
                boot,
                uptime.toMillis(),
                Trigger.MANUAL,
                "op",
                false,
                START.plus(since),
                null,
                RunOutcome.RUNNING,
                null,
                null,
                RunCounts.NONE);
    }

    private static Run run(String id, Duration since) {
        return run(id, since, "boot", UPTIME.plus(since));
    }

    /** A live run from beginning to end. */
    private static void clean(PlatformHour hour, Run run) {
        try (Turn turn = granted(hour.ask(run, null, false))) {
            assertThat(turn.begins(run)).isNull();
        }
    }

    private static Turn granted(Answer answer) {
        assertThat(answer).isInstanceOf(Answer.Granted.class);
        return ((Answer.Granted) answer).turn();
    }

    private static String reason(Answer answer) {
        return answer instanceof Answer.Refused refused ? refused.reason() : "granted";
    }

    @Test
    void makesOneFileForThisUserAloneInAFolderThatWasNotThere() throws IOException {
        try (PlatformHour hour = hour("a")) {
            clean(hour, run("1", Duration.ZERO));

            assertThat(file().getFileName().toString()).matches("shared-services-hour-[0-9]+");
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file())))
                    .isEqualTo("rw-------");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"a", "b"})
    void refusesAnotherRunWithinTheHourWhicheverTheStateFolder(String state) {
        clean(hour("a"), run("1", Duration.ZERO));

        Answer answer = hour(state).ask(run("2", Duration.ofMinutes(59)), null, false);

        assertThat(reason(answer)).isEqualTo("min-interval");
        assertThat(((Answer.Refused) answer).message()).contains("1m").contains("--force");
        assertThat(reason(hour(state).ask(run("2", Duration.ofMinutes(60)), null, false)))
                .isEqualTo("granted");
    }

    @Test
    void refusesItAfterARebootByTheWallClock() {
        clean(hour("a"), run("1", Duration.ZERO));

        Run next = run("2", Duration.ofMinutes(30), "another boot", Duration.ofMinutes(2));

        assertThat(reason(hour("b").ask(next, null, false))).isEqualTo("min-interval");
    }

    @Test
    void takesTheStricterOfFileAndHistory() {
        clean(hour("a"), run("1", Duration.ZERO));
        Run later = run("2", Duration.ofMinutes(50));
        Run now = run("3", Duration.ofMinutes(70));

        assertThat(reason(hour("a").ask(now, later, false))).isEqualTo("min-interval");
        assertThat(hour("a").left(later, now.startedAt(), "boot", UPTIME.plusMinutes(70)))
                .isEqualTo(Duration.ofMinutes(40));
        assertThat(hour("a").left(null, later.startedAt(), "boot", UPTIME.plusMinutes(50)))
                .isEqualTo(Duration.ofMinutes(10));
    }

    @Test
    void isOverriddenByForceOnlyWithinTheHour() {
        try (PlatformHour other = hour("a")) {
            clean(other, run("1", Duration.ZERO));
            Run now = run("2", Duration.ofMinutes(1));
            granted(hour("b").ask(now, null, true)).close();
            assertThat(other.hold()).isEmpty();

            assertThat(reason(hour("b").ask(now, null, true))).isEqualTo("platform-held");
        }
    }

    @Test
    void countsFromTheRunBeforeWhereARunSignalledNobody() {
        try (PlatformHour hour = hour("a")) {
            clean(hour, run("1", Duration.ZERO));
            Run refused = run("2", Duration.ofMinutes(90));
            try (Turn turn = granted(hour.ask(refused, null, false))) {
                turn.begins(refused);
                turn.signalledNobody();
            }

            granted(hour.ask(run("3", Duration.ofMinutes(91)), null, false)).close();
        }
    }

    @Test
    void isHeldForARunAndThenFree() {
        PlatformHour one = hour("a");
        Run run = run("1", Duration.ZERO);
        try (Turn turn = granted(one.ask(run, null, false))) {
            assertThat(reason(hour("b").ask(run, null, false))).isEqualTo("platform-held");
            turn.begins(run);
            assertThat(reason(hour("b").ask(run, null, false))).isEqualTo("platform-held");
        }

        assertThat(reason(hour("b").ask(run, null, false))).isEqualTo("min-interval");
        assertThat(hour("b").hold()).isEmpty();
    }

    @Test
    void isHeldForLifeThroughItsRunsUntilItIsClosed() {
        PlatformHour daemon = hour("a");
        PlatformHour second = hour("b");
        assertThat(daemon.hold()).isEmpty();
        clean(daemon, run("1", Duration.ZERO));

        assertThat(second.hold())
                .hasValueSatisfying(why -> assertThat(why)
                        .contains(temp.resolve("a").toString())
                        .contains("pid " + ProcessHandle.current().pid()));
        daemon.close();
        assertThat(second.hold()).isEmpty();
        second.close();
    }

    /** A lock on a file that lost its name excludes nobody. */
    @Test
    void locksAndWritesAnewWhatSomebodyRemovedAndForgetsNothing() throws IOException {
        try (PlatformHour daemon = hour("a")) {
            assertThat(daemon.hold()).isEmpty();
            clean(daemon, run("1", Duration.ZERO));
            Files.delete(file());

            Answer answer = daemon.ask(run("2", Duration.ofMinutes(30)), null, false);

            assertThat(reason(answer)).isEqualTo("min-interval");
            assertThat(reason(hour("b").ask(run("2", Duration.ofMinutes(30)), null, false)))
                    .isEqualTo("platform-held");
        }
    }

    @Test
    void doesNotGoOnWhereAnotherTookTheNameMeanwhile() throws IOException {
        PlatformHour daemon = hour("a");
        assertThat(daemon.hold()).isEmpty();
        Run run = run("1", Duration.ZERO);
        try (Turn turn = granted(daemon.ask(run, null, false))) {
            Files.delete(file());
            try (PlatformHour other = hour("b")) {
                assertThat(other.hold()).isEmpty();

                assertThat(turn.begins(run)).isNotNull();
                assertThat(reason(daemon.ask(run, null, true))).isEqualTo("platform-held");
            }
        }
        daemon.close();
    }

    static Stream<UnaryOperator<byte[]>> damages() {
        return Stream.of(
                bytes -> new byte[0],
                bytes -> new byte[bytes.length],
                bytes -> Arrays.copyOf(bytes, bytes.length - 1),
                bytes -> Arrays.copyOf(bytes, bytes.length / 2),
                bytes -> new String(bytes, UTF_8).replace("2026", "1999").getBytes(UTF_8),
                bytes -> new String(bytes, UTF_8)
                        .replaceAll("(?m)^(run|began).*\\n", "")
                        .getBytes(UTF_8),
                bytes -> new byte[1 << 20],
                bytes -> "garbage\n".getBytes(UTF_8));
    }

    @ParameterizedTest
    @MethodSource("damages")
    void refusesWhatIsNoWholeRecordEvenWithForce(UnaryOperator<byte[]> damage) throws IOException {
        clean(hour("a"), run("1", Duration.ZERO));
        byte[] damaged = damage.apply(Files.readAllBytes(file()));
        Files.write(file(), damaged);

        Answer answer = hour("a").ask(run("2", Duration.ofDays(1)), null, true);

        assertThat(reason(answer)).isEqualTo("hour-unreadable");
        assertThat(((Answer.Refused) answer).message())
                .contains(file().toString())
                .contains("remove it");
        assertThat(hour("a").hold()).isPresent();
        assertThat(file()).hasBinaryContent(damaged);
    }

    @Test
    void refusesALinkAFolderAndAFileThatIsOpenToOthers() throws IOException {
        clean(hour("a"), run("1", Duration.ZERO));
        Path file = file();
        Run next = run("2", Duration.ofDays(1));
        Path elsewhere = Files.move(file, temp.resolve("elsewhere"));

        Files.createSymbolicLink(file, elsewhere);
        assertThat(reason(hour("a").ask(next, null, false))).isEqualTo("hour-unreadable");
        Files.delete(file);
        Files.createSymbolicLink(file, temp.resolve("nowhere"));
        assertThat(reason(hour("a").ask(next, null, false))).isEqualTo("hour-unreadable");
        Files.delete(file);
        Files.createDirectory(file);
        assertThat(reason(hour("a").ask(next, null, false))).isEqualTo("hour-unreadable");
        Files.delete(file);
        Files.move(elsewhere, file);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-rw----"));
        assertThat(reason(hour("a").ask(next, null, false))).isEqualTo("hour-unreadable");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
        granted(hour("a").ask(next, null, false)).close();
    }

    @Test
    void refusesAnotherUsersFile() throws IOException {
        assumeThat(OtherUser.possible()).as("it takes root to give a file away").isTrue();
        clean(hour("a"), run("1", Duration.ZERO));
        Files.setAttribute(file(), "unix:uid", OtherUser.NOBODY);

        Answer answer = hour("a").ask(run("2", Duration.ofDays(1)), null, false);

        assertThat(reason(answer)).isEqualTo("hour-unreadable");
        assertThat(((Answer.Refused) answer).message()).contains("belongs to user " + OtherUser.NOBODY);
    }

    @Test
    void refusesInWordsWhereItCannotBeWritten() throws IOException {
        Files.createDirectories(platform.getParent());
        Files.createFile(platform);

        Answer answer = hour("a").ask(run("1", Duration.ZERO), null, true);

        assertThat(reason(answer)).isEqualTo("platform-unwritable");
        assertThat(((Answer.Refused) answer).message()).contains(platform.toString());
    }

    /**
     * Here of a run that only the history knows, as of before an upgrade: two minutes after the start of a container
     * that was made again.
     */
    @Test
    void countsAnHourOnceFromWhenTimeThatRanBackwardsIsNoticed() {
        Run before = run("1", Duration.ZERO);
        Duration again = Duration.ofMinutes(2);

        Answer first = hour("a").ask(run("2", Duration.ofHours(3), "boot", again), before, false);
        Answer second = hour("a")
                .ask(run("3", Duration.ofHours(3).plusMinutes(40), "boot", again.plusMinutes(40)), before, false);
        Answer third = hour("a").ask(run("4", Duration.ofHours(4), "boot", again.plusMinutes(60)), before, false);

        assertThat(((Answer.Refused) first).message()).contains("ran backwards").contains("in 1h");
        assertThat(((Answer.Refused) second).message())
                .contains("ran backwards")
                .contains("in 20m");
        granted(third).close();
    }

    private PlatformHour hourBeside(Path other) {
        return new PlatformHour(platform, temp.resolve("a"), List.of(other));
    }

    private PlatformHour hourOf(Path folder) {
        return new PlatformHour(folder, temp.resolve("b"));
    }

    @Test
    void theHourOfAnotherPlaceAppliesToo() {
        Path other = temp.resolve("xdg/shared-services");
        try (PlatformHour before = hourOf(other)) {
            clean(before, run("1", Duration.ZERO));
        }

        try (PlatformHour hour = hourBeside(other)) {
            Run soon = run("2", Duration.ofMinutes(59));
            assertThat(reason(hour.ask(soon, null, false))).isEqualTo("min-interval");
            assertThat(hour.left(null, soon.startedAt(), "boot", UPTIME.plusMinutes(59)))
                    .isEqualTo(Duration.ofMinutes(1));
            clean(hour, run("3", Duration.ofMinutes(61)));
        }
    }

    @Test
    void aRunStartsTheHourInTheOtherPlaceToo() {
        Path other = temp.resolve("xdg/shared-services");
        try (PlatformHour before = hourOf(other)) {
            clean(before, run("1", Duration.ZERO));
        }
        try (PlatformHour hour = hourBeside(other)) {
            clean(hour, run("2", Duration.ofHours(2)));
        }

        try (PlatformHour back = hourOf(other)) {
            assertThat(reason(back.ask(run("3", Duration.ofMinutes(150)), null, false)))
                    .isEqualTo("min-interval");
        }
    }

    @Test
    void aRefusedRunFreesTheHourInBothPlaces() {
        Path other = temp.resolve("xdg/shared-services");
        try (PlatformHour before = hourOf(other)) {
            clean(before, run("1", Duration.ZERO));
        }
        try (PlatformHour hour = hourBeside(other)) {
            Run refused = run("2", Duration.ofHours(2));
            try (Turn turn = granted(hour.ask(refused, null, false))) {
                assertThat(turn.begins(refused)).isNull();
                turn.signalledNobody();
            }
            clean(hour, run("3", Duration.ofMinutes(121)));
        }
    }

    @Test
    void aDaemonOfTheOtherPlaceHoldsThisOneToo() {
        Path other = temp.resolve("xdg/shared-services");
        try (PlatformHour daemon = hourOf(other);
                PlatformHour hour = hourBeside(other)) {
            assertThat(daemon.hold()).isEmpty();

            assertThat(hour.hold()).hasValueSatisfying(why -> assertThat(why).contains(other.toString()));
            hour.release();
            assertThat(reason(hour.ask(run("1", Duration.ZERO), null, false))).isEqualTo("platform-held");
            daemon.release();
            clean(hour, run("2", Duration.ZERO));
        }
    }

    @Test
    void anotherPlaceWithoutAFileIsLeftAlone() {
        Path other = temp.resolve("xdg/shared-services");

        try (PlatformHour hour = hourBeside(other)) {
            clean(hour, run("1", Duration.ZERO));
        }

        assertThat(other).doesNotExist();
    }
}
