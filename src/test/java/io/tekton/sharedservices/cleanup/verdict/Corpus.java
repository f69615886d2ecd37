package io.tekton.sharedservices.cleanup.verdict;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Labelled command lines from the test resources: verdict, component and a JSON array of arguments, separated by tabs.
 */
public final class Corpus {
    private static final JsonFactory JSON = new JsonFactory();

    private static final Pattern SHELL_WORD = Pattern.compile("(?:[^\\s\"']|\"[^\"]*\"|'[^']*')+");

    private Corpus() {}

    /** @param component null if none */
    public record Line(
            String file, int number, boolean ci, @Nullable String component, List<String> arguments) {
        @Override
        public String toString() {
            return file + ":" + number + " " + arguments;
        }
    }

    /** A command line and what must not survive of it. */
    public record Secret(String secret, List<String> arguments) {}

    public static Stream<Secret> secrets(String file) {
        return read(file)
                .lines()
                .filter(line -> !line.startsWith("#"))
                .map(line -> line.split("\t", 2))
                .map(columns -> new Secret(columns[0], arguments(columns[1])));
    }

    public static Stream<Line> lines(String file) {
        List<Line> lines = new ArrayList<>();
        List<String> texts = read(file).lines().toList();
        for (int i = 0; i < texts.size(); i++) {
            if (!texts.get(i).startsWith("#")) {
                String[] columns = texts.get(i).split("\t", 3);
                if (!columns[0].equals("ci") && !columns[0].equals("other")) {
                    throw new IllegalStateException(file + ":" + (i + 1) + " is neither ci nor other");
                }
                lines.add(new Line(
                        file,
                        i + 1,
                        columns[0].equals("ci"),
                        columns[1].isEmpty() ? null : columns[1],
                        arguments(columns[2])));
            }
        }
        return lines.stream();
    }

    public static String read(String file) {
        try (InputStream in = Corpus.class.getResourceAsStream("/corpus/" + file)) {
            return new String(Objects.requireNonNull(in, file).readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The words of a line as a shell parts them, without escapes. */
    public static List<String> shellWords(String line) {
        List<String> words = new ArrayList<>();
        Matcher word = SHELL_WORD.matcher(line);
        while (word.find()) {
            words.add(word.group().replaceAll("\"([^\"]*)\"|'([^']*)'", "$1$2"));
        }
        return words;
    }

    private static List<String> arguments(String json) {
        List<String> arguments = new ArrayList<>();
        try (JsonParser parser = JSON.createParser(json)) {
            while (parser.nextToken() != null) {
                if (parser.currentToken() == JsonToken.VALUE_STRING) {
                    arguments.add(parser.getText());
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return arguments;
    }
}
