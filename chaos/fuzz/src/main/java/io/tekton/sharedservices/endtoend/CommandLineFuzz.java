package io.tekton.sharedservices.endtoend;

import io.tekton.sharedservices.cli.CommandLineCalls;
import io.tekton.sharedservices.cli.CommandLineCalls.Ended;
import io.tekton.sharedservices.testing.InWords;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.List;
import java.util.Set;

/**
 * A command line, one word a line: an exit code of ours and words. Only of commands that neither write a file of a given name, nor start, stop or end a
 * process, nor follow something without an end.
 */
public final class CommandLineFuzz {
    private static final Set<String> COMMANDS =
            Set.of("history", "audit", "config", "explain", "jobs", "status", "help");

    private static final Set<String> NEVER = Set.of("--follow", "trigger");

    private static CommandLineCalls calls;

    private CommandLineFuzz() {}

    public static void fuzzerInitialize() throws Exception {
        calls = new CommandLineCalls(Files.createTempDirectory("command-fuzz"));
        // the first call of each loads and instruments its classes, which is not the time of an input
        for (String command : COMMANDS) {
            calls.run(command);
        }
    }

    public static void fuzzerTestOneInput(byte[] bytes) throws Exception {
        List<String> words = List.of(new String(bytes, StandardCharsets.UTF_8).split("\n", 20));
        if (!COMMANDS.contains(words.get(0)) || words.stream().anyMatch(NEVER::contains)) {
            return;
        }

        Ended ended = calls.run(words.toArray(String[]::new));

        if (ended.code() < 0 || ended.code() > 5) {
            throw new AssertionError("exit code " + ended.code() + " of " + words);
        }
        if (ended.err().lines().anyMatch(line -> line.startsWith("shared-services: a fault of the program"))) {
            throw new AssertionError(words + ": " + ended.err());
        }
        InWords.check(ended.out() + ended.err(), bytes);
    }
}
