package io.tekton.sharedservices.cli.view;

import io.tekton.sharedservices.text.HostZone;
import io.tekton.sharedservices.text.PrintableText;
import java.io.InputStream;
import java.io.PrintStream;
import java.time.Instant;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * The three streams of a command, and what is behind them.
 *
 * @param in what a person answers; empty where nobody is asked
 * @param inIsTerminal whether a person can answer on standard input
 * @param outIsTerminal whether a person reads standard output as it comes
 * @param progress whether a line of standard error may be written over again and again
 * @param columns the terminal's width; tables are not cut where standard output is none
 * @param colour whether colour is wanted
 */
public record Terminal(
        InputStream in,
        boolean inIsTerminal,
        PrintStream out,
        PrintStream err,
        boolean outIsTerminal,
        boolean progress,
        int columns,
        boolean colour,
        HostZone zone) {
    private static final int USUAL_COLUMNS = 80;
    private static final int NARROWEST = 40;

    /** One on which nobody answers. */
    public static Terminal of(
            PrintStream out,
            PrintStream err,
            String streams,
            String columns,
            Map<String, String> environment,
            HostZone zone) {
        return of(InputStream.nullInputStream(), out, err, streams, columns, environment, zone);
    }

    /**
     * What the start script found out.
     *
     * @param streams which of {@code 0 1 2} are terminals, as digits
     * @param columns the width in digits; empty where unknown
     */
    public static Terminal of(
            InputStream in,
            PrintStream out,
            PrintStream err,
            String streams,
            String columns,
            Map<String, String> environment,
            HostZone zone) {
        boolean outIsTerminal = streams.contains("1");
        boolean dumb = environment.getOrDefault("TERM", "").equals("dumb");
        boolean wanted = environment.getOrDefault("NO_COLOR", "").isEmpty() && !dumb;
        return new Terminal(
                in,
                streams.contains("0"),
                out,
                err,
                outIsTerminal,
                streams.contains("2") && !dumb,
                width(columns),
                outIsTerminal && wanted,
                zone);
    }

    private static int width(String columns) {
        try {
            return columns.isEmpty() ? USUAL_COLUMNS : Math.max(NARROWEST, Integer.parseInt(columns));
        } catch (NumberFormatException e) {
            return USUAL_COLUMNS;
        }
    }

    public void line(@Nullable String text) {
        out.println(text);
    }

    /**
     * Sentences: on a terminal in lines that break between words, elsewhere in one line, as they are.
     *
     * @param indent of the lines after the first one of a paragraph
     * @param paint colours each line
     */
    public void sentences(String text, int indent, UnaryOperator<String> paint) {
        for (String paragraph : text.split("\n", -1)) {
            if (outIsTerminal) {
                filled(paragraph, indent).lines().map(paint).forEach(this::line);
            } else {
                line(paint.apply(paragraph));
            }
        }
    }

    private String filled(String paragraph, int indent) {
        return Filled.lines("", indent, paragraph, columns - 1);
    }

    public void sentences(String text, int indent) {
        sentences(text, indent, UnaryOperator.identity());
    }

    public void sentences(String text) {
        sentences(text, 0, UnaryOperator.identity());
    }

    /** Whether a person sits at it who reads and can answer. */
    public boolean isAttended() {
        return inIsTerminal && outIsTerminal;
    }

    /**
     * A sentence, or several lines, on standard error; control characters in it are escaped. On a terminal the lines
     * break between words.
     */
    public void error(@Nullable String text) {
        String whole = "shared-services: " + PrintableText.escapedLines(String.valueOf(text));
        if (progress) {
            whole.lines().forEach(line -> err.print(filled(line, 0)));
        } else {
            err.println(whole);
        }
    }

    /** As {@link #error}, for a person who watches; nothing where standard error is no terminal. */
    public void notice(String text) {
        if (progress) {
            error(text);
        }
    }

    public String local(Instant time) {
        return zone.seconds(time);
    }

    public String red(String text) {
        return coloured("31", text);
    }

    public String green(String text) {
        return coloured("32", text);
    }

    public String yellow(String text) {
        return coloured("33", text);
    }

    public String bold(String text) {
        return coloured("1", text);
    }

    public String dim(String text) {
        return coloured("2", text);
    }

    private String coloured(String code, String text) {
        return colour ? "\u001b[" + code + "m" + text + "\u001b[0m" : text;
    }
}
