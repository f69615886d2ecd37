package io.tekton.sharedservices.cli;

import io.tekton.sharedservices.cli.option.Context;
import io.tekton.sharedservices.cli.option.ExitCode;
import io.tekton.sharedservices.cli.view.Terminal;
import io.tekton.sharedservices.fleet.centre.CentreConnection;
import io.tekton.sharedservices.fleet.centre.CentreException;
import io.tekton.sharedservices.text.Causes;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * {@code demo --fleet}: a fleet of three hosts on this machine, each a daemon in a folder of its own, and a private
 * PostgreSQL as its centre.
 */
final class DemoFleet implements AutoCloseable {
    private static final List<String> HOSTS = List.of("web-1", "web-2", "web-3");
    private static final String KEEPER = "web-1";
    private static final String OTHER_KEEPER = "web-2";
    private static final String HOST = "web-3";
    private static final Duration MIN_AGE = Duration.ofSeconds(2);
    private static final Duration SETTLE = Duration.ofSeconds(3);
    private static final Duration SILENCE = Duration.ofSeconds(7);
    private static final long PATIENCE_SECONDS = 60;

    private final Context context;
    private final Terminal terminal;
    private final Path folder;
    private final DemoPostgres postgres;
    private final DemoProcesses zoo;
    private final Map<String, Boolean> running = new LinkedHashMap<>();
    private boolean right = true;

    private DemoFleet(Context context, Path folder, DemoPostgres postgres) {
        this.context = context;
        this.terminal = context.terminal();
        this.folder = folder;
        this.postgres = postgres;
        this.zoo = new DemoProcesses(folder.resolve(HOST));
    }

    /** @param folder empty; the caller deletes it */
    static int run(Context context, Path folder) throws IOException {
        Optional<Path> programs = DemoPostgres.installed();
        if (programs.isEmpty()) {
            context.terminal()
                    .error("demo --fleet needs an installed PostgreSQL, and /usr/lib/postgresql has none; install it:"
                            + " apt-get install postgresql");
            return ExitCode.FAILED;
        }
        try (DemoPostgres postgres = DemoPostgres.start(programs.get(), folder.resolve("centre"), freePort());
                DemoFleet fleet = new DemoFleet(context, folder, postgres)) {
            return fleet.story() ? ExitCode.DONE : ExitCode.FAILED;
        }
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    private boolean story() throws IOException {
        terminal.sentences("Three hosts in " + folder + ", and a private PostgreSQL as the centre of their fleet:");
        expect(0, HOST, "fleet", "init", "--url", postgres.url(), "--user", postgres.operator());
        for (String host : HOSTS) {
            prepare(host);
            enrol(host);
            expect(0, host, "start");
            running.put(host, true);
        }
        pause(SETTLE);
        expect(0, KEEPER, "hosts");
        say("An orphan on " + HOST + ", which ends it; a keeper has the record:");
        zoo.specialist("numa", false);
        pause(MIN_AGE.plusSeconds(1));
        expect(0, HOST, "cleanup", "--force", "--yes");
        pause(SETTLE);
        expect(0, KEEPER, "audit", "--all-hosts");
        say("The keeper " + KEEPER + " is killed. The other one sees that it is silent:");
        kill(KEEPER);
        pause(SILENCE);
        expect(1, OTHER_KEEPER, "hosts", "--silent");
        say("The centre stops. " + HOST + " cleans up all the same:");
        postgres.stop();
        zoo.specialist("sophia", false);
        pause(MIN_AGE.plusSeconds(1));
        expect(0, HOST, "cleanup", "--force", "--yes");
        expect(0, HOST, "status");
        say("The centre starts again, and what waits is shipped:");
        postgres.startAgain();
        pause(SETTLE.multipliedBy(2));
        expect(0, HOST, "status");
        expect(0, OTHER_KEEPER, "audit", "--all-hosts");
        say("With the password of " + HOST + ", somebody tries to delete the record:");
        intrude();
        expect(0, OTHER_KEEPER, "audit", "verify", "--fleet");
        terminal.line("");
        terminal.line(
                right
                        ? terminal.green("Nothing was lost, and every host decided alone.")
                        : terminal.red("The demo did not come out as it should."));
        return right;
    }

    private void say(String sentence) {
        terminal.line("");
        terminal.sentences(sentence);
    }

    private void prepare(String host) throws IOException {
        Path root = folder.resolve(host);
        Files.createDirectories(root.resolve(".tekton"));
        List<String> settings = new ArrayList<>(List.of(
                "web.port = 0",
                "fleet.url = " + postgres.url(),
                "fleet.user = fleet-" + host,
                "fleet.password-file = " + root.resolve("secret"),
                "fleet.name = " + host,
                "fleet.heartbeat = 2s",
                "fleet.silent-after = 6s",
                "fleet.ship-every = 2s",
                "fleet.keeper = " + !host.equals(HOST),
                "registry.when-missing = empty",
                "registry.when-empty = trust",
                "orphan-cleanup.default-rules = false",
                "orphan-cleanup.match.specialist = program=sh script=" + DemoCommand.quoted(root) + "/shared/ai/*.py\"",
                "orphan-cleanup.min-age = " + MIN_AGE.toSeconds() + "s",
                "orphan-cleanup.grace = 2s"));
        Files.writeString(root.resolve("quartz.properties"), String.join("\n", settings) + "\n");
    }

    private void enrol(String host) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                "hosts",
                "enrol",
                host,
                "--secret-file",
                folder.resolve(host).resolve("secret").toString(),
                "--url",
                postgres.url(),
                "--user",
                postgres.operator()));
        if (!host.equals(HOST)) {
            command.add("--keeper");
        }
        expect(0, host, command.toArray(String[]::new));
    }

    private void expect(int code, String host, String... arguments) throws IOException {
        terminal.line("");
        terminal.line(terminal.bold("[" + host + "] $ shared-services " + String.join(" ", arguments)));
        String out = call(host, code, arguments);
        out.lines().forEach(terminal::line);
    }

    private String call(String host, int code, String... arguments) throws IOException {
        Path root = folder.resolve(host);
        Files.createDirectories(root);
        List<String> command = new ArrayList<>(List.of(
                context.places().installation().resolve("bin/shared-services").toString(),
                "--config",
                root.resolve("quartz.properties").toString()));
        if (!Files.exists(root.resolve("quartz.properties"))) {
            Files.writeString(root.resolve("quartz.properties"), "web.port = 0\n");
        }
        command.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().keySet().removeIf(name -> name.startsWith("SHARED_SERVICES_"));
        builder.environment().put("HOME", root.toString());
        builder.environment().put("TEKTON_ROOT", root.toString());
        Process process = builder.start();
        process.getOutputStream().close();
        String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        try {
            if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly();
                throw new IOException("shared-services " + String.join(" ", arguments) + " did not end");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("the demo was interrupted", e);
        }
        right &= process.exitValue() == code;
        return out;
    }

    /** The daemon of a host, found by what it has announced in its own state folder, which this demo has made. */
    private void kill(String host) throws IOException {
        String announced = Files.readString(folder.resolve(host).resolve(".tekton/shared-services/daemon.json"));
        long pid = Long.parseLong(announced.replaceAll("(?s).*\"pid\"\\s*:\\s*([0-9]+).*", "$1"));
        Optional<ProcessHandle> daemon = ProcessHandle.of(pid);
        right &= daemon.isPresent() && daemon.get().destroyForcibly();
        running.put(host, false);
    }

    private void intrude() {
        String shown = "DELETE FROM fleet.event";
        terminal.line("");
        terminal.line(terminal.bold("[" + HOST + "] " + shown));
        Path root = folder.resolve(HOST);
        try (CentreConnection connection = CentreConnection.open(
                context.settings(List.of(
                                new Context.OwnOption("demo", "fleet.url", postgres.url()),
                                new Context.OwnOption("demo", "fleet.user", "fleet-" + HOST),
                                new Context.OwnOption(
                                        "demo",
                                        "fleet.password-file",
                                        root.resolve("secret").toString())))
                        .fleet(),
                "demo")) {
            connection.ask("delete the record", handle -> handle.execute(shown));
            right = false;
        } catch (CentreException e) {
            terminal.sentences(Causes.of(e));
        }
    }

    private void pause(Duration time) {
        context.stop().await(time);
    }

    /** Stops every daemon that it started and did not kill; the private server is the caller's. */
    @Override
    public void close() throws IOException {
        try {
            zoo.close();
        } finally {
            for (Map.Entry<String, Boolean> host : running.entrySet()) {
                if (host.getValue()) {
                    call(host.getKey(), 0, "stop");
                }
            }
        }
    }
}
