package io.tekton.sharedservices.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import io.tekton.sharedservices.api.AccessToken;
import io.tekton.sharedservices.api.DaemonStatus;
import io.tekton.sharedservices.api.Status;
import io.tekton.sharedservices.cleanup.hour.HourFile;
import io.tekton.sharedservices.client.ApiConnection;
import io.tekton.sharedservices.client.DaemonAddress;
import io.tekton.sharedservices.client.DaemonLookup;
import io.tekton.sharedservices.client.GivenSettings;
import io.tekton.sharedservices.client.RemoteServices;
import io.tekton.sharedservices.config.WebSettings;
import io.tekton.sharedservices.configsync.file.ConfigSyncSettings;
import io.tekton.sharedservices.install.Installation;
import io.tekton.sharedservices.install.LaunchdPropertyList;
import io.tekton.sharedservices.install.UnitSeal;
import io.tekton.sharedservices.leftover.rule.LeftoverRuleParser;
import io.tekton.sharedservices.leftover.rule.LeftoverSettings;
import io.tekton.sharedservices.leftover.rule.Prune;
import io.tekton.sharedservices.leftover.rule.QuarantineName;
import io.tekton.sharedservices.posix.Flock;
import io.tekton.sharedservices.posix.ThisUser;
import io.tekton.sharedservices.process.Owner;
import io.tekton.sharedservices.process.ProcessIdentity;
import io.tekton.sharedservices.process.ProcessNode;
import io.tekton.sharedservices.process.Reading;
import io.tekton.sharedservices.process.UserNames;
import io.tekton.sharedservices.process.linux.LinuxProcessTable;
import io.tekton.sharedservices.redaction.Redaction;
import io.tekton.sharedservices.registry.LockHolders;
import io.tekton.sharedservices.registry.RegistryFile;
import io.tekton.sharedservices.registry.RegistryMemory;
import io.tekton.sharedservices.registry.RegistrySettings;
import io.tekton.sharedservices.registry.WhenMissing;
import io.tekton.sharedservices.text.HostTime;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Each fault that doctor can find is found, named, and has a remedy. */
class DoctorChecksTest {
    private static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");
    private static final ProcessNode INIT = new ProcessNode(new ProcessIdentity("boot", 1, 1), 0, "init", false, false);

    @TempDir
    private Path temporary;

    private Path folder;

    @BeforeEach
    void resolveTheFolder() throws IOException {
        folder = temporary.toRealPath();
    }

    private static void isFault(Check check, String name, String detail, String remedy) {
        assertThat(check.name()).isEqualTo(name);
        assertThat(check.ok()).as(check.detail()).isFalse();
        assertThat(check.detail()).contains(detail);
        assertThat(check.remedy()).contains(remedy);
    }

    private static void isWell(Check check, String detail) {
        assertThat(check.ok()).as(check.detail()).isTrue();
        assertThat(check.detail()).contains(detail);
        assertThat(check.remedy()).isNull();
    }

    @Test
    void anOldJava() {
        isFault(HostChecks.java(Runtime.Version.parse("11.0.2"), "/j"), "java", "Java 11.0.2 in /j", "JAVA_HOME");
        isWell(HostChecks.java(Runtime.Version.parse("17"), "/j"), "Java 17");
    }

    @Test
    void processesThatAreHidden() {
        isFault(HostChecks.processes(new Reading.Gone<>()), "processes", "hidepid", "remount");
        isFault(HostChecks.processes(new Reading.Unreadable<>("permission denied")), "processes", "hidepid", "gid=");
        isWell(HostChecks.processes(new Reading.Present<>(INIT)), "all processes");
    }

    @Test
    void aClockThatWasSetBack() {
        isFault(ClockChecks.past(Instant.EPOCH), "clock", "1970-01-01", "NTP");
        isFault(ClockChecks.record(NOON.plusSeconds(61), NOON), "clock and record", "was set back", "timedatectl");
        isWell(ClockChecks.record(NOON.plusSeconds(59), NOON), HostTime.text(Instant.parse("2026-03-01T12:00:59Z")));
        isWell(ClockChecks.record(null, NOON), "no run");
    }

    @Test
    void aTimeZoneThatNobodyKnows() {
        ZoneId fallback = ZoneId.of("GMT");

        isFault(ClockChecks.zone("Europe/Berlim", fallback), "time zone", "'Europe/Berlim'", "Europe/Berlin");
        isWell(ClockChecks.zone("", ZoneId.of("Europe/Berlin")), "Europe/Berlin");
        isWell(ClockChecks.zone("GMT", fallback), "GMT");
        isWell(ClockChecks.zone(":UTC", ZoneId.of("UTC")), "UTC");
    }

    @Test
    void aStateFolderThatIsOpenOrAnothersOrNone() throws IOException {
        Owner self = new UserNames().self();
        Path state = Files.createDirectory(folder.resolve("state"));

        isWell(FolderChecks.state(folder.resolve("none"), self), "will be created");
        Files.setPosixFilePermissions(state, PosixFilePermissions.fromString("rwxr-x---"));
        isFault(FolderChecks.state(state, self), "state folder", "open to others: rwxr-x---", "chmod 700");
        Files.setPosixFilePermissions(state, PosixFilePermissions.fromString("rwx------"));
        isWell(FolderChecks.state(state, self), "rwx------");
        isFault(
                FolderChecks.state(state, new Owner(4711, 4711, "op")),
                "state folder",
                "not to this user (op)",
                "--state");
        Path file = Files.createFile(folder.resolve("file"));
        isFault(FolderChecks.state(file, self), "state folder", "is no folder", "--state");
    }

    @Test
    void aFolderOfTheSystemAsStateFolderIsNotToBeChanged() {
        Assumptions.assumeTrue(ThisUser.uid() == 0, "another user's is a fault of its own");

        Check check = FolderChecks.state(Path.of("/usr"), new UserNames().self());

        isFault(check, "state folder", "open to others", "name another with --state");
        assertThat(check.remedy()).doesNotContain("chmod");
    }

    @Test
    void aStateFolderThatCannotBeMade() throws IOException {
        Owner self = new UserNames().self();
        Path file = Files.createFile(folder.resolve("file"));

        isFault(
                FolderChecks.state(file.resolve("state"), self),
                "state folder",
                "cannot be created: " + file + " is no folder",
                "--state");
        Assumptions.assumeTrue(Files.exists(Path.of("/proc/self")), "only Linux has it");
        isFault(
                FolderChecks.state(Path.of("/proc/none"), self),
                "state folder",
                "cannot be created: /proc is the kernel's",
                "--state");
    }

    @Test
    void aFileOfTheMinimumHourThatCannotBeBelieved() throws IOException {
        Path other = Files.createDirectory(folder.resolve("other"));

        isWell(HourCheck.of(folder, List.of(other)), "no live cleanup");
        Path garbage = Files.writeString(new HourFile(other).path(), "garbage");
        Files.setPosixFilePermissions(garbage, PosixFilePermissions.fromString("rw-------"));
        isFault(HourCheck.of(other, List.of()), "minimum hour", garbage + ", is damaged", "as the message says");
        isFault(HourCheck.of(folder, List.of(other)), "minimum hour", garbage + ", is damaged", "as the message says");
    }

    @Test
    void aTokenThatTheDaemonWouldNotStartWith() throws IOException {
        Path file = folder.resolve("token");
        WebSettings web = new WebSettings("127.0.0.1", 0, false, Optional.of(file));

        assertThat(TokenCheck.of(new WebSettings("127.0.0.1", 0))).isEmpty();
        isFault(TokenCheck.of(web).orElseThrow(), "token", "no such file", "openssl rand -hex 32");
        Files.writeString(file, "0123456789abcdef".repeat(4));
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));
        isFault(TokenCheck.of(web).orElseThrow(), "token", "is open to others", "umask 077");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
        isWell(TokenCheck.of(web).orElseThrow(), "can be used");
    }

    @Test
    void logsThatCannotBeWritten() throws IOException {
        Path file = Files.createFile(folder.resolve("file"));

        isFault(FolderChecks.logs(file.resolve("logs")), "logs", "cannot be written", "the right to write");
        isWell(FolderChecks.logs(folder.resolve("a/b/logs")), "will be created");
    }

    private Optional<Check> quarantine(String... rules) {
        return QuarantineCheck.of(
                new LeftoverSettings(
                        Map.of("t", folder.toString()),
                        Arrays.stream(rules)
                                .map(rule -> LeftoverRuleParser.parse("r", rule, Set.of("t")))
                                .toList(),
                        Duration.ofDays(7),
                        50,
                        false,
                        Prune.OFF),
                ThisUser.uid());
    }

    @Test
    void aQuarantineThatOthersCanEnterOrThatIsNone() throws IOException {
        String rule = "path=t:*.sock kind=socket older-than=1h";
        assertThat(quarantine()).isEmpty();
        isWell(quarantine(rule).orElseThrow(), "will be created");
        Path quarantine = Files.createDirectory(folder.resolve(QuarantineName.of(ThisUser.uid())));
        Files.setPosixFilePermissions(quarantine, PosixFilePermissions.fromString("rwxr-x---"));
        isFault(quarantine(rule).orElseThrow(), "quarantine", "has the mode rwxr-x---", "move it away");
        Files.setPosixFilePermissions(quarantine, PosixFilePermissions.fromString("rwx------"));
        isWell(quarantine(rule).orElseThrow(), "is there");
        Files.delete(quarantine);
        Files.createFile(quarantine);
        isFault(quarantine(rule).orElseThrow(), "quarantine", "is no folder", "move it away");
    }

    @Test
    void aRootThatIsMissingIsNamed() throws IOException {
        Files.delete(folder);

        isFault(
                quarantine("path=t:*.sock kind=socket older-than=1h").orElseThrow(),
                "quarantine",
                folder + " of leftover-cleanup.root.t is missing",
                "name the right folder");
        Files.createDirectory(folder);
    }

    @Test
    void aDiskThatIsNearlyFull() {
        isFault(FolderChecks.disk(folder, 255L << 20), "disk", "255 MiB free", "make room");
        isWell(FolderChecks.disk(folder, 256L << 20), "256 MiB");
    }

    @Test
    void aRegistryThatNoRuleNeedsMayBeMissingUnlessItWasReadBefore() throws IOException {
        Path file = folder.resolve("registry.json");
        RegistryMemory read = new RegistryMemory() {
            @Override
            public boolean wasRead(Path asked) {
                return asked.equals(file);
            }

            @Override
            public void remember(Collection<Path> files) {}
        };
        RegistryChecks checks = registry(file, memory -> memory.wasRead(file));

        isWell(checks.registry(), "no rule in force needs one");
        isFault(checks.registry(read), "registry", "registry.json", "start the platform");
        Files.writeString(file, "{\"a\"");
        isFault(checks.registry(), "registry", "registry.json", "fix the file");
    }

    private RegistryChecks registry(Path file) {
        return registry(file, memory -> true);
    }

    private RegistryChecks registry(Path file, Predicate<RegistryMemory> needed) {
        RegistrySettings settings =
                new RegistrySettings(List.of(new RegistryFile(file, false)), WhenMissing.REFUSE, Duration.ofMillis(50));
        return new RegistryChecks(
                settings,
                new LockHolders(Path.of("/proc/locks")),
                () -> LinuxProcessTable.open(Set.of(), Clock.systemUTC()),
                new Redaction(List.of()),
                null,
                needed);
    }

    @Test
    void aRegistryThatIsMissingOrTorn() throws IOException {
        Path file = folder.resolve("registry.json");

        isFault(registry(file).registry(), "registry", "registry.json", "registry.when-missing = empty");
        Files.writeString(file, "{\"a\"");
        isFault(registry(file).registry(), "registry", "registry.json", "fix the file");
        Files.writeString(file, "{}");
        isWell(registry(file).registry(), "in 1 file");
    }

    @Test
    void aRegistryThatIsLockedForLongAndWhoHoldsIt() throws IOException {
        Path file = Files.writeString(folder.resolve("registry.json"), "{}");
        Path lockFile = Files.createFile(folder.resolve(".registration.lock"));
        var taken = Flock.take(lockFile, Flock.Mode.EXCLUSIVE, Duration.ZERO);
        assertThat(taken).isInstanceOf(Flock.Result.Locked.class);
        try (Flock lock = ((Flock.Result.Locked) taken).lock()) {
            Check check = registry(file).registry();

            isFault(check, "registry", lock.file().toString(), "it");
            Assumptions.assumeTrue(
                    Files.readString(Path.of("/proc/locks")).contains("FLOCK"), "this system lists no locks");
            isFault(
                    check,
                    "registry",
                    "is held by pid " + ProcessHandle.current().pid() + " (",
                    "ps -fp " + ProcessHandle.current().pid());
        }
        isWell(registry(file).registry(), "in 1 file");
    }

    @Test
    void findsHoldersInTheSystemsTableByInode() throws IOException {
        Path file = Files.writeString(folder.resolve("registry.json"), "{}");
        Path lockFile = Files.createFile(folder.resolve("registry.lock"));
        Object inode = Files.getAttribute(lockFile, "unix:ino");
        Path table = Files.writeString(
                folder.resolve("locks"),
                "1: POSIX  ADVISORY  WRITE 5 fd:01:" + inode + " 0 EOF\n"
                        + "2: FLOCK  ADVISORY  READ 7 fd:01:" + inode + " 0 EOF\n"
                        + "3: FLOCK  ADVISORY  WRITE 8 fd:01:" + inode + "1 0 EOF\n"
                        + "3: -> FLOCK  ADVISORY  WRITE 9 fd:01:" + inode + " 0 EOF\n"
                        + "4: FLOCK  ADVISORY  WRITE -1 fd:01:" + inode + " 0 EOF\n");
        RegistrySettings settings =
                new RegistrySettings(List.of(new RegistryFile(file, false)), WhenMissing.REFUSE, Duration.ofMillis(50));

        assertThat(new LockHolders(table).of(settings))
                .containsExactly(new LockHolders.Held(lockFile, 7, false), new LockHolders.Held(lockFile, -1, true));
        assertThat(new LockHolders(folder.resolve("none")).of(settings)).isEmpty();
    }

    private static Check configuration(Path file) {
        return ConfigurationCheck.of(
                new ConfigSyncSettings(Optional.of(file), false, ConfigSyncSettings.Drift.REPAIR), true);
    }

    @Test
    void aConfigurationThatCannotBeReadOrTrusted() throws IOException {
        Path file = folder.resolve("tekton_ai_config.json");

        isWell(configuration(file), "is not there");
        Files.createSymbolicLink(file, folder.resolve("nowhere.json"));
        isFault(configuration(file), "CI configuration", "a symbolic link to nowhere", "remove the link");
        Files.delete(file);
        Files.writeString(file, "[]");
        isFault(configuration(file), "CI configuration", "is no JSON object", "fix the file");
        Files.writeString(file, "{\"a\": 1, \"a\": 2}");
        isFault(configuration(file), "CI configuration", "is no JSON object", "fix the file");
        Files.writeString(file, "{} {}");
        isFault(configuration(file), "CI configuration", "something behind its end", "fix the file");
        Files.write(file, new byte[] {'{', '"', (byte) 0xFF, '"', ':', '1', '}'});
        isFault(configuration(file), "CI configuration", "is not UTF-8", "fix the file");
        Files.writeString(file, "{\"ai_specialists\": {\"x\": [1.10, null, true]}}");
        isWell(configuration(file), "tekton_ai_config.json");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-rw-rw-"));
        isFault(configuration(file), "CI configuration", "written by everybody", "as the message says");
    }

    @Test
    void aConfigurationThatNobodyNamesOrWants() {
        ConfigSyncSettings none = new ConfigSyncSettings(Optional.empty(), false, ConfigSyncSettings.Drift.REPAIR);

        isWell(ConfigurationCheck.of(none, true), "no file");
        isWell(ConfigurationCheck.of(none, false), "config-sync.enabled = false");
    }

    @Test
    void aPortThatIsTaken() throws IOException {
        try (ServerSocket taker = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
            WebSettings web = new WebSettings("127.0.0.1", taker.getLocalPort());

            isFault(PortCheck.of(web, true), "port", "does not start", "web.port to another, or to 0");
            isWell(PortCheck.of(web, false), "will take a free port");
        }
        isWell(PortCheck.of(new WebSettings("127.0.0.1", 0), true), "a free port");
    }

    private Check daemon(DaemonLookup sighting, List<String> warnings) {
        Status status =
                new Status(DaemonStatus.running(1, NOON, "1", "http://127.0.0.1:1"), List.of(), null, null, warnings);
        return DaemonCheck.of(sighting, () -> status, folder, "1.0");
    }

    @Test
    void aDaemonThatEndedUnasked() throws IOException {
        DaemonLookup sighting = new DaemonLookup.NotRunning("it has ended without a clean stop");

        isWell(daemon(sighting, List.of()), "shared-services start");
        Files.createFile(folder.resolve("daemon.json"));
        isFault(daemon(sighting, List.of()), "daemon", "without a clean stop", "shared-services start");
        isFault(daemon(new DaemonLookup.Unclear("who knows", null), List.of()), "daemon", "who knows", "daemon.json");
    }

    @Test
    void aDaemonOfAnotherVersionOrOneThatDoesNotAnswer() throws IOException {
        ProcessIdentity process = new ProcessIdentity("boot", 7, 7);
        int free;
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
            free = socket.getLocalPort();
        }
        String url = "http://127.0.0.1:" + free;
        var old = new DaemonLookup.Running(new DaemonAddress(process, url, NOON, "0.9", null, null));
        var same = new DaemonLookup.Running(new DaemonAddress(process, url, NOON, "1.0", null, null));
        RemoteServices client =
                new RemoteServices(new ApiConnection(same.address(), AccessToken.create(folder)), GivenSettings.NONE);

        isFault(daemon(old, List.of()), "daemon", "is version 0.9, and this program is 1.0", "restart");
        isWell(daemon(same, List.of("a is overdue")), "pid 7, " + url + "; warnings, as in status: a is overdue");
        isFault(
                DaemonCheck.of(same, client::status, folder, "1.0"),
                "daemon",
                "does not answer",
                "shared-services.log");
    }

    private Optional<Check> unit(String installed, String wanted) throws IOException {
        Path file = Files.writeString(folder.resolve("unit"), installed);
        return UnitCheck.of(file, wanted, "install systemd --user", List.of("systemctl daemon-reload"));
    }

    @Test
    void aUnitThatIsNotWhatInstallWouldWriteNow() throws IOException {
        String wanted = "[Service]\nUser=op\nTasksMax=128\n";

        assertThat(UnitCheck.of(folder.resolve("none"), wanted, "", List.of())).isEmpty();
        isWell(unit(wanted, wanted).orElseThrow(), "as install would write it");
        isFault(
                unit(UnitSeal.sealed(wanted.replace("128", "64")), wanted).orElseThrow(),
                "unit",
                "'TasksMax=64', now 'TasksMax=128'",
                "shared-services install systemd --user, then systemctl daemon-reload");
        isWell(unit(UnitSeal.sealed(wanted), wanted).orElseThrow(), "as install would write it");
        isFault(
                unit(wanted + "Nice=5\n", wanted).orElseThrow(),
                "unit",
                "'Nice=5', now nothing",
                "install systemd --user --overwrite, then");
        isFault(
                unit(UnitSeal.sealed(wanted) + "Nice=5\n", wanted).orElseThrow(),
                "unit",
                "'Nice=5', now nothing",
                "install systemd --user --overwrite, then");
        isWell(unit(wanted.replace("op", "other"), wanted).orElseThrow(), "runs it as other");
    }

    @Test
    void theJavaOfAUnitIsItsOwnAffairWhileItIsThere() throws IOException {
        String wanted = "[Service]\nType=notify\n";
        String own = "[Service]\nEnvironment=\"JAVA_HOME=%s\"\nType=notify\n";

        isWell(unit(own.formatted(System.getProperty("java.home")), wanted).orElseThrow(), "as install");
        isFault(unit(own.formatted(folder), wanted).orElseThrow(), "unit", "has no bin/java", "install");
    }

    @Test
    void thePropertyListsThatAreInstalledAreComparedToo() throws IOException {
        var installation = new Installation(
                "op",
                folder,
                folder.resolve("bin/shared-services"),
                folder.resolve("quartz.properties"),
                folder.resolve("state"),
                null,
                null,
                List.of(),
                Duration.ofSeconds(10),
                false);
        var withJava = new Installation(
                "op",
                folder,
                folder.resolve("bin/shared-services"),
                folder.resolve("quartz.properties"),
                folder.resolve("state"),
                null,
                Path.of(System.getProperty("java.home")),
                List.of(),
                Duration.ofSeconds(10),
                false);
        String wanted = new LaunchdPropertyList(installation, true, folder).text();

        isWell(
                unit(new LaunchdPropertyList(withJava, true, folder).text(), wanted)
                        .orElseThrow(),
                "as install");
        isFault(
                unit(wanted.replace("<integer>10</integer>", "<integer>1</integer>"), wanted)
                        .orElseThrow(),
                "unit",
                "'<integer>1</integer>', now '<integer>10</integer>'",
                "install");
    }

    @Test
    void theUpdateFlagIsNamedWithWhatWasLeftAndMustBeClaimable() throws IOException {
        Path registries = Files.createDirectories(folder.resolve("ai_registry"));
        Path flag = registries.resolve(".config_update_needed");
        isWell(FlagCheck.of(flag, true), "none is raised");
        isWell(FlagCheck.of(folder.resolve("nowhere/flag"), true), "is not there");
        isWell(FlagCheck.of(flag, false), "config-sync.enabled = false");

        Files.writeString(flag, "");
        Files.writeString(registries.resolve(".config_update_needed.claimed-1"), "");

        isWell(FlagCheck.of(flag, true), flag + ", raised");
        isWell(FlagCheck.of(flag, true), flag + ".claimed-1");
    }

    @Test
    void aFolderUnderTheNameOfTheUpdateFlagIsNoFlag() throws IOException {
        Path flag = Files.createDirectories(folder.resolve("ai_registry/.config_update_needed"));

        Check check = FlagCheck.of(flag, true);

        assertThat(check.ok()).isFalse();
        assertThat(check.detail()).contains(flag + " is a folder");
        assertThat(check.remedy()).contains("rmdir");
    }
}
