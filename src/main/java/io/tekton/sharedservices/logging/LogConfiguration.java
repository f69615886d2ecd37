package io.tekton.sharedservices.logging;

import io.tekton.sharedservices.config.LogFormat;
import io.tekton.sharedservices.text.HostZone;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import org.apache.logging.log4j.Level;
import org.apache.logging.log4j.core.Appender;
import org.apache.logging.log4j.core.Layout;
import org.apache.logging.log4j.core.appender.ConsoleAppender;
import org.apache.logging.log4j.core.appender.RollingFileAppender;
import org.apache.logging.log4j.core.appender.rolling.CompositeTriggeringPolicy;
import org.apache.logging.log4j.core.appender.rolling.DefaultRolloverStrategy;
import org.apache.logging.log4j.core.appender.rolling.SizeBasedTriggeringPolicy;
import org.apache.logging.log4j.core.appender.rolling.TimeBasedTriggeringPolicy;
import org.apache.logging.log4j.core.appender.rolling.action.Action;
import org.apache.logging.log4j.core.appender.rolling.action.DeleteAction;
import org.apache.logging.log4j.core.appender.rolling.action.PathCondition;
import org.apache.logging.log4j.core.config.AbstractConfiguration;
import org.apache.logging.log4j.core.config.ConfigurationSource;
import org.apache.logging.log4j.core.config.LoggerConfig;
import org.apache.logging.log4j.core.layout.PatternLayout;
import org.apache.logging.log4j.layout.template.json.JsonTemplateLayout;
import org.apache.logging.log4j.layout.template.json.JsonTemplateLayout.EventTemplateAdditionalField;
import org.jspecify.annotations.Nullable;

/**
 * Creates the appenders directly: the library's configuration builder finds its parts by annotations, which costs a
 * command 40 ms.
 */
final class LogConfiguration extends AbstractConfiguration {
    /**
     * Under systemd's journal: the level as a priority ({@code sd-daemon(3)}), and all of an event on one line; the
     * time is the journal's own.
     */
    private static final String JOURNAL_PATTERN =
            "<%level{FATAL=2, ERROR=3, WARN=4, INFO=6, DEBUG=7, TRACE=7}>[%logger{1}] "
                    + "%replace{%m}{[\\p{C}\\u2028\\u2029]}{?}"
                    + "%xEx{separator( | )}%n";

    private static final Duration KEPT = Duration.ofDays(90);

    private final @Nullable Path folder;
    private final LogFormat format;
    private final boolean journal;
    private final Clock clock;

    /**
     * @param folder that is there and can be written; null for no lines at all
     * @param journal whether every line also goes to standard error
     * @param clock decides which rolled files are old
     */
    LogConfiguration(@Nullable Path folder, LogFormat format, boolean journal, Clock clock) {
        super(null, ConfigurationSource.NULL_SOURCE);
        this.folder = folder;
        this.format = format;
        this.journal = journal;
        this.clock = clock;
        setName("shared-services");
        // The program ends its runs first and logs how; a hook of the library's own would be earlier.
        this.isShutdownHookEnabled = false;
    }

    /** There is no text to be read. */
    @Override
    public void setup() {}

    @Override
    protected void doConfigure() {
        LoggerConfig root = getRootLogger();
        if (folder == null) {
            root.setLevel(Level.OFF);
            return;
        }
        root.setLevel(Level.INFO);
        add(file("all", folder, Logging.EVERYTHING), root);
        LoggerConfig cleanups = new LoggerConfig("orphan-cleanup", Level.INFO, true);
        add(file("cleanup", folder, Logging.CLEANUPS), cleanups);
        addLogger(cleanups.getName(), cleanups);
        if (journal) {
            add(journal(), root);
        }
        for (String quiet : List.of(
                "com.zaxxer.hikari", "org.flywaydb", "org.quartz", "io.tekton.sharedservices.schedule.StoreJobStore")) {
            addLogger(quiet, new LoggerConfig(quiet, Level.WARN, true));
        }
    }

    private void add(Appender appender, LoggerConfig logger) {
        addAppender(appender);
        logger.addAppender(appender, null, null);
    }

    private Appender file(String name, Path folder, String fileName) {
        Path file = folder.resolve(fileName);
        PathCondition old = new OldLogs(fileName, KEPT, clock);
        return RollingFileAppender.newBuilder()
                .setName(name)
                .setConfiguration(this)
                .setFileName(file.toString())
                .setFilePattern(file + ".%d{yyyy-MM-dd}.%i.gz")
                .setFilePermissions("rw-------")
                .setLayout(layout())
                .setPolicy(CompositeTriggeringPolicy.createPolicy(
                        TimeBasedTriggeringPolicy.newBuilder().build(), SizeBasedTriggeringPolicy.createPolicy("10MB")))
                .setStrategy(DefaultRolloverStrategy.newBuilder()
                        .setConfig(this)
                        .setMax("10")
                        .setCustomActions(new Action[] {
                            DeleteAction.createDeleteAction(
                                    folder.toString(), false, 1, false, null, new PathCondition[] {old}, null, this)
                        })
                        .build())
                .build();
    }

    private Layout<String> layout() {
        return format == LogFormat.TEXT
                ? new TextLayout(HostZone.ofHost())
                : JsonTemplateLayout.newBuilder()
                        .setConfiguration(this)
                        .setEventTemplateUri("classpath:EcsLayout.json")
                        .setEventTemplateAdditionalFields(new EventTemplateAdditionalField[] {
                            EventTemplateAdditionalField.newBuilder()
                                    .setKey("service.name")
                                    .setValue("shared-services")
                                    .build()
                        })
                        .build();
    }

    private Appender journal() {
        return ConsoleAppender.newBuilder()
                .setName("journal")
                .setConfiguration(this)
                .setTarget(ConsoleAppender.Target.SYSTEM_ERR)
                .setLayout(PatternLayout.newBuilder()
                        .setConfiguration(this)
                        .setPattern(JOURNAL_PATTERN)
                        .build())
                .build();
    }
}
