package io.tekton.sharedservices.cleanup;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.tekton.sharedservices.cleanup.verdict.Hosts;
import io.tekton.sharedservices.process.ProcessSnapshot;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;

/** Labelled processes of the test resources, recorded from real programs; each file says what its columns are. */
final class PresetCorpus {
    private static final JsonFactory JSON = new JsonFactory();
    private static final int COLUMNS = 7;

    private PresetCorpus() {}

    /**
     * @param expected {@code owner NAME}, {@code match NAME} or {@code none}
     * @param name the kernel's
     * @param source the package and how it was recorded
     */
    record Row(
            String preset,
            int number,
            String expected,
            List<String> arguments,
            Map<String, String> environment,
            String name,
            String source) {

        /** The name behind {@code owner} or {@code match}; empty for {@code none}. */
        List<String> expected(String kind) {
            return expected.startsWith(kind + " ") ? List.of(expected.substring(kind.length() + 1)) : List.of();
        }

        ProcessSnapshot snapshot() {
            return Hosts.process(4711)
                    .argv(arguments.toArray(String[]::new))
                    .environment(environment)
                    .name(name)
                    .snapshot();
        }

        @Override
        public String toString() {
            return preset + ":" + number + " " + arguments.get(0);
        }
    }

    static Stream<Row> rows(String preset) {
        List<Row> rows = new ArrayList<>();
        List<String> lines = read("/presets/" + preset + ".tsv").lines().toList();
        for (int i = 0; i < lines.size(); i++) {
            if (!lines.get(i).startsWith("#")) {
                String[] columns = lines.get(i).split("\t", -1);
                if (columns.length != COLUMNS || Stream.of(columns).skip(4).anyMatch(String::isBlank)) {
                    throw new IllegalStateException(preset + ":" + (i + 1) + " lacks a column");
                }
                List<String> variables = strings(columns[2]);
                Map<String, String> environment = new LinkedHashMap<>();
                for (int k = 0; k < variables.size(); k += 2) {
                    environment.put(variables.get(k), variables.get(k + 1));
                }
                rows.add(new Row(
                        preset,
                        i + 1,
                        columns[0],
                        strings(columns[1]),
                        environment,
                        columns[4],
                        columns[5] + ", " + columns[6]));
            }
        }
        return rows.stream();
    }

    private static String read(String resource) {
        try (InputStream in = PresetCorpus.class.getResourceAsStream(resource)) {
            return new String(Objects.requireNonNull(in, resource).readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The texts of an array, or the names and values of an object in turn. */
    private static List<String> strings(String json) {
        List<String> found = new ArrayList<>();
        try (JsonParser parser = JSON.createParser(json)) {
            while (parser.nextToken() != null) {
                if (parser.currentToken() == JsonToken.VALUE_STRING || parser.currentToken() == JsonToken.FIELD_NAME) {
                    found.add(parser.getText());
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return found;
    }
}
