package io.tekton.sharedservices;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.logging.log4j.Level;
import org.apache.logging.log4j.core.config.Configurator;
import org.apache.logging.log4j.core.config.builder.api.AppenderComponentBuilder;
import org.apache.logging.log4j.core.config.builder.api.ConfigurationBuilder;
import org.apache.logging.log4j.core.config.builder.api.ConfigurationBuilderFactory;
import org.apache.logging.log4j.core.config.builder.impl.BuiltConfiguration;

/**
 * Where log lines go: {@code shared-services.log}, and every line of a cleanup also to {@code orphan_cleanup.log}. Both roll over by size and
 * by day, and old ones go. Built in code, since reading it from XML costs every short command a parser.
 */
final class Logging {
    private static final String PATTERN =
            "%d{yyyy-MM-dd'T'HH:mm:ss.SSSXXX} %-5level [%logger{1}] %encode{%m}{CRLF}%n%xEx";

    private Logging() {}

    /** Begins to log into a folder, which is made if it is not there. */
    static void to(Path folder) {
        try {
            Files.createDirectories(folder);
        } catch (IOException e) {
            throw new UncheckedIOException("the log folder " + folder + " cannot be made: " + e, e);
        }
        ConfigurationBuilder<BuiltConfiguration> builder = ConfigurationBuilderFactory.newConfigurationBuilder();
        builder.setConfigurationName("shared-services");
        builder.setStatusLevel(Level.ERROR);
        // The program ends its runs first and logs how; a hook of the library's own would be earlier.
        builder.setShutdownHook("disable");
        builder.add(file(builder, "all", folder, "shared-services.log"));
        builder.add(file(builder, "cleanup", folder, "orphan_cleanup.log"));
        builder.add(builder.newLogger("orphan-cleanup", Level.INFO).add(builder.newAppenderRef("cleanup")));
        builder.add(builder.newRootLogger(Level.INFO).add(builder.newAppenderRef("all")));
        builder.add(builder.newLogger("com.zaxxer.hikari", Level.WARN));
        builder.add(builder.newLogger("org.flywaydb", Level.WARN));
        Configurator.reconfigure(builder.build(false));
    }

    private static AppenderComponentBuilder file(
            ConfigurationBuilder<BuiltConfiguration> builder, String name, Path folder, String fileName) {
        Path file = folder.resolve(fileName);
        return builder.newAppender(name, "RollingFile")
                .addAttribute("fileName", file.toString())
                .addAttribute("filePattern", file + ".%d{yyyy-MM-dd}.%i.gz")
                .addAttribute("filePermissions", "rw-------")
                .add(builder.newLayout("PatternLayout").addAttribute("pattern", PATTERN))
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
