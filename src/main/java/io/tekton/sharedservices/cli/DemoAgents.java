package io.tekton.sharedservices.cli;

import io.tekton.sharedservices.cli.option.Context;
import io.tekton.sharedservices.cli.option.ExitCode;
import io.tekton.sharedservices.cli.view.Table;
import io.tekton.sharedservices.cli.view.Terminal;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * The second act of the demo: a host without a registry, on which one of two agents is killed and leaves its tools
 * behind. The agents end with their input, as the look-alikes do. The tools have no pipe, for one that somebody holds
 * would mean that they are in use; they check each second whether this process lives, and end after it.
 */
final class DemoAgents implements AutoCloseable {
    private static final Duration MIN_AGE = Duration.ofSeconds(2);
    private static final Duration SETTLED = MIN_AGE.plusMillis(500);
    private static final String AGENT = """
            #!/bin/sh
            for tool in files search; do
              sh "$1/mcp/$tool.py" "$2" </dev/null >/dev/null &
              echo $!
            done
            while read -r line; do :; done
            """;
    private static final String TOOL = """
            #!/bin/sh
            while kill -0 "$1" 2>/dev/null; do sleep 1; done
            """;

    private final Path folder;
    private final List<Agent> agents = new ArrayList<>();

    private record Agent(Process process, List<ProcessHandle> tools) {
        long livingTools() {
            return tools.stream().filter(DemoAgents::lives).count();
        }
    }

    /** A process that nobody reaps is still there, without a command line. */
    private static boolean lives(ProcessHandle process) {
        return process.isAlive() && process.info().arguments().isPresent();
    }

    /** @param folder does not exist yet */
    DemoAgents(Path folder) throws IOException {
        this.folder = folder;
        Files.createDirectories(folder.resolve("mcp"));
        Files.writeString(folder.resolve("agent.py"), AGENT);
        Files.writeString(folder.resolve("mcp/files.py"), TOOL);
        Files.writeString(folder.resolve("mcp/search.py"), TOOL);
    }

    /** @return whether the orphans were ended and nothing else was */
    boolean run(Context context) throws IOException {
        Terminal terminal = context.terminal();
        terminal.line("Second act: a host without a registry, and two agents with two tools each.");
        terminal.line("");
        Agent killed = start();
        Agent living = start();
        Table table = new Table("PID", "WHAT IT IS");
        for (Agent agent : agents) {
            table.row(Long.toString(agent.process().pid()), "an agent");
            agent.tools().forEach(tool -> table.row(Long.toString(tool.pid()), "its tool"));
        }
        table.print(terminal);
        CommandLineProgram program =
                new CommandLineProgram(terminal, context.version(), globals -> world(folder, context));
        int rehearsed = DemoCommand.show(terminal, program, "cleanup", "--dry-run");
        killed.process().destroyForcibly();
        terminal.line("");
        terminal.line("The agent with pid " + killed.process().pid() + " is killed. Its tools were seen below it, so "
                + "they are orphans, once it has been gone for " + MIN_AGE.toSeconds() + " s:");
        int young = DemoCommand.show(terminal, program, "cleanup", "--dry-run");
        if (context.stop().await(SETTLED)) {
            return false;
        }
        int cleaned = DemoCommand.show(terminal, program, "cleanup", "--verbose", "--yes");
        return rehearsed == ExitCode.DONE
                && young == ExitCode.DONE
                && cleaned == ExitCode.DONE
                && killed.livingTools() == 0
                && living.process().isAlive()
                && living.livingTools() == 2;
    }

    private Agent start() throws IOException {
        Process process = new ProcessBuilder(
                        "sh",
                        folder.resolve("agent.py").toString(),
                        folder.toString(),
                        Long.toString(ProcessHandle.current().pid()))
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        BufferedReader out =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
        List<ProcessHandle> tools = new ArrayList<>();
        Agent agent = new Agent(process, tools);
        agents.add(agent);
        for (int i = 0; i < 2; i++) {
            String pid = out.readLine();
            if (pid == null) {
                throw new IOException("the agent " + folder.resolve("agent.py") + " did not start");
            }
            ProcessHandle.of(Long.parseLong(pid)).ifPresent(tools::add);
        }
        return agent;
    }

    private static Context world(Path folder, Context context) {
        String place = DemoCommand.quoted(folder);
        return context.in(
                folder,
                Map.of("HOME", folder.toString()),
                List.of(
                        "orphan-cleanup.default-rules=false",
                        "orphan-cleanup.owner.agent=program=sh script=" + place + "/agent.py\"",
                        "orphan-cleanup.match.tool=program=sh script=" + place + "/mcp/*.py\" owner=agent",
                        "orphan-cleanup.min-age=" + MIN_AGE.toSeconds() + "s",
                        "orphan-cleanup.grace=2s"));
    }

    /** Ends the agents by closing their input, and what is left of their tools. */
    @Override
    public void close() throws IOException {
        for (Agent agent : agents) {
            agent.process().getOutputStream().close();
            // This process has their handles, which know when they began: nothing else can be hit.
            agent.tools().forEach(ProcessHandle::destroy);
        }
    }
}
