package io.tekton.sharedservices.cli.control;

import io.tekton.sharedservices.api.ApiException;
import io.tekton.sharedservices.cli.option.Context;
import io.tekton.sharedservices.cli.option.ExitCode;
import io.tekton.sharedservices.cli.option.UsageException;
import io.tekton.sharedservices.cli.view.Printable;
import io.tekton.sharedservices.cli.view.Terminal;
import io.tekton.sharedservices.client.DaemonLookup;
import io.tekton.sharedservices.client.GivenSettings;
import io.tekton.sharedservices.client.RemoteServices;
import io.tekton.sharedservices.client.StartRecord;
import io.tekton.sharedservices.posix.IgnoredSignals;
import io.tekton.sharedservices.process.PinnedProcess;
import io.tekton.sharedservices.process.ProcessSnapshot;
import io.tekton.sharedservices.process.ProcessTable;
import io.tekton.sharedservices.process.Reading;
import io.tekton.sharedservices.settings.Places;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Starting the daemon in the background, and ending it. */
public final class BackgroundDaemon {
    private static final Duration READY_WITHIN = Duration.ofSeconds(30);
    private static final Duration BETWEEN_CHECKS = Duration.ofMillis(100);
    /** The longest grace period that the settings allow, and what the daemon itself needs beyond it. */
    private static final Duration LONGEST_STOP = Duration.ofMinutes(10).plusSeconds(30);

    private static final Duration USUAL_STOP = Duration.ofSeconds(20);
    private static final Duration BETWEEN_STOP_CHECKS = Duration.ofMillis(500);
    private static final int LAST_WORDS = 4_000;

    /** With less the daemon cannot make its files. */
    private static final long LEAST_ROOM = 4L << 20;

    private final Context context;
    private final Places places;
    private final Terminal terminal;

    public BackgroundDaemon(Context context) {
        this.context = context;
        this.places = context.places();
        this.terminal = context.terminal();
    }

    /**
     * Starts it, unless it runs already.
     *
     * @param arguments of the command {@code run}, shared options in front
     * @param own what the options among them mean as settings
     * @throws io.tekton.sharedservices.settings.SettingsException if it runs already, with other settings than this
     *     call was given
     */
    public int start(List<String> arguments, List<Context.OwnOption> own) throws IOException {
        DaemonLookup other = awaitAnnouncement();
        if (other instanceof DaemonLookup.Running running) {
            return runsAlready(running, own);
        }
        if (other instanceof DaemonLookup.Unclear unclear && unclear.unannouncedSince() != null) {
            terminal.error(unclear.why());
            return ExitCode.UNKNOWN;
        }
        if (other instanceof DaemonLookup.NotRunning none) {
            none.otherThan(arguments).ifPresent(terminal::error);
        }
        makeStateFolder(places.stateFolder());
        Path words = places.stateFolder().resolve("daemon.out");
        Files.deleteIfExists(words);
        try {
            Files.createFile(words, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        } catch (FileAlreadyExistsException e) {
            // Two starts at the same time: the daemons of both write into it, and one of them ends at once.
        }
        List<String> command = new ArrayList<>(List.of(
                "/bin/sh", places.installation().resolve("bin/shared-services").toString()));
        command.addAll(arguments);
        ProcessBuilder builder = new ProcessBuilder(command)
                .redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
                .redirectOutput(ProcessBuilder.Redirect.appendTo(words.toFile()))
                .redirectErrorStream(true);
        // The environment of this command, which decides whose state folder and registry it is.
        builder.environment().clear();
        builder.environment().putAll(context.environment());
        // Started in a script's background or by nohup, this command ignores SIGINT or SIGHUP; the daemon heeds them.
        IgnoredSignals.keepFromChildren();
        Process process = builder.start();
        long deadline = System.nanoTime() + READY_WITHIN.toNanos();
        boolean reported = false;
        while (System.nanoTime() - deadline < 0) {
            if (isReady(process.pid())) {
                new StartRecord(places.stateFolder()).write(process.pid(), arguments);
                DaemonLookup.Running running = (DaemonLookup.Running) context.daemon();
                terminal.line("The daemon runs as pid " + process.pid() + " at "
                        + running.address().url());
                return ExitCode.DONE;
            }
            if (!process.isAlive()) {
                if (context.daemon() instanceof DaemonLookup.Running first) {
                    // Two starts at the same time: the other one was first.
                    return runsAlready(first, own);
                }
                terminal.error("the daemon did not start:\n" + lastWords(words));
                return process.exitValue() == ExitCode.USAGE ? ExitCode.USAGE : ExitCode.FAILED;
            }
            if (!reported) {
                reported = reportWaiting(words);
            }
            if (context.stop().await(BETWEEN_CHECKS)) {
                break;
            }
        }
        new StartRecord(places.stateFolder()).write(process.pid(), arguments);
        terminal.error("the daemon (pid " + process.pid() + ") is not ready after " + READY_WITHIN.toSeconds()
                + " s; it continues to start. Its output so far:\n" + lastWords(words));
        return ExitCode.FAILED;
    }

    /** Waits for a daemon that has taken the store a moment ago to say where it listens. */
    private DaemonLookup awaitAnnouncement() {
        long begin = System.nanoTime();
        while (true) {
            DaemonLookup sighting = context.daemon();
            Instant since = sighting instanceof DaemonLookup.Unclear unclear ? unclear.unannouncedSince() : null;
            if (since == null
                    || System.nanoTime() - begin > READY_WITHIN.toNanos()
                    || !context.clock().instant().isBefore(since.plus(READY_WITHIN))
                    || context.stop().await(BETWEEN_CHECKS)) {
                return sighting;
            }
        }
    }

    /** One that is about to stop is none that a start could be content with. */
    private int runsAlready(DaemonLookup.Running running, List<Context.OwnOption> own) {
        if (running.address().stoppingSince() != null) {
            terminal.error(running.whyNoOther());
            return ExitCode.FAILED;
        }
        context.ask(running, own).close();
        terminal.line("The daemon runs already as pid "
                + running.address().process().pid() + " at " + running.address().url());
        return ExitCode.DONE;
    }

    private static void makeStateFolder(Path folder) throws IOException {
        if (!Files.exists(folder)) {
            Path parent = folder.getParent();
            if (parent != null) {
                Files.createDirectories(parent);
            }
            Files.createDirectory(
                    folder, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        }
    }

    /** What the daemon says before it is ready and while it lives: for whom it waits. */
    private boolean reportWaiting(Path words) throws IOException {
        Optional<String> waiting = Files.readString(words, StandardCharsets.UTF_8)
                .lines()
                .filter(line -> line.contains(": waiting "))
                .findFirst();
        waiting.ifPresent(line -> terminal.err().println(line));
        return waiting.isPresent();
    }

    private boolean isReady(long pid) {
        if (context.daemon() instanceof DaemonLookup.Running running
                && running.address().process().pid() == pid) {
            try {
                return RemoteServices.of(running, places.stateFolder(), GivenSettings.NONE)
                        .health()
                        .ready();
            } catch (ApiException e) {
                // It listens a moment after it says where.
                return false;
            }
        }
        return false;
    }

    private static String lastWords(Path words) throws IOException {
        String text = Files.readString(words, StandardCharsets.UTF_8).strip();
        if (text.isEmpty()) {
            Path folder = words.toAbsolutePath().getParent();
            long free = folder == null ? -1 : folder.toFile().getUsableSpace();
            return free >= 0 && free < LEAST_ROOM
                    ? "it could write nothing: the disk of " + folder + " has " + free / 1024
                            + " KiB left; make room there"
                    : "it wrote nothing; its log may say more, and \"shared-services run\" shows the start in the "
                            + "foreground";
        }
        return text.substring(Math.max(0, text.length() - LAST_WORDS));
    }

    /** What a stop or a restart is given could only be ignored, unless it is what the daemon was started with. */
    private void refuseSettings(DaemonLookup.Running running) {
        List<String> given = new ArrayList<>(context.sharedArguments());
        int config = given.indexOf("--config");
        if (config >= 0) {
            given.subList(config, config + 2).clear(); // compared below, also where a variable names it
        }
        refuse(given, startedWith(running));
        Path its = running.address().configFile();
        if (places.configFileAsked() && its != null && !its.equals(places.configFile())) {
            throw new UsageException(
                    "the settings file " + places.configFile() + " would be ignored: the running daemon uses " + its);
        }
    }

    /**
     * Refuses settings that a call was given and that would be ignored.
     *
     * @param started what the daemon was started with
     * @throws UsageException if one of {@code --set} and {@code --config} is not among them
     */
    public static void refuse(List<String> given, List<String> started) {
        for (int i = 0; i < given.size() - 1; i++) {
            String option = given.get(i);
            if ((option.equals("--set") || option.equals("--config")) && !started.contains(given.get(i + 1))) {
                throw new UsageException(option + " " + Printable.of(given.get(i + 1))
                        + " would be ignored: give it to start, once the daemon has stopped");
            }
        }
    }

    private List<String> startedWith(DaemonLookup.Running running) {
        try {
            return new StartRecord(places.stateFolder())
                    .of(running.address().process().pid())
                    .orElse(List.of());
        } catch (IOException e) {
            return List.of();
        }
    }

    /** Only the daemon knows what it waits for, if it has noticed at all that it is to end. */
    private String whatHoldsIt() {
        boolean noticed = context.daemon() instanceof DaemonLookup.Running running
                && running.address().stoppingSince() != null;
        return noticed
                ? "is stopping and has not ended yet; \"shared-services status\" shows whether a run is still active"
                : "has not reacted to the request to stop for " + USUAL_STOP.toSeconds()
                        + " s: it may be suspended (kill -CONT resumes it), or the host is overloaded";
    }

    /**
     * Ends the daemon with SIGTERM, through a hold on it, and waits until it is gone.
     *
     * @throws UsageException if this call was given settings that the daemon was not started with
     */
    public int stop() {
        DaemonLookup sighting = context.daemon();
        if (sighting instanceof DaemonLookup.Unclear unclear) {
            terminal.error(unclear.why());
            return ExitCode.UNKNOWN;
        }
        if (!(sighting instanceof DaemonLookup.Running running)) {
            terminal.line("The daemon is not running.");
            return ExitCode.DONE;
        }
        refuseSettings(running);
        int pid = running.address().process().pid();
        if (running.address().stoppingSince() != null) {
            terminal.error("the daemon (pid " + pid + ") was asked to stop already, at "
                    + terminal.local(running.address().stoppingSince())
                    + "; waiting for its end");
        }
        ProcessTable table = context.processes();
        if (!(table.read(pid) instanceof Reading.Present<ProcessSnapshot> present)
                || !present.value().identity().equals(running.address().process())
                || !(table.pin(present.value()) instanceof ProcessTable.Pinning.Pinned pinned)) {
            terminal.line("The daemon ended by itself.");
            return ExitCode.DONE;
        }
        try (PinnedProcess daemon = pinned.process()) {
            daemon.terminate();
            long begun = System.nanoTime();
            boolean reported = false;
            while (!daemon.exited()
                    && System.nanoTime() - begun < LONGEST_STOP.toNanos()
                    && !context.stop().isRaised()) {
                table.awaitAnyExit(List.of(daemon), BETWEEN_STOP_CHECKS);
                if (!reported && System.nanoTime() - begun > USUAL_STOP.toNanos()) {
                    reported = true;
                    terminal.error("the daemon (pid " + pid + ") " + whatHoldsIt());
                }
            }
            if (!daemon.exited()) {
                terminal.error("the daemon (pid " + pid + ") was asked to stop and has not ended after "
                        + (System.nanoTime() - begun) / 1_000_000_000 + " s; its log may say why");
                return ExitCode.FAILED;
            }
        }
        terminal.line("The daemon (pid " + pid + ") has stopped.");
        return ExitCode.DONE;
    }
}
