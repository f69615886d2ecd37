package io.tekton.sharedservices.golden;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadFeature;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Set;

/**
 * One JSON document in two parts: its keys, in order, with the values that programs rely on; and its texts for people,
 * each with its path. What differs from run to run has a placeholder, which still says the type.
 */
final class SteadyJson {
    private static final JsonFactory FACTORY = JsonFactory.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .build();

    /** Sentences for people. */
    private static final Set<String> TEXTS = Set.of(
            "explanation",
            "detail",
            "remedy",
            "warnings",
            "message",
            "because",
            "problems",
            "differences",
            "title",
            "sockets");

    /** What no two runs have in common. */
    private static final Set<String> VOLATILE = Set.of(
            "pid",
            "parentPid",
            "startTicks",
            "bootMillis",
            "epoch",
            "scanned",
            "ageSeconds",
            "waitMillis",
            "cpuMillis",
            "latencyMillis",
            "session",
            "ticks",
            "memoryBytes",
            "bytes",
            "sizeBytes",
            "fileBefore",
            "fileAfter",
            "fileBytes",
            "lineage",
            "user",
            "host",
            "folder",
            "cgroup",
            "terminal");

    private final Steady steady;
    private final Set<String> alsoVolatile;
    private final StringBuilder contract = new StringBuilder();
    private final StringBuilder wording = new StringBuilder();

    private SteadyJson(Steady steady, Set<String> alsoVolatile) {
        this.steady = steady;
        this.alsoVolatile = alsoVolatile;
    }

    /**
     * @param alsoVolatile further keys of which only the type is the same everywhere
     * @throws AssertionError if it is no JSON document, or has a key twice
     */
    static SteadyJson of(String document, Steady steady, Set<String> alsoVolatile) {
        SteadyJson json = new SteadyJson(steady, alsoVolatile);
        try (JsonParser parser = FACTORY.createParser(document)) {
            parser.nextToken();
            json.value(parser, "", "", "");
            if (parser.nextToken() != null) {
                throw new AssertionError("there is more than one document: " + document);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("no JSON: " + document, e);
        }
        return json;
    }

    String contract() {
        return contract + "\n";
    }

    /** Empty without texts. */
    String wording() {
        return wording.toString();
    }

    private void value(JsonParser parser, String key, String path, String indent) throws IOException {
        switch (parser.currentToken()) {
            case START_OBJECT -> object(parser, path, indent);
            case START_ARRAY -> array(parser, key, path, indent);
            default -> contract.append(scalar(parser, key, path));
        }
    }

    private void object(JsonParser parser, String path, String indent) throws IOException {
        contract.append('{');
        String separator = "\n";
        while (parser.nextToken() != JsonToken.END_OBJECT) {
            String key = parser.currentName();
            contract.append(separator).append(indent).append("  \"").append(key).append("\": ");
            parser.nextToken();
            value(parser, key, path.isEmpty() ? key : path + "." + key, indent + "  ");
            separator = ",\n";
        }
        contract.append(separator.equals("\n") ? "}" : "\n" + indent + "}");
    }

    private void array(JsonParser parser, String key, String path, String indent) throws IOException {
        if (key.equals("signs")) {
            // Which signs a process shows depends on how the tests were started.
            parser.skipChildren();
            contract.append("[<signs>]");
            return;
        }
        contract.append('[');
        String separator = "\n";
        for (int i = 0; parser.nextToken() != JsonToken.END_ARRAY; i++) {
            contract.append(separator).append(indent).append("  ");
            value(parser, key, path + "[" + i + "]", indent + "  ");
            separator = ",\n";
        }
        contract.append(separator.equals("\n") ? "]" : "\n" + indent + "]");
    }

    private String scalar(JsonParser parser, String key, String path) throws IOException {
        JsonToken token = parser.currentToken();
        String text = parser.getText();
        if (token == JsonToken.VALUE_NULL) {
            return "null";
        }
        // a run of a job that reads no processes says so
        boolean changes =
                (VOLATILE.contains(key) || alsoVolatile.contains(key)) && !(key.equals("scanned") && text.equals("0"));
        if (token == JsonToken.VALUE_STRING) {
            if (TEXTS.contains(key)) {
                wording.append(path).append(": ").append(steady.text(text)).append('\n');
                return "\"<text>\"";
            }
            if (key.equals("facts") && text.startsWith("{")) {
                return '"' + quoted(ofAnEvent(text)) + '"';
            }
            return changes ? "\"<" + key + ">\"" : '"' + quoted(steady.value(text)) + '"';
        }
        boolean isBoolean = token == JsonToken.VALUE_TRUE || token == JsonToken.VALUE_FALSE;
        if (changes || (!isBoolean && steady.isPid(text))) {
            return isBoolean ? "<boolean>" : token == JsonToken.VALUE_NUMBER_INT ? "<integer>" : "<decimal>";
        }
        return text;
    }

    /** The content of an event is JSON in a text. Settings come and go with versions. */
    private String ofAnEvent(String text) {
        if (text.startsWith("{\"settings\":{")) {
            return "{\"settings\": <settings>}";
        }
        return of(text, steady, Set.of("number"))
                .contract()
                .replaceAll("\n *", "")
                .strip();
    }

    private static String quoted(String text) {
        return text.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n");
    }
}
