package io.tekton.sharedservices.logging;

import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Clock;
import java.time.Duration;
import org.apache.logging.log4j.core.appender.rolling.action.PathCondition;

/**
 * Which of the rolled files of one log may go: those whose last line is older than that. The library's own conditions
 * are made by annotations.
 */
record OldLogs(String fileName, Duration kept, Clock clock) implements PathCondition {
    @Override
    public void beforeFileTreeWalk() {
        // nothing is counted over the files
    }

    @Override
    public boolean accept(Path folder, Path file, BasicFileAttributes attributes) {
        String name = file.getFileName().toString();
        return name.startsWith(fileName + ".")
                && name.endsWith(".gz")
                && attributes
                        .lastModifiedTime()
                        .toInstant()
                        .isBefore(clock.instant().minus(kept));
    }
}
