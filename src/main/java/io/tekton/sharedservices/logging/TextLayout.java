package io.tekton.sharedservices.logging;

import io.tekton.sharedservices.text.HostZone;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import org.apache.logging.log4j.core.LogEvent;
import org.apache.logging.log4j.core.layout.AbstractStringLayout;

/**
 * A log line as people read it: time with offset, level, the last part of the logger's name, message; a stack trace
 * below. It does not use the library's patterns: those cost a command more time than all of its lines.
 */
final class TextLayout extends AbstractStringLayout {
    private static final int LEVEL_WIDTH = 5;

    private final HostZone zone;

    /** @param zone of the times */
    TextLayout(HostZone zone) {
        super(StandardCharsets.UTF_8);
        this.zone = zone;
    }

    @Override
    public String toSerializable(LogEvent event) {
        StringBuilder line = new StringBuilder(160);
        line.append(zone.millis(Instant.ofEpochMilli(event.getTimeMillis())));
        String level = event.getLevel().name();
        line.append(' ').append(level);
        line.append(" ".repeat(Math.max(0, LEVEL_WIDTH - level.length())));
        String logger = event.getLoggerName();
        line.append(" [")
                .append(logger, logger.lastIndexOf('.') + 1, logger.length())
                .append("] ");
        appendPrintable(event.getMessage().getFormattedMessage(), line);
        line.append(System.lineSeparator());
        if (event.getThrown() != null) {
            StringWriter trace = new StringWriter();
            event.getThrown().printStackTrace(new PrintWriter(trace));
            line.append(trace);
        }
        return line.toString();
    }

    /**
     * What a line must not hold becomes a question mark; records come escaped, so that it is there for the unforeseen.
     */
    private static void appendPrintable(String message, StringBuilder line) {
        for (int i = 0; i < message.length(); ) {
            int character = message.codePointAt(i);
            line.appendCodePoint(isPrintable(character) ? character : '?');
            i += Character.charCount(character);
        }
    }

    private static boolean isPrintable(int character) {
        return switch (Character.getType(character)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.SURROGATE,
                    Character.PRIVATE_USE,
                    Character.UNASSIGNED,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR -> false;
            default -> true;
        };
    }
}
