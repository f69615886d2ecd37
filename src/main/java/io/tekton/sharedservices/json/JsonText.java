package io.tekton.sharedservices.json;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A strictly parsed JSON object, with the text that it was parsed from and the place of every value in it. Immutable.
 */
public final class JsonText {
    private static final JsonFactory JSON = StrictJson.factory();

    private final String text;
    private final JsonValue.Object root;

    private JsonText(String text, JsonValue.Object root) {
        this.text = text;
        this.root = root;
    }

    /** @throws FileFault if the bytes are anything but one plain JSON object in UTF-8 */
    public static JsonText parse(byte[] bytes) throws FileFault {
        StrictUtf8.check(bytes);
        return parse(new String(bytes, StandardCharsets.UTF_8));
    }

    /**
     * Parses text of this program's own making.
     *
     * @throws IllegalArgumentException if it is anything but one plain JSON object
     */
    public static JsonText of(String text) {
        try {
            return parse(text);
        } catch (FileFault e) {
            throw new IllegalArgumentException("the text " + e.problem() + " (line " + e.line() + ")", e);
        }
    }

    private static JsonText parse(String text) throws FileFault {
        try (JsonParser in = JSON.createParser(text.toCharArray())) {
            return parse(in, text);
        } catch (IOException e) {
            throw new IllegalStateException("reading from memory failed", e);
        }
    }

    private static JsonText parse(JsonParser in, String text) throws IOException, FileFault {
        try {
            JsonToken first = in.nextToken();
            if (first == null) {
                throw FileFault.at(1, 1, "is empty; allowed is one JSON object");
            }
            if (first != JsonToken.START_OBJECT) {
                throw here(in, "is " + StrictJson.kind(first) + "; allowed is one JSON object");
            }
            JsonValue root = new Walk(in, text).value();
            if (in.nextToken() != null) {
                throw here(in, "has text after its end; allowed is one JSON object");
            }
            return new JsonText(text, (JsonValue.Object) root);
        } catch (JsonProcessingException e) {
            throw StrictJson.fault(e, in);
        }
    }

    /**
     * Walks parser and text side by side: the parser says what each token is, and has checked all before it, so the
     * text alone says where it is. The parser's own places are made anew for each question, several for each value.
     */
    private static final class Walk {
        /** The fields of the first entries; beyond them names tend to be those of entries, each unlike the others. */
        private static final int MOST_NAMES = 256;

        private final Map<String, String> rawNames = new HashMap<>();
        private final JsonParser in;
        private final String text;
        private int at;

        Walk(JsonParser in, String text) {
            this.in = in;
            this.text = text;
        }

        /** The value whose first token is the parser's current one; the factory bounds the depth. */
        JsonValue value() throws IOException {
            int start = next();
            return switch (in.currentToken()) {
                case START_OBJECT -> {
                    at++;
                    List<JsonValue.Member> members = new ArrayList<>();
                    while (in.nextToken() == JsonToken.FIELD_NAME) {
                        int nameStart = next();
                        at = endOfText(nameStart);
                        String name = in.currentName();
                        String rawName = rawName(name, nameStart);
                        in.nextToken();
                        members.add(new JsonValue.Member(nameStart, rawName, name, value()));
                    }
                    at = next() + 1;
                    yield new JsonValue.Object(start, at, members);
                }
                case START_ARRAY -> {
                    at++;
                    List<JsonValue> elements = new ArrayList<>();
                    while (in.nextToken() != JsonToken.END_ARRAY) {
                        elements.add(value());
                    }
                    at = next() + 1;
                    yield new JsonValue.Array(start, at, elements);
                }
                case VALUE_STRING -> scalar(start, JsonValue.Type.STRING);
                case VALUE_TRUE, VALUE_FALSE -> scalar(start, JsonValue.Type.BOOLEAN);
                case VALUE_NULL -> scalar(start, JsonValue.Type.NULL);
                default -> scalar(start, JsonValue.Type.NUMBER);
            };
        }

        /** As it is spelt; one object for a name that comes again, as in ten thousand entries of the same fields. */
        private String rawName(String name, int start) {
            String known = rawNames.get(name);
            if (known != null && known.length() == at - start && text.startsWith(known, start)) {
                return known;
            }
            String raw = text.substring(start, at);
            if (known == null && rawNames.size() < MOST_NAMES) {
                rawNames.put(name, raw);
            }
            return raw;
        }

        private JsonValue scalar(int start, JsonValue.Type type) throws IOException {
            String said = in.getText();
            at = type == JsonValue.Type.STRING ? endOfText(start) : start + said.length();
            String raw = type == JsonValue.Type.STRING ? text.substring(start, at) : said;
            return new JsonValue.Scalar(start, at, type, raw, said);
        }

        /** Where the next token begins. */
        private int next() {
            while (" \t\n\r,:".indexOf(text.charAt(at)) >= 0) {
                at++;
            }
            return at;
        }

        /** Behind the quote that ends a text, which the parser must have read whole. */
        private int endOfText(int start) {
            int end = start + 1;
            while (text.charAt(end) != '"') {
                end += text.charAt(end) == '\\' ? 2 : 1;
            }
            return end + 1;
        }
    }

    private static FileFault here(JsonParser in, String problem) {
        return FileFault.at(
                in.currentTokenLocation().getLineNr(), in.currentTokenLocation().getColumnNr(), problem);
    }

    public String text() {
        return text;
    }

    public JsonValue.Object root() {
        return root;
    }

    /** The characters of the value. */
    public String raw(JsonValue value) {
        return text.substring(value.start(), value.end());
    }

    /**
     * Where an offset is.
     *
     * @param line from 1
     * @param column from 1, in UTF-16 units
     */
    public record Place(int line, int column) {}

    public Place place(int offset) {
        int line = 1;
        int lineStart = 0;
        for (int i = 0; i < offset; i++) {
            char c = text.charAt(i);
            if (c == '\n' || (c == '\r' && text.charAt(i + 1) != '\n')) {
                line++;
                lineStart = i + 1;
            }
        }
        return new Place(line, offset - lineStart + 1);
    }
}
