package io.tekton.sharedservices.cli;

import java.io.PrintStream;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The three streams of a command, and what stands behind them.
 *
 * @param outIsTerminal whether a person reads standard output as it comes
 * @param errIsTerminal likewise standard error
 * @param columns the terminal's width; tables are not cut where standard output is none
 * @param colour whether colour is wanted
 */
public record Terminal(
        PrintStream out,
        PrintStream err,
        boolean outIsTerminal,
        boolean errIsTerminal,
        int columns,
        boolean colour,
        ZoneId zone) {
    private static final int USUAL_COLUMNS = 80;
    private static final DateTimeFormatter LOCAL = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss", Locale.ROOT);

    /**
     * What the start script found out.
     *
     * @param streams which of {@code 0 1 2} are terminals, as digits
     * @param columns the width in digits; empty where unknown
     */
    public static Terminal of(
            PrintStream out,
            PrintStream err,
            String streams,
            String columns,
            Map<String, String> environment,
            ZoneId zone) {
        boolean outIsTerminal = streams.contains("1");
        boolean wanted = environment.getOrDefault("NO_COLOR", "").isEmpty()
                && !environment.getOrDefault("TERM", "").equals("dumb");
        int width = columns.matches("[0-9]{1,5}") ? Math.max(40, Integer.parseInt(columns)) : USUAL_COLUMNS;
        return new Terminal(out, err, outIsTerminal, streams.contains("2"), width, outIsTerminal && wanted, zone);
    }

    void line(@Nullable String text) {
        out.println(text);
    }

    void error(@Nullable String text) {
        err.println("shared-services: " + text);
    }

    String local(Instant time) {
        return LOCAL.format(time.atZone(zone));
    }

    String red(String text) {
        return coloured("31", text);
    }

    String green(String text) {
        return coloured("32", text);
    }

    String yellow(String text) {
        return coloured("33", text);
    }

    String bold(String text) {
        return coloured("1", text);
    }

    String dim(String text) {
        return coloured("2", text);
    }

    private String coloured(String code, String text) {
        return colour ? "\u001b[" + code + "m" + text + "\u001b[0m" : text;
    }
}
