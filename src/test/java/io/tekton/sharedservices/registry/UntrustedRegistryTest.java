package io.tekton.sharedservices.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.tekton.sharedservices.concurrent.Stopwatch;
import io.tekton.sharedservices.posix.Flock;
import io.tekton.sharedservices.process.UserNames;
import io.tekton.sharedservices.registry.RegistryReading.Read;
import io.tekton.sharedservices.registry.RegistryReading.Refused;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A registry of another user is not believed, wherever on the way to it the other user comes in. */
class UntrustedRegistryTest {
    private static final int STRANGER = 61_234;

    @TempDir
    private Path temp;

    private Path state;
    private Path file;

    @BeforeEach
    void setUpARegistry() throws IOException {
        assumeTrue(new UserNames().self().uid() == 0, "only root can give files away");
        state = Files.createDirectories(temp.toRealPath().resolve("state"));
        file = Files.createDirectory(state.resolve("ai_registry")).resolve("platform_ai_registry.json");
        Files.write(file, Samples.bytes(Samples.PLATFORM));
        assertThat(read(Set.of())).isInstanceOf(Read.class);
    }

    @Test
    void refusesAFileOfAnotherUser() throws IOException {
        give(file);

        Refused refused = untrusted(file);

        assertThat(refused.file()).isEqualTo(file);
        assertThat(refused.message())
                .startsWith("the registry file " + file + " cannot be trusted: " + file + " belongs to user " + STRANGER
                        + ", neither to this user (0) nor to root;")
                .contains("chown 0 " + file, "registry.trusted-users");
    }

    @Test
    void refusesAFolderOfAnotherUserAnywhereAbove() throws IOException {
        give(state);

        untrusted(state);
        assertThat(read(Set.of(STRANGER))).isInstanceOf(Read.class);
    }

    @Test
    void refusesAFileOfAnotherUserInAFolderOfThatUser() throws IOException {
        give(file);
        give(file.getParent());

        untrusted(file.getParent());
        assertThat(read(Set.of(STRANGER))).isInstanceOf(Read.class);
        assertThat(read(Set.of(STRANGER + 1))).isInstanceOf(Refused.class);
    }

    @Test
    void refusesALinkOfAnotherUserAtTheEndOfTheWay() throws IOException {
        Path target = Files.move(file, state.resolve("elsewhere.json"));
        Files.createSymbolicLink(file, target);
        assertThat(read(Set.of())).isInstanceOf(Read.class);

        give(file);

        assertThat(untrusted(file).message()).contains("chown -h 0 " + file);
        assertThat(read(Set.of(STRANGER))).isInstanceOf(Read.class);
    }

    @Test
    void refusesALinkOfAnotherUserBehindTwoOfOurs() throws IOException {
        Path real = Files.createDirectory(state.resolve("real"));
        Files.move(file, real.resolve(file.getFileName()));
        Files.delete(file.getParent());
        Path third = Files.createSymbolicLink(state.resolve("third"), real);
        Path second = Files.createSymbolicLink(state.resolve("second"), Path.of("third"));
        Files.createSymbolicLink(file.getParent(), second);
        assertThat(read(Set.of())).isInstanceOf(Read.class);

        give(third);

        untrusted(third);
    }

    @Test
    void refusesAFolderOfAnotherUserThatOnlyALinkLeadsThrough() throws IOException {
        Path theirs = Files.createDirectory(state.resolve("theirs"));
        Path target = Files.move(file, theirs.resolve("registry.json"));
        Files.createSymbolicLink(file, target);
        give(theirs);

        untrusted(theirs);
    }

    @Test
    void refusesAnAbsentFileWhereAnotherUserCouldHaveRemovedIt() throws IOException {
        Files.delete(file);
        assertThat(((Refused) read(Set.of())).reason()).isEqualTo("registry-missing");

        give(file.getParent());

        untrusted(file.getParent());
        assertThat(((Refused) read(Set.of(STRANGER))).reason()).isEqualTo("registry-missing");
    }

    @Test
    void refusesALinkOfAnotherUserToNowhere() throws IOException {
        Files.delete(file);
        Files.createSymbolicLink(file, state.resolve("nowhere"));
        give(file);

        untrusted(file);
    }

    @Test
    void refusesALockFileOfAnotherUserWithoutWaitingForIt() throws IOException {
        Path lockFile = Files.createFile(file.resolveSibling(".registration.lock"));
        give(lockFile);
        Flock.Result taken = Flock.take(lockFile, Flock.Mode.EXCLUSIVE, Duration.ZERO);
        assertThat(taken).isInstanceOf(Flock.Result.Locked.class);

        try (Flock held = ((Flock.Result.Locked) taken).lock()) {
            Refused refused = untrusted(held.file());

            assertThat(refused.message()).startsWith("the registry's lock file " + lockFile);
            assertThat(((Refused) read(Set.of(STRANGER))).reason()).isEqualTo("registry-locked");
        }
    }

    @Test
    void asksOfALockFileNothingButItsOwner() throws IOException {
        Path lockFile = Files.createFile(file.resolveSibling(".registration.lock"));
        Files.setPosixFilePermissions(lockFile, PosixFilePermissions.fromString("rw-rw-rw-"));

        assertThat(read(Set.of())).isInstanceOf(Read.class);
    }

    @Test
    void saysThatItIsUntrustedAlsoWhereEverybodyMayWriteIt() throws IOException {
        Files.setPosixFilePermissions(state, PosixFilePermissions.fromString("rwxrwxrwx"));
        assertThat(((Refused) read(Set.of())).reason()).isEqualTo("registry-unreadable");

        give(file);

        untrusted(file);
        assertThat(((Refused) read(Set.of(STRANGER))).reason())
                .as("trust in a user is none in everybody")
                .isEqualTo("registry-unreadable");
    }

    @Test
    void believesAFileThatAGroupMayWrite() throws IOException {
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-rw-r--"));
        Files.setPosixFilePermissions(file.getParent(), PosixFilePermissions.fromString("rwxrwxr-x"));
        Files.setAttribute(file, "unix:gid", STRANGER);

        assertThat(read(Set.of())).isInstanceOf(Read.class);
    }

    @Test
    void refusesTheSyncsReadingToo() throws IOException {
        give(file.getParent());

        PlatformRegistry.Reading reading = platform(Set.of());

        assertThat(reading)
                .isInstanceOfSatisfying(
                        PlatformRegistry.Reading.NotRead.class,
                        not -> assertThat(not.refused().reason()).isEqualTo("registry-untrusted"));
        assertThat(platform(Set.of(STRANGER))).isInstanceOf(PlatformRegistry.Reading.Read.class);
    }

    private PlatformRegistry.Reading platform(Set<Integer> trusted) {
        return new PlatformRegistry(file, Duration.ofMillis(50), trusted, Stopwatch.system()).read();
    }

    private RegistryReading read(Set<Integer> trusted) {
        RegistrySettings settings = new RegistrySettings(
                List.of(new RegistryFile(file, false)),
                WhenMissing.REFUSE,
                WhenEmpty.REFUSE,
                RegistrySettings.DEFAULT_MAX_DROP_PERCENT,
                Duration.ofMillis(50),
                trusted);
        return new RegistryReader(settings, new RememberedFiles()).read();
    }

    private Refused untrusted(Path atFault) {
        RegistryReading reading = read(Set.of());
        assertThat(reading).isInstanceOf(Refused.class);
        Refused refused = (Refused) reading;
        assertThat(refused.reason()).isEqualTo("registry-untrusted");
        assertThat(refused.message()).contains(atFault + " belongs to user " + STRANGER);
        return refused;
    }

    private static void give(Path path) throws IOException {
        Files.setAttribute(path, "unix:uid", STRANGER, LinkOption.NOFOLLOW_LINKS);
    }
}
