package io.tekton.sharedservices.redaction;

import com.fasterxml.jackson.core.io.JsonStringEncoder;
import io.tekton.sharedservices.json.JsonText;
import io.tekton.sharedservices.json.JsonValue;
import io.tekton.sharedservices.secrets.SecretNames;
import io.tekton.sharedservices.secrets.SecretNames.Kind;
import io.tekton.sharedservices.secrets.SecretValues;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Masks secrets in JSON value by value: it stays JSON, and every line stays where it is. Remembers what it has masked,
 * for the texts of one record have most of their values in common: for one record, and one thread.
 */
public final class SecretJson {
    private final Redaction redaction;
    private final Map<Field, String> masked = new HashMap<>();
    private final Map<String, Boolean> secretNames = new HashMap<>();
    private final Map<String, List<String>> paths = new HashMap<>();

    public SecretJson(Redaction redaction) {
        this.redaction = redaction;
    }

    /** The object with the secrets in it masked. */
    public String masked(JsonText json) {
        StringBuilder masked = new StringBuilder(json.text().length());
        int[] at = {0};
        object(json.root(), false, (from, to, text) -> {
            masked.append(json.text(), at[0], from).append(text);
            at[0] = to;
        });
        return masked.append(json.text(), at[0], json.text().length()).toString();
    }

    /**
     * One value with the secrets in it masked.
     *
     * @param path where it is, from the outermost name inwards, parted by dots
     * @param value JSON
     */
    public String masked(String path, String value) {
        List<String> names = paths.computeIfAbsent(path, one -> List.of(one.split("\\.", -1)));
        char first = value.charAt(0);
        if (first == 't' || first == 'f' || first == 'n') {
            return value;
        }
        boolean number = first == '-' || (first >= '0' && first <= '9');
        if (number || (first == '"' && value.indexOf('\\') < 0)) {
            // It need not be parsed to know what it says; a run can have 40,000 of these.
            String said = number ? value : value.substring(1, value.length() - 1);
            int last = names.size() - 1;
            boolean secret = names.subList(0, last).stream().anyMatch(this::isSecret);
            String shown = shown(names.get(last), number, said, secret);
            return shown.equals(said) ? value : quoted(shown);
        }
        StringBuilder text = new StringBuilder("{\"");
        text.append(String.join(
                        "\":{\"", names.stream().map(SecretJson::escaped).toList()))
                .append("\":");
        int start = text.length();
        text.append(value).append("}".repeat(names.size()));
        String masked = masked(JsonText.of(text.toString()));
        return masked.substring(start, masked.length() - names.size());
    }

    private record Field(String name, String value) {}

    private interface Edits {
        void replace(int from, int to, String text);
    }

    private void object(JsonValue.Object object, boolean secret, Edits edits) {
        for (JsonValue.Member member : object.members()) {
            value(member.name(), member.value(), secret, edits);
        }
    }

    /** @param secret whether it is below a name that says so: all of {@code "secrets": {"a": "b"}} is secret */
    private void value(@Nullable String name, JsonValue value, boolean secret, Edits edits) {
        if (value instanceof JsonValue.Object object) {
            object(object, secret || isSecret(name), edits);
        } else if (value instanceof JsonValue.Array array) {
            array(name, array, secret || isSecret(name), edits);
        } else if (value instanceof JsonValue.Scalar scalar) {
            scalar(name, scalar, secret, edits);
        }
    }

    private boolean isSecret(@Nullable String name) {
        return name != null
                && secretNames.computeIfAbsent(name, one -> {
                    Kind kind = SecretNames.kind(one);
                    return kind == Kind.SECRET || kind == Kind.SECRET_OR_FILE;
                });
    }

    /** A list of texts may be a command line. */
    private void array(@Nullable String name, JsonValue.Array array, boolean secret, Edits edits) {
        List<JsonValue.Scalar> texts = array.elements().stream()
                .filter(element -> element instanceof JsonValue.Scalar scalar && isText(scalar))
                .map(JsonValue.Scalar.class::cast)
                .toList();
        if (secret || texts.size() < array.elements().size()) {
            array.elements().forEach(element -> value(name, element, secret, edits));
            return;
        }
        List<String> masked =
                redaction.masked(texts.stream().map(JsonValue.Scalar::text).toList());
        for (int i = 0; i < texts.size(); i++) {
            replace(texts.get(i), masked.get(i), edits);
        }
    }

    private static boolean isText(JsonValue.Scalar scalar) {
        return scalar.type() == JsonValue.Type.STRING;
    }

    private void scalar(@Nullable String name, JsonValue.Scalar scalar, boolean secret, Edits edits) {
        boolean number = scalar.type() == JsonValue.Type.NUMBER;
        if (!number && !isText(scalar)) {
            return;
        }
        replace(scalar, shown(name, number, scalar.text(), secret), edits);
    }

    /** What is shown of a number or a text. */
    private String shown(@Nullable String name, boolean number, String said, boolean secret) {
        if (secret || (number && isSecret(name))) {
            return SecretValues.isHarmless(said) ? said : Redaction.MASK;
        }
        return number
                ? said
                : masked.computeIfAbsent(
                        new Field(name == null ? "" : name, said),
                        field -> redaction.value(field.name(), field.value()));
    }

    private static void replace(JsonValue.Scalar scalar, String masked, Edits edits) {
        if (!masked.equals(scalar.text())) {
            edits.replace(scalar.start(), scalar.end(), quoted(masked));
        }
    }

    private static String quoted(String text) {
        return '"' + escaped(text) + '"';
    }

    private static String escaped(String text) {
        return new String(JsonStringEncoder.getInstance().quoteAsString(text));
    }
}
