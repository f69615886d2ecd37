package io.tekton.sharedservices.cli;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Harmless processes that resemble CIs. Each reads its standard input, which is a pipe from this process, and ends when
 * that ends: so none outlives this process, however it dies, and none needs a signal.
 */
final class DemoProcesses implements AutoCloseable {
    private static final long PATIENCE_SECONDS = 5;
    private static final String IDLE = "echo ready\nwhile read -r line; do :; done\n";

    private final Path root;
    private final List<Process> started = new ArrayList<>();

    /** @param root the installation that they belong to */
    DemoProcesses(Path root) {
        this.root = root;
    }

    /** A specialist; a stubborn one ignores SIGTERM. */
    Process specialist(String component, boolean stubborn) throws IOException {
        String script = stubborn ? "tekton_ai_specialist_stubborn.py" : "tekton_ai_specialist.py";
        Path file = script("shared/ai/" + script, (stubborn ? "trap '' TERM\n" : "") + IDLE);
        return start(file, "--component", component, "--ai-id", component + "-ai");
    }

    /** A wrapper that runs a tool as its child. */
    Process wrapper(String name) throws IOException {
        Path tool = script("shared/ai/ai_specialist_app.py", IDLE);
        Path file =
                script("shared/ci_tools/ci_tool_demo.py", "exec 3<&0\nsh \"$3\" --component ergon <&3 3<&- &\nwait\n");
        return start(file, "--name", name, tool.toString());
    }

    private Path script(String name, String text) throws IOException {
        Path file = root.resolve(name);
        Files.createDirectories(file.getParent());
        return Files.writeString(file, "#!/bin/sh\n" + text);
    }

    private Process start(Path script, String... arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of("sh", script.toString()));
        command.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD);
        builder.environment().put("TEKTON_ROOT", root.toString());
        builder.environment().remove("TEKTON_CI_NAME");
        Process process = builder.start();
        started.add(process);
        // What it has printed is there because it has come to its loop.
        BufferedReader out =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
        if (!"ready".equals(out.readLine())) {
            throw new IOException("the look-alike " + script + " did not start");
        }
        return process;
    }

    /** Ends them by closing their input, and waits until they have ended. */
    @Override
    public void close() throws IOException {
        for (Process process : started) {
            process.getOutputStream().close();
        }
        for (Process process : started) {
            try {
                if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                    // This process started it and holds it, so nothing else can be hit.
                    process.destroyForcibly();
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                process.destroyForcibly();
            }
        }
    }
}
