package io.tekton.sharedservices.logging;

import io.tekton.sharedservices.config.LogFormat;
import io.tekton.sharedservices.text.Causes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.apache.logging.log4j.Level;
import org.apache.logging.log4j.core.config.Configurator;
import org.apache.logging.log4j.status.StatusData;
import org.apache.logging.log4j.status.StatusListener;
import org.apache.logging.log4j.status.StatusLogger;

/**
 * Where log lines go: {@code shared-services.log}, and every line of a cleanup also to {@code orphan_cleanup.log}. Both
 * roll over by size and by day, and old ones go.
 */
public final class Logging {
    /** The log of everything. */
    public static final String EVERYTHING = "shared-services.log";

    /** The log of cleanups alone. */
    static final String CLEANUPS = "orphan_cleanup.log";

    private Logging() {}

    /**
     * Whether standard error goes straight to systemd's journal ({@code systemd.exec(5)}): the variable is inherited by
     * programs whose output goes elsewhere, so it is compared with what standard error is.
     */
    public static boolean toJournal(Map<String, String> environment) {
        String stream = environment.get("JOURNAL_STREAM");
        if (stream == null || stream.isEmpty()) {
            return false;
        }
        try {
            Map<String, Object> standardError = Files.readAttributes(Path.of("/proc/self/fd/2"), "unix:dev,ino");
            return stream.equals(standardError.get("dev") + ":" + standardError.get("ino"));
        } catch (IOException | UnsupportedOperationException | IllegalArgumentException e) {
            return false;
        }
    }

    /** As people read it, and nowhere but into the files. */
    public static boolean to(Path folder, Consumer<String> warning) {
        return to(folder, LogFormat.TEXT, false, warning);
    }

    /**
     * Begins to log into a folder, which is made if it is not there. A log that cannot be written keeps nobody from a
     * cleanup: what it did and why is on record in the store.
     *
     * @param format of the files
     * @param journal whether every line also goes to standard error, for the journal
     * @param warning gets a sentence about what is wrong with the log, now or later
     * @return whether lines are written
     */
    public static boolean to(Path folder, LogFormat format, boolean journal, Consumer<String> warning) {
        Optional<String> obstacle = obstacle(folder);
        // The library's own complaints would be stack traces, and on which stream is its own choice.
        StatusLogger.getLogger().reset();
        StatusLogger.getLogger().registerListener(new Complaints(warning));
        obstacle.ifPresent(why -> warning.accept("nothing is logged: " + why));
        LogConfiguration configuration =
                new LogConfiguration(obstacle.isPresent() ? null : folder, format, journal, Clock.systemUTC());
        // The first one keeps the library from creating its own.
        if (Configurator.initialize(configuration).getConfiguration() != configuration) {
            Configurator.reconfigure(configuration);
        }
        return obstacle.isEmpty();
    }

    private static Optional<String> obstacle(Path folder) {
        try {
            Files.createDirectories(folder);
        } catch (IOException e) {
            return Optional.of("the log folder " + folder + " cannot be made: " + Causes.of(e));
        }
        for (String name : List.of(EVERYTHING, CLEANUPS)) {
            Path file = folder.resolve(name);
            boolean there = Files.exists(file);
            if (there && !Files.isRegularFile(file)) {
                return Optional.of("the log " + file + " is no regular file");
            }
            if (!Files.isWritable(there ? file : folder)) {
                return Optional.of("the log " + file + " cannot be written by this user");
            }
        }
        return Optional.empty();
    }

    /**
     * Passes on what the library cannot do, such as writing to a full disk: once, since it would come with every line.
     */
    private static final class Complaints implements StatusListener {
        private final Consumer<String> warning;
        private final AtomicBoolean said = new AtomicBoolean();

        Complaints(Consumer<String> warning) {
            this.warning = warning;
        }

        @Override
        public void log(StatusData data) {
            if (said.compareAndSet(false, true)) {
                Throwable cause = data.getThrowable();
                warning.accept("the log: " + data.getMessage().getFormattedMessage()
                        + (cause == null ? "" : ": " + Causes.of(cause)));
            }
        }

        @Override
        public Level getStatusLevel() {
            return Level.ERROR;
        }

        @Override
        public void close() {}
    }
}
