package io.tekton.sharedservices.json;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** A value in a {@link JsonText}, with its place there: from {@code start}, before {@code end}, in UTF-16 units. */
public sealed interface JsonValue {
    int start();

    int end();

    /** In words, for messages: "an object". */
    String kind();

    /** What a scalar is. */
    enum Type {
        STRING("text"),
        NUMBER("a number"),
        BOOLEAN("true or false"),
        NULL("null");

        private final String words;

        Type(String words) {
            this.words = words;
        }
    }

    /**
     * Text, number, true, false or null.
     *
     * @param raw as it is spelt
     * @param text of a text what it says; of all else the same as {@code raw}
     */
    record Scalar(int start, int end, Type type, String raw, String text) implements JsonValue {
        @Override
        public String kind() {
            return type.words;
        }
    }

    /** An array. */
    record Array(int start, int end, List<JsonValue> elements) implements JsonValue {
        public Array {
            elements = List.copyOf(elements);
        }

        @Override
        public String kind() {
            return "an array";
        }
    }

    /** An object; no two members have the same name. */
    record Object(int start, int end, List<Member> members) implements JsonValue {
        public Object {
            members = List.copyOf(members);
        }

        @Override
        public String kind() {
            return "an object";
        }

        /** The value of this name; null where there is none. A search: for objects of many members make a map. */
        public @Nullable JsonValue get(String name) {
            for (Member member : members) {
                if (member.name().equals(name)) {
                    return member.value();
                }
            }
            return null;
        }
    }

    /**
     * A name and its value.
     *
     * @param start of the name's opening quote
     * @param rawName as it is spelt, quotes included
     */
    record Member(int start, String rawName, String name, JsonValue value) {}
}
