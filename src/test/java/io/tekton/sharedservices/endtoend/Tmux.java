package io.tekton.sharedservices.endtoend;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Real terminals of a tmux whose sockets are in a folder of the test's. Closing ends these servers alone. */
final class Tmux implements AutoCloseable {
    /** The name of the server that a host of the test's starts. */
    static final String OF_A_HOST = "host";

    private static final String OF_A_PERSON = "person";

    private final Path folder;
    private final List<String> panes = new ArrayList<>();
    private final List<Integer> pids = new ArrayList<>();

    Tmux(Path folder) {
        this.folder = folder;
    }

    static boolean isHere() {
        return Files.isExecutable(Path.of("/usr/bin/tmux"));
    }

    /** Two terminals beside each other, in each of which this runs; it is to write its answers to a file. */
    void start(List<String> command) {
        for (int i = 0; i < 2; i++) {
            List<String> all =
                    new ArrayList<>(i == 0 ? List.of("-f", "/dev/null", "new-session", "-d") : List.of("split-window"));
            all.addAll(List.of("-P", "-F", "#{pane_id} #{pane_pid}", "-e", "ANSWERS=" + answers(i)));
            all.addAll(command);
            String[] pane = run(OF_A_PERSON, all).split(" ");
            panes.add(pane[0]);
            pids.add(Integer.valueOf(pane[1]));
        }
    }

    private Path answers(int pane) {
        return folder.resolve("answers-" + pane);
    }

    /** The pid that the program in a terminal has written. */
    int answer(int pane) throws IOException {
        while (!Files.exists(answers(pane))) {
            if (!Installation.lives(pids.get(pane))) {
                throw new IllegalStateException("the program in terminal " + pane + " has ended");
            }
            Thread.onSpinWait();
        }
        return Integer.parseInt(Files.readString(answers(pane)).strip());
    }

    /** Its program has ended when this returns. */
    void killPane(int pane) {
        run(OF_A_PERSON, List.of("kill-pane", "-t", panes.get(pane)));
        while (Installation.lives(pids.get(pane))) {
            Thread.onSpinWait();
        }
    }

    private String run(String server, List<String> arguments) {
        List<String> command = new ArrayList<>(List.of("tmux", "-L", server));
        command.addAll(arguments);
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().put("TMUX_TMPDIR", folder.toString());
        builder.environment().remove("TMUX");
        try {
            Process process = builder.start();
            String said = new String(process.getInputStream().readAllBytes(), UTF_8).strip();
            process.waitFor();
            return said;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        if (isHere()) {
            run(OF_A_PERSON, List.of("kill-server"));
            run(OF_A_HOST, List.of("kill-server"));
        }
    }
}
