package io.tekton.sharedservices.settings;

import java.io.IOException;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;

/**
 * The syntax of {@link Properties} with line numbers: finds where each setting starts and ends, and leaves the reading
 * of one to {@link Properties#load}. A key that comes twice, a malformed {@code \}{@code uXXXX} and a NUL are faults.
 */
final class PropertiesText {

    private final Path file;
    private final Map<String, GivenSetting> settings = new LinkedHashMap<>();
    private final List<Problem> problems = new ArrayList<>();

    private PropertiesText(Path file) {
        this.file = file;
    }

    /** Settings in the order of the file, and what is wrong with it. */
    record Parsed(List<GivenSetting> settings, List<Problem> problems) {}

    static Parsed parse(Path file, String text) {
        PropertiesText parser = new PropertiesText(file);
        parser.readAll(text);
        return new Parsed(List.copyOf(parser.settings.values()), List.copyOf(parser.problems));
    }

    private void readAll(String text) {
        int line = 0;
        int first = 0;
        boolean continued = false;
        StringBuilder setting = new StringBuilder();
        for (int start = 0; start < text.length(); ) {
            int end = endOfLine(text, start);
            String natural = text.substring(start, end);
            start = afterTerminator(text, end);
            line++;
            if (!continued) {
                if (isBlankOrComment(natural)) {
                    continue;
                }
                first = line;
            }
            setting.append(natural);
            if (end < text.length()) {
                setting.append('\n');
            }
            continued = endsInBackslash(natural);
            if (!continued) {
                read(setting.toString(), first);
                setting.setLength(0);
            }
        }
        if (continued) {
            read(setting.toString(), first);
        }
    }

    private static int endOfLine(String text, int start) {
        int end = start;
        while (end < text.length() && text.charAt(end) != '\n' && text.charAt(end) != '\r') {
            end++;
        }
        return end;
    }

    private static int afterTerminator(String text, int end) {
        return text.startsWith("\r\n", end) ? end + 2 : end + 1;
    }

    private static boolean isBlankOrComment(String line) {
        for (int i = 0; i < line.length(); i++) {
            char c = line.charAt(i);
            if (c != ' ' && c != '\t' && c != '\f') {
                return c == '#' || c == '!';
            }
        }
        return true;
    }

    private static boolean endsInBackslash(String line) {
        int backslashes = 0;
        while (backslashes < line.length() && line.charAt(line.length() - 1 - backslashes) == '\\') {
            backslashes++;
        }
        return backslashes % 2 == 1;
    }

    /** Only continued lines with nothing in them; Properties takes that for a setting or not, as the last line ends. */
    private static boolean isNothing(String setting) {
        for (int i = 0; i < setting.length(); i++) {
            char c = setting.charAt(i);
            boolean continues = c == '\\' && (i + 1 == setting.length() || setting.charAt(i + 1) == '\n');
            if (!continues && " \t\f\n".indexOf(c) < 0) {
                return false;
            }
        }
        return true;
    }

    private void read(String text, int line) {
        if (isNothing(text)) {
            return;
        }
        Origin origin = new Origin.InFile(file, line);
        Properties one = new Properties();
        try {
            one.load(new StringReader(text));
        } catch (IllegalArgumentException e) {
            problems.add(new Problem(origin, "", "", "has a malformed \\u escape", "\\u and four hexadecimal digits"));
            return;
        } catch (IOException e) {
            throw new UncheckedIOException("reading from memory", e);
        }
        for (String key : one.stringPropertyNames()) {
            add(new GivenSetting(key, one.getProperty(key), origin), line);
        }
    }

    private void add(GivenSetting given, int line) {
        if (given.key().indexOf('\0') >= 0 || given.value().indexOf('\0') >= 0) {
            problems.add(given.problem("contains a NUL character", "text"));
            return;
        }
        GivenSetting before = settings.putIfAbsent(given.key(), given);
        if (before != null) {
            problems.add(given.problem(
                    "is set twice, in line " + ((Origin.InFile) before.origin()).number() + " and in line " + line,
                    "one line a key"));
        }
    }
}
