package io.tekton.sharedservices.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tekton.sharedservices.api.AccessToken;
import io.tekton.sharedservices.api.PrivateFile;
import io.tekton.sharedservices.process.ProcessIdentity;
import io.tekton.sharedservices.process.ProcessNode;
import io.tekton.sharedservices.process.ProcessTable;
import io.tekton.sharedservices.process.Reading;
import io.tekton.sharedservices.process.linux.LinuxProcessTable;
import io.tekton.sharedservices.store.database.StoreHeldException.Holder;
import io.tekton.sharedservices.store.database.StoreLock;
import io.tekton.sharedservices.store.database.StoreSettings;
import io.tekton.sharedservices.store.sql.StoreFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a file that says where the daemon is comes to. */
@EnabledOnOs(OS.LINUX)
class DaemonFinderTest {
    private static final Instant START = Instant.parse("2026-03-01T12:00:00.123Z");

    @TempDir
    private Path folder;

    private final ProcessTable table = LinuxProcessTable.open(Set.of(), Clock.systemUTC());

    private DaemonLookup look() {
        return new DaemonFinder(folder, () -> table).look();
    }

    private ProcessIdentity identity(long pid) {
        return ((Reading.Present<ProcessNode>) table.node((int) pid)).value().identity();
    }

    private void says(ProcessIdentity process) throws IOException {
        new DaemonAddress(process, "http://127.0.0.1:8377", START, "0.1.0", null, null).write(folder);
    }

    @Test
    void noDaemonHasItsStateBelowAFile() throws IOException {
        Path file = Files.createFile(folder.resolve("file"));

        assertThat(new DaemonFinder(file.resolve("state"), () -> table).look())
                .isInstanceOf(DaemonLookup.NotRunning.class);
        assertThat(new DaemonFinder(file, () -> table).look())
                .isEqualTo(new DaemonLookup.NotRunning("the state folder " + file + " is no folder"));
    }

    @Test
    void seesTheProcessThatIsThere() throws IOException {
        ProcessIdentity self = identity(ProcessHandle.current().pid());
        says(self);

        assertThat(look())
                .isEqualTo(new DaemonLookup.Running(
                        new DaemonAddress(self, "http://127.0.0.1:8377", START, "0.1.0", null, null)));
    }

    @Test
    void writesForThisUserAlone() throws IOException {
        says(identity(1));

        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(folder.resolve("daemon.json"))))
                .isEqualTo("rw-------");
        AccessToken.create(folder);
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(folder.resolve("token"))))
                .isEqualTo("rw-------");
        assertThat(folder.toFile().list()).containsExactlyInAnyOrder("daemon.json", "token");
    }

    @Test
    void takesBackItsOwnWordAndNobodyElses() throws IOException {
        DaemonAddress earlier = new DaemonAddress(identity(1), "http://127.0.0.1:1", START, "1", null, null);
        DaemonAddress later = new DaemonAddress(
                identity(ProcessHandle.current().pid()), "http://127.0.0.1:2", START, "1", folder, START);
        later.write(folder);

        earlier.remove(folder);

        assertThat(DaemonAddress.read(folder)).isEqualTo(later);
        later.remove(folder);
        later.remove(folder);
        assertThat(folder.resolve("daemon.json")).doesNotExist();
    }

    @Test
    void readsWhatAnOlderVersionWrote() throws IOException {
        PrivateFile file = new PrivateFile(folder.resolve("daemon.json"));
        file.write("""
                {"pid": 7, "startTicks": 8, "bootId": "b", "url": "http://127.0.0.1:8377",
                 "startedAt": "2026-01-02T03:04:05Z", "version": "0.1.0"}""");

        DaemonAddress address = DaemonAddress.read(folder);

        assertThat(address.configFile()).isNull();
        assertThat(address.stoppingSince()).isNull();
    }

    @Test
    void withoutAFileThereIsNoDaemon() throws IOException {
        assertThat(look()).isInstanceOf(DaemonLookup.NotRunning.class);
        says(identity(1));
        DaemonAddress.read(folder).remove(folder);

        assertThat(look()).isInstanceOf(DaemonLookup.NotRunning.class);
    }

    private StoreLock held(String command) {
        return StoreLock.take(
                new StoreFiles(folder), new StoreSettings(folder, Duration.ZERO, command), Clock.systemUTC());
    }

    @Test
    void aDaemonThatHoldsTheStoreIsNamedWhereTheFileIsMissing() throws IOException {
        long self = ProcessHandle.current().pid();
        try (StoreLock lock = held(Holder.DAEMON)) {
            assertThat(look()).isInstanceOfSatisfying(DaemonLookup.Unclear.class, unclear -> {
                assertThat(unclear.why())
                        .contains("runs as pid " + self, "daemon.json is missing")
                        .endsWith("stop it with: kill " + self);
                assertThat(unclear.unannouncedSince()).isNotNull();
            });
            assertThat(lock).isNotNull();
        }
        // its word that it holds the store stays in the file
        assertThat(folder.resolve("store.lock")).isNotEmptyFile();
        assertThat(look()).isInstanceOf(DaemonLookup.NotRunning.class);
        try (StoreLock lock = held("shared-services cleanup")) {
            assertThat(look()).isInstanceOf(DaemonLookup.NotRunning.class);
            assertThat(lock).isNotNull();
        }
    }

    @Test
    void theAdviceForADamagedFileNamesTheDaemonThatHoldsTheStore() throws IOException {
        new PrivateFile(folder.resolve("daemon.json")).write("{");
        long self = ProcessHandle.current().pid();

        try (StoreLock lock = held(Holder.DAEMON)) {
            assertThat(look())
                    .isInstanceOfSatisfying(
                            DaemonLookup.Unclear.class,
                            unclear -> assertThat(unclear.why())
                                    .endsWith("The daemon of this state folder is pid " + self + ": stop it with: kill "
                                            + self + ". Then delete the file"));
            assertThat(lock).isNotNull();
        }
        assertThat(look())
                .isInstanceOfSatisfying(
                        DaemonLookup.Unclear.class,
                        unclear -> assertThat(unclear.why())
                                .endsWith("No daemon holds the store of this state folder: delete the file"));
    }

    @Test
    void theAdviceAfterAnUncleanEndNamesTheOptionsOfTheStart() throws Exception {
        Process dead = new ProcessBuilder("sleep", "600").start();
        says(identity(dead.pid()));
        dead.destroyForcibly().waitFor();
        assertThat(look())
                .isInstanceOfSatisfying(
                        DaemonLookup.NotRunning.class,
                        none -> assertThat(none.advice()).isEqualTo("Start it with: shared-services start"));

        List<String> arguments = List.of(
                "--state", folder.toString(), "--set", "notify.url=https://secret", "run", "--background", "--dry-run");
        new StartRecord(folder).write(dead.pid(), arguments);

        assertThat(look()).isInstanceOfSatisfying(DaemonLookup.NotRunning.class, none -> {
            assertThat(none.arguments()).isEqualTo(arguments);
            assertThat(none.advice())
                    .isEqualTo("Start it with the same options (--set notify.url=... --dry-run): shared-services"
                            + " restart");
            assertThat(none.otherThan(List.of("run", "--background")))
                    .hasValueSatisfying(warning -> assertThat(warning).contains("--dry-run", "this one is not"));
            assertThat(none.otherThan(arguments)).isEmpty();
            assertThat(none.otherThan(List.of("--set", "notify.url=other", "run", "--background", "--dry-run")))
                    .isPresent();
        });
    }

    @Test
    void seesThroughTheFileOfADeadOne() throws Exception {
        Process dead = new ProcessBuilder("sleep", "600").start();
        says(identity(dead.pid()));
        dead.destroyForcibly().waitFor();

        assertThat(look())
                .isInstanceOfSatisfying(
                        DaemonLookup.NotRunning.class,
                        none -> assertThat(none.why()).contains("pid " + dead.pid(), "without a clean stop"));
    }

    @Test
    void seesThroughARecycledPid() throws IOException {
        ProcessIdentity self = identity(ProcessHandle.current().pid());
        says(new ProcessIdentity(self.bootId(), self.pid(), self.startTicks() - 1));

        assertThat(look())
                .isInstanceOfSatisfying(
                        DaemonLookup.NotRunning.class,
                        none -> assertThat(none.why()).contains("another process"));
    }

    @Test
    void seesThroughTheFileOfAnEarlierBoot() throws IOException {
        ProcessIdentity self = identity(ProcessHandle.current().pid());
        says(new ProcessIdentity("an-earlier-boot", self.pid(), self.startTicks()));

        assertThat(look())
                .isInstanceOfSatisfying(
                        DaemonLookup.NotRunning.class,
                        none -> assertThat(none.why()).contains("earlier boot"));
    }

    @Test
    void cannotTellByAFileThatOthersCouldRead() throws IOException {
        says(identity(ProcessHandle.current().pid()));
        Files.setPosixFilePermissions(folder.resolve("daemon.json"), PosixFilePermissions.fromString("rw-r-----"));

        assertThat(look())
                .isInstanceOfSatisfying(
                        DaemonLookup.Unclear.class,
                        unclear -> assertThat(unclear.why()).contains("open to others"));
    }

    @Test
    void cannotTellByAnotherUsersFile() throws IOException {
        Assumptions.assumeTrue("root".equals(System.getProperty("user.name")), "only root may give files away");
        says(identity(ProcessHandle.current().pid()));
        Files.setAttribute(folder.resolve("daemon.json"), "unix:uid", 65_534);

        assertThat(look())
                .isInstanceOfSatisfying(
                        DaemonLookup.Unclear.class,
                        unclear -> assertThat(unclear.why()).contains("belongs to"));
    }

    @Test
    void cannotTellByALink() throws IOException {
        says(identity(ProcessHandle.current().pid()));
        Files.move(folder.resolve("daemon.json"), folder.resolve("elsewhere.json"));
        Files.createSymbolicLink(folder.resolve("daemon.json"), folder.resolve("elsewhere.json"));

        assertThat(look()).isInstanceOf(DaemonLookup.Unclear.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "{",
                "{}",
                "{\"pid\": 1, \"startTicks\": 1, \"bootId\": \"b\", \"url\": \"http://evil.example:80\","
                        + " \"startedAt\": \"2026-03-01T12:00:00Z\", \"version\": \"1\"}",
                "{\"pid\": 0, \"startTicks\": 1, \"bootId\": \"b\", \"url\": \"http://127.0.0.1:80\","
                        + " \"startedAt\": \"2026-03-01T12:00:00Z\", \"version\": \"1\"}"
            })
    void cannotTellByAFileThatDoesNotSayWhatItShould(String content) throws IOException {
        new PrivateFile(folder.resolve("daemon.json")).write(content);

        assertThat(look())
                .isInstanceOfSatisfying(
                        DaemonLookup.Unclear.class,
                        unclear -> assertThat(unclear.why())
                                .contains("daemon.json is damaged (", "delete the file")
                                .doesNotContainIgnoringCase("source", "stream", "exception"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://127.0.0.1", "http://127.0.0.1:0", "http://127.0.0.1:65536", "https://127.0.0.1:1",
                "http://localhost:1", "http://127.0.0.1:1/", "http://127.0.0.1:1@evil.example:2", "http://10.0.0.1:1"
            })
    void knowsNoAddressBeyondThisHost(String url) {
        assertThatThrownBy(() -> new DaemonAddress(identity(1), url, START, "1", null, null))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(url);
    }

    @Test
    void splitsAnAddressIntoHostAndPort() {
        DaemonAddress six = new DaemonAddress(identity(1), "http://[::1]:8377", START, "1", null, null);

        assertThat(six.host()).isEqualTo("::1");
        assertThat(six.port()).isEqualTo(8377);
    }
}
