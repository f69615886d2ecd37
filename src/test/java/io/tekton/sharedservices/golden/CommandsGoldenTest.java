package io.tekton.sharedservices.golden;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Commands without a daemon, one story from an empty folder to a store that was set aside: exit codes, streams, JSON,
 * CSV, texts.
 */
@EnabledOnOs(value = OS.LINUX, disabledReason = "the zoo reads /proc")
class CommandsGoldenTest {
    private static final String FOLDER = "commands";

    /** What a check finds out about this host, of which the result is no contract. */
    private static final Set<String> OF_THE_HOST = Set.of("ok");

    private static Recordings recordings;
    private static Map<String, Set<String>> commands;

    @BeforeAll
    static void tellTheStory(@TempDir Path folder) throws IOException {
        try (World world = new World(
                folder,
                "orphan-cleanup.protect.kept = program=sh script=\"SCRIPTS/sophia.py\"",
                "orphan-cleanup.min-age = 0s",
                "orphan-cleanup.confirm-after = 0s",
                "web.port = 0")) {
            commands = Commands.of(world.calls);
            recordings = world.record();
            nothingIsOnRecord(world);
            wrongUsage(world);
            wrongSettings(world);
            cleanups(world);
            syncs(world);
            whatIsOnRecord(world);
            theStore(world);
        }
    }

    static Set<String> names() {
        return recordings.names();
    }

    private static void nothingIsOnRecord(World world) {
        for (String line : List.of(
                "status",
                "jobs",
                "jobs history",
                "history",
                "audit",
                "audit verify",
                "config --changes",
                "sync --versions",
                "dashboard --no-open",
                "dashboard --sessions",
                "dashboard --wall",
                "dashboard --revoke nobody@dashboard-000000")) {
            world.call(line);
            world.call(line + " --json");
        }
        for (String line : List.of(
                "audit --csv",
                "stop",
                "reload",
                "notify test",
                "notify",
                "jobs trigger orphan-cleanup",
                "jobs pause orphan-cleanup --reason upgrade",
                "jobs resume orphan-cleanup",
                "store backup /nowhere/backup.sql",
                "store purge",
                "store set-aside",
                "history 20260101-000000-aaaaaa",
                "history 20260101-000000-aaaaaa --json",
                "explain 2147483647",
                "explain 2147483647 --json",
                "install systemd --user --print",
                "install systemd --system --print",
                "install launchd --user --print",
                "install launchd --system --print")) {
            world.call(line);
        }
    }

    private static void wrongUsage(World world) {
        for (String line : List.of("", "--version", "clenup", "xyzzy", "--jsn status", "help clenup", "help a b")) {
            world.callFor("program", line);
        }
        for (String line : List.of(
                "run --orphan-interval 5m",
                "run --orphan-min-age 2x",
                "run --json",
                "run --background now",
                "run --dry-run --orphan-interval 5m",
                "start --orphan-interval 5m",
                "start --orphan-min-age -1",
                "start now",
                "start --dry-run --orphan-interval 5m",
                "stop now",
                "stop --json",
                "restart --dry-run",
                "restart now",
                "status now",
                "jobs triger orphan-cleanup",
                "jobs --force",
                "jobs --reason x",
                "jobs trigger",
                "dashboard now",
                "reload --json",
                "cleanup 4711",
                "cleanup --dryrun",
                "cleanup --dry-run=true",
                "cleanup --min-age",
                "cleanup --min-age -1",
                "cleanup --grace 10",
                "cleanup --grace 1s --grace 2s",
                "cleanup --max-terminations 0",
                "cleanup --in-service perhaps",
                "sync now",
                "sync --undo x",
                "sync --versions --force",
                "explain",
                "explain 12x",
                "explain 99999999999",
                "survey now",
                "suspects now",
                "leftovers now",
                "audit --all-hosts",
                "audit verify --fleet",
                "demo --fleet now",
                "audit --fleet",
                "audit --owner host",
                "audit --all-hosts --follow",
                "audit --host web-1",
                "audit verify --host web-1",
                "history --host web-1 --all-hosts",
                "history --all-hosts",
                "hosts",
                "hosts --silent --json",
                "hosts --print",
                "hosts bogus x",
                "hosts shwo x",
                "hosts show",
                "hosts enrol Web_7",
                "hosts enrol a --silent",
                "hosts show x --keeper",
                "hosts retire x --secret-file f",
                "hosts --url postgresql://127.0.0.1:1/f --user u --password-file /nowhere/secret",
                "hosts show x --url postgresql://127.0.0.1:1/f --user u",
                "fleet",
                "fleet innit",
                "fleet init --json",
                "fleet init --reason x",
                "fleet pause --url postgresql://127.0.0.1:1/f --user u",
                "fleet renew --user x",
                "fleet resume",
                "fleet init --url postgresql://127.0.0.1:1/f --user u --password-file /nowhere/secret",
                "leftovers",
                "leftovers --dry-run --verbose",
                "leftovers --json",
                "leftovers restore",
                "leftovers restore /nowhere/at/all",
                "explain /nowhere/at/all",
                "explain /nowhere/at/all --json",
                "history a b",
                "history --limit 0",
                "history --limit 1 --limit 2",
                "history --outcome succeded",
                "history --job orphan-cleanip",
                "history --since 5",
                "history 20260101-000000-aaaaaa --limit 2",
                "audit verfy",
                "audit --csv --json",
                "audit --signal HUP",
                "audit --outcome dead",
                "audit --until yesterday",
                "audit verify --pid 3",
                "audit --follow --until 1h",
                "doctor now",
                "config chek x",
                "config check x --origin",
                "store",
                "store backup",
                "store backup x --json",
                "demo now",
                "demo --json",
                "install",
                "install cron",
                "install systemd --system --user",
                "completion",
                "completion tcsh",
                "completion bash",
                "completion zsh",
                "completion fish")) {
            world.call(line);
        }
    }

    private static void wrongSettings(World world) throws IOException {
        Path faulty = Files.writeString(
                world.calls.folder.resolve("faulty.properties"),
                "orphan-cleanup.min-ege = 2h\norphan-cleanup.grace = 10\nweb.port = 99999\n");
        world.call("config check " + world.settingsFile);
        world.call("config check " + faulty);
        world.call("config check " + faulty + " --json");
        world.call("config check " + world.calls.folder.resolve("none.properties"));
        for (String line : List.of("status", "cleanup --dry-run --json", "doctor")) {
            world.call(line + " --config " + faulty);
        }
        world.call("doctor --json --config " + faulty);
        for (String set : List.of("nonsense", "orphan-cleanup.min-age=2", "orphan-cleanup.mn-age=2h")) {
            world.callFor("program", "--set " + set + " cleanup");
        }
        world.callFor("program", "--state /no/such/folder history");
        world.callFor("program", "--state /a history --state /b");
    }

    private static void cleanups(World world) throws IOException {
        int apollo = world.prompt("apollo");
        int numa = world.prompt("numa");
        world.stubborn("metis");
        world.prompt("sophia");
        world.registerApollo(apollo, 45012);
        world.call("explain " + numa);
        world.call("explain " + numa + " --json");
        world.call("explain " + apollo + " --json");
        world.call("cleanup --dry-run --verbose");
        world.call("cleanup --dry-run --json");
        world.call("cleanup --max-terminations 1");
        world.call("cleanup --grace 1s --json");
        world.call("cleanup");
        world.call("cleanup --yes");
        world.call("cleanup --json");
        world.call("cleanup --force --json");
        Files.delete(world.registryFile);
        world.call("cleanup --dry-run");
        world.call("explain " + apollo + " --json");
        world.registry("{\"apollo-ai\": {");
        world.call("cleanup --dry-run --json");
        world.registry("{}");
        world.call("cleanup --dry-run --json");
        world.call("cleanup --dry-run --confirm-after 0s --accept-registry --in-service spare --json");
        world.registerApollo(apollo, 45012);
    }

    private static void syncs(World world) throws IOException {
        world.call("sync --force --json");
        world.configuration();
        for (String line :
                List.of("", " --json", " --dry-run --force", " --dry-run --force --json", " --force --json")) {
            world.call("sync" + line);
        }
        world.raiseFlag();
        for (String line : List.of(
                " --json",
                " --force",
                " --accept-config --accept-registry --dry-run --force --json",
                " --versions",
                " --versions --json",
                " --undo --json",
                " --undo 1",
                " --undo 77")) {
            world.call("sync" + line);
        }
        String registry = Files.readString(world.registryFile);
        world.registry("{\"apollo-ai\": {");
        world.call("sync --force");
        world.call("sync --force --json");
        world.registry(registry);
    }

    private static void whatIsOnRecord(World world) {
        for (String line : List.of(
                "status",
                "status --json",
                "status --check",
                "jobs",
                "jobs --json",
                "history",
                "history --json",
                "history --job config-sync --outcome FAILED --json",
                "history --outcome refused --limit 1",
                "history --until 2001-01-01 --json",
                "audit",
                "audit --json",
                "audit --csv",
                "audit --all",
                "audit --all --json",
                "audit --all --csv",
                "audit --outcome WOULD_TERMINATE --limit 1 --json",
                "audit --since 1h --limit 1 --json",
                "config --changes --limit 1",
                "jobs history --limit 1",
                "audit --outcome KILLED --signal KILL --component metis --json",
                "audit --pid 2147483647 --csv",
                "audit --user nobody --program python3 --rule none --json",
                "audit verify",
                "audit verify --json",
                "config",
                "config --json",
                "config --origin",
                "config --origin --json")) {
            world.call(line);
        }
        for (String run :
                List.of("--outcome SUCCEEDED --job orphan-cleanup", "--job config-sync --outcome SUCCEEDED")) {
            String id = Values.first(
                    world.calls
                            .run(("history --limit 1 --json " + run).split(" "))
                            .out(),
                    "id");
            world.call("history " + id);
            world.call("history " + id + " --json");
            world.call("audit --json --run " + id);
        }
        world.call("doctor");
        world.callFor("doctor", OF_THE_HOST, "doctor", "--json");
    }

    private static void theStore(World world) throws IOException {
        String backup = world.calls.folder.resolve("backup.sql").toString();
        for (String line : List.of(
                "store backup " + backup,
                "store backup " + backup,
                "store purge",
                "store purge --json",
                "store restore " + backup,
                "store set-aside",
                "store rebuild",
                "store restore " + backup + "x",
                "store restore " + backup,
                "store rebuild")) {
            world.call(line);
        }
        world.call("history --json --limit 1");
        world.call("audit verify --json");
        world.call("install systemd --user");
        Files.writeString(
                world.calls.folder.resolve(".config/systemd/user/tekton-shared-services.service"),
                "Nice=5\n",
                StandardOpenOption.APPEND);
        world.call("install systemd --user");
        world.call("install systemd --user --overwrite");
        world.call("install launchd --user");
        world.calls.stopped();
        world.call("audit --follow");
        world.call("audit --follow --since 1h");
        world.call("audit --follow --limit 1 --csv");
        world.call("audit --follow --since 1h --json");
    }

    @Test
    void everyOptionIsInSomeCall() {
        List<String> without = new ArrayList<>();
        commands.forEach((command, options) -> options.stream()
                .filter(option -> recordings
                        .of(command)
                        .contract()
                        .lines()
                        .noneMatch(line -> line.matches("\\$ .* " + option + "( .*|$)")))
                .forEach(option -> without.add(command + " " + option)));

        assertThat(without).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("names")
    void answersAsItsGoldenFilesSay(String name) {
        Golden.compare(FOLDER, recordings, name);
    }

    @Test
    void everyCommandHasGoldenFilesAndNoFileIsLeftOver() {
        assertThat(recordings.names()).containsAll(commands.keySet());
        Golden.compareNames(FOLDER, recordings);
    }
}
