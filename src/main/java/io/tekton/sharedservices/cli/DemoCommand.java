package io.tekton.sharedservices.cli;

import io.tekton.sharedservices.cli.option.Command;
import io.tekton.sharedservices.cli.option.Context;
import io.tekton.sharedservices.cli.option.ExitCode;
import io.tekton.sharedservices.cli.option.OptionSpecs;
import io.tekton.sharedservices.cli.view.Table;
import io.tekton.sharedservices.cli.view.Terminal;
import io.tekton.sharedservices.text.Causes;
import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.commons.cli.CommandLine;
import org.apache.commons.cli.Options;
import org.jspecify.annotations.Nullable;

/**
 * {@code demo}: a cleanup of real processes that the demo itself has started. Its rules name scripts in a new folder by
 * their whole path, so that nothing else on the host can match them.
 */
final class DemoCommand implements Command {
    private static final String PLATFORM_REGISTRY = ".tekton/ai_registry/platform_ai_registry.json";
    private static final String WRAPPED_REGISTRY = ".tekton/aish/ci-registry/wrapped_cis.json";
    private static final String FLEET = "fleet";
    private static final String WRONG = "The demo did not come out as it should.";
    private static final Duration MIN_AGE = Duration.ofSeconds(8);

    @Override
    public String name() {
        return "demo";
    }

    @Override
    public String summary() {
        return "starts a few harmless CI look-alikes, cleans up the orphans among them, shows the audit, leaves "
                + "nothing behind";
    }

    @Override
    public Options options() {
        return new OptionSpecs()
                .flag(FLEET, "three hosts and a private PostgreSQL instead: a fleet")
                .options();
    }

    @Override
    public boolean reports() {
        return false;
    }

    @Override
    public int run(CommandLine line, Context context) {
        try {
            Path folder = Files.createTempDirectory(
                    temporaryFolder(context),
                    "shared-services-demo-",
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
            try {
                return line.hasOption(FLEET)
                        ? DemoFleet.run(context, open(folder.toRealPath()))
                        : bothActs(folder.toRealPath(), context);
            } finally {
                delete(folder);
            }
        } catch (IOException e) {
            context.terminal().error("the demo could not go on: " + Causes.of(e));
            return ExitCode.FAILED;
        }
    }

    /** The server's own user passes through to its folder, which is private. */
    private static Path open(Path folder) throws IOException {
        return Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwx--x--x"));
    }

    /** Where the person wants temporary files; Java itself does not ask. */
    private static Path temporaryFolder(Context context) {
        String wanted = context.environment().getOrDefault("TMPDIR", "");
        return wanted.startsWith("/") && Files.isDirectory(Path.of(wanted))
                ? Path.of(wanted)
                : Path.of(System.getProperty("java.io.tmpdir", "/tmp"));
    }

    private static int bothActs(Path folder, Context context) throws IOException {
        int first = platform(folder, context);
        if (first != ExitCode.DONE || !Files.isDirectory(Path.of("/proc/self"))) {
            return first;
        }
        Terminal terminal = context.terminal();
        terminal.line("");
        try (DemoAgents agents = new DemoAgents(folder.resolve("agents"))) {
            boolean right = agents.run(context);
            terminal.line("");
            terminal.line(
                    right
                            ? terminal.green("The tools of the killed agent are gone, and those of the living one are "
                                    + "not. No registry was needed.")
                            : terminal.red(WRONG));
            return right ? ExitCode.DONE : ExitCode.FAILED;
        }
    }

    private static int platform(Path folder, Context context) throws IOException {
        Terminal terminal = context.terminal();
        Path root = folder.resolve("tekton");
        terminal.sentences("A separate platform in " + folder + ", with a few harmless look-alikes of CI processes:");
        terminal.line("");
        try (DemoProcesses zoo = new DemoProcesses(root)) {
            Process apollo = zoo.specialist("apollo", false);
            Process wrapper = zoo.wrapper("processor");
            Process hermes = zoo.specialist("hermes", false);
            Process numa = zoo.specialist("numa", false);
            Process sophia = zoo.specialist("sophia", true);
            register(root, apollo, wrapper);
            Table table = new Table("PID", "COMPONENT", "WHAT IT IS");
            table.row(pid(apollo), "apollo", "registered with its pid");
            table.row(pid(wrapper), "processor", "a registered wrapper");
            wrapper.children()
                    .forEach(child -> table.row(
                            Long.toString(child.pid()), "ergon", "the wrapper's tool; registered nowhere itself"));
            table.row(pid(hermes), "hermes", "registered nowhere, but a protect rule names it");
            table.row(pid(numa), "numa", "an orphan");
            table.row(pid(sophia), "sophia", "an orphan that ignores SIGTERM");
            table.print(terminal);
            terminal.line("");
            terminal.sentences(
                    "In this demo a process younger than " + MIN_AGE.toSeconds() + " s is never touched. Please wait.");
            if (context.stop().await(MIN_AGE)) {
                return ExitCode.FAILED;
            }
            CommandLineProgram program =
                    new CommandLineProgram(terminal, context.version(), globals -> world(folder, root, context));
            show(terminal, program, "explain", pid(numa));
            // Last, so that it is still young when the cleanup scans, also on a slow machine.
            Process metis = zoo.specialist("metis", false);
            long begun = System.nanoTime();
            terminal.line("");
            terminal.line("Only now pid " + pid(metis) + " is started: metis, registered nowhere either.");
            int cleaned = show(terminal, program, "cleanup", "--verbose", "--yes");
            // A machine that is too busy lets it grow old before the cleanup comes to judge it.
            boolean metisWasYoung = System.nanoTime() - begun < MIN_AGE.toNanos();
            show(terminal, program, "audit");
            show(terminal, program, "audit", "verify");
            empty(root);
            terminal.line("");
            terminal.sentences(
                    "A faulty writer empties both registries. The processes that they named live, so they cannot "
                            + "be true:");
            int refused = show(terminal, program, "cleanup", "--force", "--yes");
            boolean right = cleaned == ExitCode.DONE
                    && refused == ExitCode.REFUSED
                    && !numa.isAlive()
                    && !sophia.isAlive()
                    && (metis.isAlive() || !metisWasYoung)
                    && List.of(apollo, wrapper, hermes).stream().allMatch(Process::isAlive);
            terminal.line("");
            terminal.line(
                    right
                            ? terminal.green("The two orphans are gone. "
                                    + (metis.isAlive()
                                            ? "All others were left alone; they end now."
                                            : "So is metis: this machine is so busy that it was old enough."))
                            : terminal.red(WRONG));
            return right ? ExitCode.DONE : ExitCode.FAILED;
        }
    }

    static int show(Terminal terminal, CommandLineProgram program, String... arguments) {
        terminal.line("");
        terminal.line(terminal.bold("$ shared-services " + String.join(" ", arguments)));
        return program.run(arguments);
    }

    private static String pid(Process process) {
        return Long.toString(process.pid());
    }

    private static Context world(Path folder, Path root, Context context) {
        String scripts = quoted(root);
        return context.in(
                folder,
                Map.of("HOME", folder.toString(), "TEKTON_ROOT", root.toString()),
                List.of(
                        "orphan-cleanup.default-rules=false",
                        "orphan-cleanup.match.specialist=program=sh script=" + scripts + "/shared/ai/*.py\"",
                        "orphan-cleanup.match.wrapper=program=sh script=" + scripts + "/shared/ci_tools/*.py\"",
                        "orphan-cleanup.protect.keep-hermes=component=hermes",
                        "orphan-cleanup.min-age=" + MIN_AGE.toSeconds() + "s",
                        "orphan-cleanup.grace=2s"));
    }

    /** The beginning of a quoted value of a rule, with this folder. */
    static String quoted(Path folder) {
        // A rule has no way to write a double quote; any one character in its place still is in this folder alone.
        return "\"" + folder.toString().replaceAll("([\\\\*?])", "\\\\$1").replace('"', '?');
    }

    private static void register(Path root, Process apollo, Process wrapper) throws IOException {
        Path platform = root.resolve(PLATFORM_REGISTRY);
        Files.createDirectories(platform.getParent());
        Files.writeString(
                platform,
                "{\"apollo-ai\": {\"port\": 45012, \"component\": \"apollo\", \"metadata\": {\"pid\": " + apollo.pid()
                        + "}}}\n");
        Path wrapped = root.resolve(WRAPPED_REGISTRY);
        Files.createDirectories(wrapped.getParent());
        Files.writeString(
                wrapped,
                "{\"processor\": {\"name\": \"processor\", \"type\": \"ci_tool\", \"pid\": " + wrapper.pid() + "}}\n");
    }

    private static void empty(Path root) throws IOException {
        Files.writeString(root.resolve(PLATFORM_REGISTRY), "{}\n");
        Files.writeString(root.resolve(WRAPPED_REGISTRY), "{}\n");
    }

    private static void delete(Path folder) throws IOException {
        Files.walkFileTree(folder, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                Files.deleteIfExists(file);
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult postVisitDirectory(Path done, @Nullable IOException failure) throws IOException {
                Files.deleteIfExists(done);
                return FileVisitResult.CONTINUE;
            }
        });
    }
}
