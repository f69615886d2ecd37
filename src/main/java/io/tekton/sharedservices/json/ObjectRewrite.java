package io.tekton.sharedservices.json;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Changes to one object of a JSON text: replaced values, and new members after the last one, in the layout of the
 * existing members. It collects changes; {@link #edits()} returns them. For one thread.
 */
public final class ObjectRewrite {
    private final JsonText json;
    private final JsonStyle style;
    private final JsonValue.Object object;
    private final boolean spreadWhereEmpty;
    private final Map<String, JsonValue> values = new HashMap<>();
    private final List<TextEdit> edits = new ArrayList<>();
    private final List<String> added = new ArrayList<>();
    private @Nullable Boolean spreadValues;

    /** @param spreadWhereEmpty whether members get lines of their own where the object has none that shows it */
    public ObjectRewrite(JsonText json, JsonStyle style, JsonValue.Object object, boolean spreadWhereEmpty) {
        this.json = json;
        this.style = style;
        this.object = object;
        this.spreadWhereEmpty = spreadWhereEmpty;
        object.members().forEach(member -> values.put(member.name(), member.value()));
    }

    /** The value before any change; null where there is no such member. */
    @Nullable
    public JsonValue value(String name) {
        return values.get(name);
    }

    /** Whether each member has a line of its own. */
    public boolean isSpread() {
        List<JsonValue.Member> members = object.members();
        if (members.isEmpty()) {
            return spreadWhereEmpty;
        }
        int last = members.size() - 1;
        for (int i = startOfGap(last); i < members.get(last).start(); i++) {
            char c = json.text().charAt(i);
            if (c == '\n' || c == '\r') {
                return true;
            }
        }
        return false;
    }

    /**
     * Sets a member's value.
     *
     * @param rawName the name as it is to be spelt where it is new
     * @return the new text of the value
     */
    public String set(String name, String rawName, JsonValue value) {
        JsonValue old = values.get(name);
        if (old == null) {
            String text = rendered(value, spreadsValues());
            added.add(rawName + colon() + text);
            return text;
        }
        String text = rendered(value, isComposite(old) ? isSpread(old) : spreadsValues());
        edits.add(new TextEdit(old.start(), old.end(), text));
        return text;
    }

    private String rendered(JsonValue value, boolean spread) {
        return spread ? style.spread(value, memberIndent()) : style.onOneLine(value);
    }

    /**
     * The layout of the neighbouring values; if none shows a layout, that of the members. Computed once, since an
     * object can have many members.
     */
    private boolean spreadsValues() {
        Boolean known = spreadValues;
        if (known == null) {
            known = isSpread() && (!hasCompositeOnOneLine() || hasSpreadComposite());
            spreadValues = known;
        }
        return known;
    }

    private boolean hasCompositeOnOneLine() {
        return object.members().stream()
                .map(JsonValue.Member::value)
                .anyMatch(value -> isComposite(value) && value.end() - value.start() > 2 && !isSpread(value));
    }

    private boolean hasSpreadComposite() {
        return object.members().stream()
                .map(JsonValue.Member::value)
                .anyMatch(value -> isComposite(value) && isSpread(value));
    }

    private boolean isSpread(JsonValue value) {
        for (int i = value.start(); i < value.end(); i++) {
            if (json.text().charAt(i) == '\n') {
                return true;
            }
        }
        return false;
    }

    private static boolean isComposite(JsonValue value) {
        return !(value instanceof JsonValue.Scalar);
    }

    /** All changes so far, as edits of the text. */
    public List<TextEdit> edits() {
        List<TextEdit> all = new ArrayList<>(edits);
        if (!added.isEmpty()) {
            all.add(addition());
        }
        return all;
    }

    private TextEdit addition() {
        List<JsonValue.Member> members = object.members();
        if (members.isEmpty()) {
            String inner = isSpread() ? style.lineBreak() + memberIndent() : "";
            String end = isSpread() ? style.lineBreak() + lineIndent(object.start()) : "";
            String between = isSpread() ? "," + inner : style.comma();
            return new TextEdit(object.start() + 1, object.end() - 1, inner + String.join(between, added) + end);
        }
        String comma = isSpread()
                ? "," + style.lineBreak() + memberIndent()
                : members.size() == 1 ? style.comma() : "," + gapBefore(members.size() - 1);
        int behind = members.get(members.size() - 1).value().end();
        return new TextEdit(behind, behind, comma + String.join(comma, added));
    }

    private String colon() {
        List<JsonValue.Member> members = object.members();
        return members.isEmpty() ? style.colon() : JsonStyle.colon(json.text(), members.get(members.size() - 1));
    }

    /** The text before a member's name, without its comma or the opening brace. */
    private String gapBefore(int index) {
        String gap = json.text()
                .substring(startOfGap(index), object.members().get(index).start());
        return gap.replace(",", "");
    }

    private int startOfGap(int index) {
        return index == 0
                ? object.start() + 1
                : object.members().get(index - 1).value().end();
    }

    private String memberIndent() {
        List<JsonValue.Member> members = object.members();
        return members.isEmpty()
                ? lineIndent(object.start()) + style.indent()
                : lineIndent(members.get(members.size() - 1).start());
    }

    /** The white space at the beginning of the line of this place. */
    private String lineIndent(int offset) {
        String text = json.text();
        int line = offset;
        // Step by step: a search for each kind of line end would go to the beginning of the text for the one that it
        // does not have.
        while (line > 0 && text.charAt(line - 1) != '\n' && text.charAt(line - 1) != '\r') {
            line--;
        }
        int end = line;
        while (end < offset && (text.charAt(end) == ' ' || text.charAt(end) == '\t')) {
            end++;
        }
        return text.substring(line, end);
    }
}
