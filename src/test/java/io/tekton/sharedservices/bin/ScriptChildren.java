package io.tekton.sharedservices.bin;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Idle shell scripts that end when this process closes their input, so that none outlives it and none needs a signal.
 */
public final class ScriptChildren implements AutoCloseable {
    private static final String IDLE = "echo ready\nwhile read -r line; do :; done\n";

    private final List<Process> started = new ArrayList<>();

    /** Starts {@code sh script arguments...}; has come to its loop on return. */
    public Process start(Path script, String... arguments) throws IOException {
        return start(List.of("sh"), script, arguments);
    }

    /** As {@link #start(Path, String...)}, behind words such as {@code bash -c 'exec -a python3 sh "$0" "$@"'}. */
    public Process start(List<String> prefix, Path script, String... arguments) throws IOException {
        Files.createDirectories(script.getParent());
        Files.writeString(script, IDLE);
        List<String> command = new ArrayList<>(prefix);
        command.add(script.toString());
        command.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD);
        builder.environment().keySet().removeIf(name -> name.startsWith("TEKTON_"));
        Process process = builder.start();
        started.add(process);
        var out = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
        if (!"ready".equals(out.readLine())) {
            throw new IOException("did not start: " + command);
        }
        return process;
    }

    @Override
    public void close() throws IOException {
        for (Process process : started) {
            process.getOutputStream().close();
        }
    }
}
