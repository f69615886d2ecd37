package io.tekton.sharedservices.json;

import java.util.List;
import java.util.function.Function;

/**
 * The layout of a JSON text, so that inserted text has the same layout.
 *
 * @param lineBreak {@code \n} or {@code \r\n}
 * @param indent what each level adds: spaces or tabs
 * @param comma the text between a value and the next name on the same line: {@code ", "}
 * @param colon the text between a name and its value: {@code ": "}
 */
public record JsonStyle(String lineBreak, String indent, String comma, String colon) {
    private static final String USUAL_INDENT = "  ";

    /** As the text shows; what it does not show is as Python's {@code json.dump} writes it. */
    public static JsonStyle of(JsonText json) {
        String text = json.text();
        int feed = text.indexOf('\n');
        String lineBreak = feed > 0 && text.charAt(feed - 1) == '\r' ? "\r\n" : "\n";
        String indent = USUAL_INDENT;
        String colon = ": ";
        List<JsonValue.Member> members = json.root().members();
        if (!members.isEmpty()) {
            JsonValue.Member first = members.get(0);
            String gap = text.substring(json.root().start() + 1, first.start());
            String below = gap.substring(gap.lastIndexOf('\n') + 1);
            if (isSpread(gap) && !below.isEmpty()) {
                indent = below;
            }
            colon = colon(text, first);
        }
        return new JsonStyle(lineBreak, indent, oneLineComma(json, json.root()), colon);
    }

    /** Whether a gap between two tokens begins a new line. */
    static boolean isSpread(String gap) {
        return gap.indexOf('\n') >= 0 || gap.indexOf('\r') >= 0;
    }

    static String colon(String text, JsonValue.Member member) {
        return text.substring(
                member.start() + member.rawName().length(), member.value().start());
    }

    /** The first comma on a line that the text has; one that ends its line says nothing. */
    private static String oneLineComma(JsonText json, JsonValue.Object object) {
        String found = firstComma(json, object);
        if (!found.isEmpty()) {
            return found;
        }
        boolean dense = !object.members().isEmpty()
                && colon(json.text(), object.members().get(0)).equals(":");
        return dense ? "," : ", ";
    }

    private static String firstComma(JsonText json, JsonValue value) {
        List<? extends JsonValue> children = value instanceof JsonValue.Object object
                ? object.members().stream().map(JsonValue.Member::value).toList()
                : value instanceof JsonValue.Array array ? array.elements() : List.of();
        for (int i = 1; i < children.size(); i++) {
            int from = children.get(i - 1).end();
            int to = value instanceof JsonValue.Object object
                    ? object.members().get(i).start()
                    : children.get(i).start();
            String gap = json.text().substring(from, to);
            if (!isSpread(gap)) {
                return gap;
            }
        }
        for (JsonValue child : children) {
            String found = firstComma(json, child);
            if (!found.isEmpty()) {
                return found;
            }
        }
        return "";
    }

    /** The value on one line, each scalar and name as it is spelt. */
    public String onOneLine(JsonValue value) {
        return render(value, "", false);
    }

    /** The value with each member and element on a line of its own. */
    String spread(JsonValue value, String indentOfItsLine) {
        return render(value, indentOfItsLine, true);
    }

    private String render(JsonValue value, String outer, boolean spread) {
        if (value instanceof JsonValue.Object object) {
            return composite(
                    "{",
                    object.members(),
                    "}",
                    outer,
                    spread,
                    member -> member.rawName() + colon + render(member.value(), outer + indent, spread));
        }
        if (value instanceof JsonValue.Array array) {
            return composite(
                    "[", array.elements(), "]", outer, spread, element -> render(element, outer + indent, spread));
        }
        return ((JsonValue.Scalar) value).raw();
    }

    private <T> String composite(
            String open, List<T> parts, String close, String outer, boolean spread, Function<T, String> rendering) {
        if (parts.isEmpty()) {
            return open + close;
        }
        String inner = spread ? lineBreak + outer + indent : "";
        StringBuilder out = new StringBuilder(open);
        for (int i = 0; i < parts.size(); i++) {
            out.append(i == 0 ? inner : spread ? "," + inner : comma).append(rendering.apply(parts.get(i)));
        }
        return out.append(spread ? lineBreak + outer : "").append(close).toString();
    }
}
