package io.tekton.sharedservices;

import io.tekton.sharedservices.daemon.LogFormat;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.apache.logging.log4j.Level;
import org.apache.logging.log4j.core.config.Configurator;
import org.apache.logging.log4j.core.config.builder.api.AppenderComponentBuilder;
import org.apache.logging.log4j.core.config.builder.api.ConfigurationBuilder;
import org.apache.logging.log4j.core.config.builder.api.ConfigurationBuilderFactory;
import org.apache.logging.log4j.core.config.builder.api.LayoutComponentBuilder;
import org.apache.logging.log4j.core.config.builder.api.RootLoggerComponentBuilder;
import org.apache.logging.log4j.core.config.builder.impl.BuiltConfiguration;
import org.apache.logging.log4j.status.StatusData;
import org.apache.logging.log4j.status.StatusListener;
import org.apache.logging.log4j.status.StatusLogger;

/**
 * Where log lines go: {@code shared-services.log}, and every line of a cleanup also to {@code orphan_cleanup.log}. Both roll over by size and
 * by day, and old ones go. Built in code, since reading it from XML costs every short command a parser.
 */
final class Logging {
    /** The log of everything. */
    static final String EVERYTHING = "shared-services.log";

    /** The log of cleanups alone. */
    static final String CLEANUPS = "orphan_cleanup.log";

    /** What a line must not hold becomes a question mark; records come escaped, so that it is there for the unforeseen. */
    private static final String PATTERN =
            "%d{yyyy-MM-dd'T'HH:mm:ss.SSSXXX} %-5level [%logger{1}] %replace{%m}{[\\p{C}\\u2028\\u2029]}{?}%n%xEx";

    /** Under systemd's journal: the level as a priority ({@code sd-daemon(3)}), and all of an event on one line; the time is the journal's own. */
    private static final String JOURNAL_PATTERN =
            "<%level{FATAL=2, ERROR=3, WARN=4, INFO=6, DEBUG=7, TRACE=7}>[%logger{1}] %replace{%m}{[\\p{C}\\u2028\\u2029]}{?}"
                    + "%xEx{separator( | )}%n";

    private Logging() {}

    /**
     * Whether standard error goes straight to systemd's journal ({@code systemd.exec(5)}): the variable is inherited by programs whose output goes
     * elsewhere, so it is compared with what standard error is.
     */
    static boolean toJournal(Map<String, String> environment) {
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
    static boolean to(Path folder, Consumer<String> warning) {
        return to(folder, LogFormat.TEXT, false, warning);
    }

    /**
     * Begins to log into a folder, which is made if it is not there. A log that cannot be written keeps nobody from a cleanup: what it did
     * and why is on record in the store.
     *
     * @param format of the files
     * @param journal whether every line also goes to standard error, for the journal
     * @param warning told in a sentence what is wrong with the log, now or later
     * @return whether lines are written
     */
    static boolean to(Path folder, LogFormat format, boolean journal, Consumer<String> warning) {
        Optional<String> obstacle = obstacle(folder);
        ConfigurationBuilder<BuiltConfiguration> builder = ConfigurationBuilderFactory.newConfigurationBuilder();
        builder.setConfigurationName("shared-services");
        // The library's own complaints would be stack traces, and on which stream is its own choice.
        builder.setStatusLevel(Level.OFF);
        StatusLogger.getLogger().reset();
        StatusLogger.getLogger().registerListener(new Complaints(warning));
        // The program ends its runs first and logs how; a hook of the library's own would be earlier.
        builder.setShutdownHook("disable");
        if (obstacle.isPresent()) {
            warning.accept("nothing is logged: " + obstacle.get());
            builder.add(builder.newRootLogger(Level.OFF));
        } else {
            builder.add(file(builder, "all", folder, EVERYTHING, format));
            builder.add(file(builder, "cleanup", folder, CLEANUPS, format));
            builder.add(builder.newLogger("orphan-cleanup", Level.INFO).add(builder.newAppenderRef("cleanup")));
            RootLoggerComponentBuilder root = builder.newRootLogger(Level.INFO).add(builder.newAppenderRef("all"));
            if (journal) {
                builder.add(builder.newAppender("journal", "Console")
                        .addAttribute("target", "SYSTEM_ERR")
                        .add(builder.newLayout("PatternLayout").addAttribute("pattern", JOURNAL_PATTERN)));
                root.add(builder.newAppenderRef("journal"));
            }
            builder.add(root);
            builder.add(builder.newLogger("com.zaxxer.hikari", Level.WARN));
            builder.add(builder.newLogger("org.flywaydb", Level.WARN));
            builder.add(builder.newLogger("org.quartz", Level.WARN));
            builder.add(builder.newLogger("io.tekton.sharedservices.schedule.StoreJobStore", Level.WARN));
        }
        Configurator.reconfigure(builder.build(false));
        return obstacle.isEmpty();
    }

    private static Optional<String> obstacle(Path folder) {
        try {
            Files.createDirectories(folder);
        } catch (IOException e) {
            return Optional.of("the log folder " + folder + " cannot be made: " + e);
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

    /** Passes on what the library cannot do, such as writing to a full disk: once, since it would come with every line. */
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
                warning.accept(
                        "the log: " + data.getMessage().getFormattedMessage() + (cause == null ? "" : ": " + cause));
            }
        }

        @Override
        public Level getStatusLevel() {
            return Level.ERROR;
        }

        @Override
        public void close() {}
    }

    private static LayoutComponentBuilder layout(ConfigurationBuilder<BuiltConfiguration> builder, LogFormat format) {
        return format == LogFormat.TEXT
                ? builder.newLayout("PatternLayout").addAttribute("pattern", PATTERN)
                : builder.newLayout("JsonTemplateLayout")
                        .addAttribute("eventTemplateUri", "classpath:EcsLayout.json")
                        .addComponent(builder.newComponent("EventTemplateAdditionalField")
                                .addAttribute("key", "service.name")
                                .addAttribute("value", "shared-services"));
    }

    private static AppenderComponentBuilder file(
            ConfigurationBuilder<BuiltConfiguration> builder,
            String name,
            Path folder,
            String fileName,
            LogFormat format) {
        Path file = folder.resolve(fileName);
        return builder.newAppender(name, "RollingFile")
                .addAttribute("fileName", file.toString())
                .addAttribute("filePattern", file + ".%d{yyyy-MM-dd}.%i.gz")
                .addAttribute("filePermissions", "rw-------")
                .add(layout(builder, format))
                .addComponent(builder.newComponent("Policies")
                        .addComponent(builder.newComponent("TimeBasedTriggeringPolicy"))
                        .addComponent(builder.newComponent("SizeBasedTriggeringPolicy")
                                .addAttribute("size", "10MB")))
                .addComponent(builder.newComponent("DefaultRolloverStrategy")
                        .addAttribute("max", "10")
                        .addComponent(builder.newComponent("Delete")
                                .addAttribute("basePath", folder.toString())
                                .addComponent(builder.newComponent("IfFileName")
                                        .addAttribute("glob", fileName + ".*.gz")
                                        .addComponent(builder.newComponent("IfLastModified")
                                                .addAttribute("age", "90d")))));
    }
}
