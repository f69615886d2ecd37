package io.tekton.sharedservices.registry;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Which of the fields that a registry entry can have an object has, each with a value of its type or null. A platform
 * registry has {@code port}, {@code component}, {@code metadata}, {@code registered_at}; a wrapped-CI registry
 * {@code name}, {@code type}, {@code socket}, {@code working_directory}, {@code capabilities}, {@code pid}. Not
 * thread-safe.
 */
final class EntryFields {
    /** For messages. */
    static final String ALLOWED = "port, component, metadata, registered_at (platform registry), or"
            + " name, type, socket, working_directory, capabilities, pid (wrapped-CI registry)";

    /** Other names under which a process id has been seen, in lower case and without {@code _} and {@code -}. */
    private static final Set<String> PID_NAMES =
            Set.of("pid", "pids", "processid", "processids", "procid", "processpid");

    private static final Map<String, Field> BY_NAME = Stream.of(Field.values())
            .collect(Collectors.toUnmodifiableMap(field -> field.name().toLowerCase(Locale.ROOT), field -> field));

    private static final Pattern DIGITS = Pattern.compile("[0-9]{1,18}");

    private final Set<Field> values = EnumSet.noneOf(Field.class);
    private boolean any;

    private enum Field {
        PORT,
        COMPONENT,
        METADATA,
        REGISTERED_AT,
        NAME,
        TYPE,
        SOCKET,
        WORKING_DIRECTORY,
        CAPABILITIES,
        PID;

        private boolean takes(JsonToken value) {
            return switch (this) {
                case PORT, REGISTERED_AT -> value.isNumeric();
                case METADATA -> value == JsonToken.START_OBJECT;
                case CAPABILITIES -> value == JsonToken.START_ARRAY;
                case PID -> value == JsonToken.VALUE_NUMBER_INT || value == JsonToken.VALUE_STRING;
                default -> value == JsonToken.VALUE_STRING;
            };
        }

        /** What it has to be, for messages. */
        private String allowed() {
            return switch (this) {
                case PORT, REGISTERED_AT -> "a number";
                case METADATA -> "an object";
                case CAPABILITIES -> "an array of texts";
                case PID -> "a process id";
                default -> "text";
            };
        }
    }

    /** @param value the token with which the field's value begins */
    void add(String name, JsonToken value) {
        Field field = BY_NAME.get(name);
        if (field == null) {
            return;
        }
        any |= value == JsonToken.VALUE_NULL;
        if (field.takes(value)) {
            any = true;
            values.add(field);
        }
    }

    /**
     * What the field has to be if its value is of another type.
     *
     * @return empty if the value may be what it is
     */
    static String allowedInstead(String name, JsonToken value) {
        Field field = BY_NAME.get(name);
        return field == null || value == JsonToken.VALUE_NULL || field.takes(value) ? "" : field.allowed();
    }

    /** Whether the value at the parser is a process id under a name or in a place where none is read. */
    static boolean isPid(String name, JsonParser in) throws IOException {
        if (!PID_NAMES.contains(name.toLowerCase(Locale.ROOT).replace("_", "").replace("-", ""))) {
            return false;
        }
        return switch (in.currentToken()) {
            case VALUE_NUMBER_INT, START_ARRAY -> true;
            case VALUE_STRING -> DIGITS.matcher(in.getText()).matches();
            default -> false;
        };
    }

    /** Whether it has one at least. */
    boolean any() {
        return any;
    }

    /** Whether it has one besides {@code metadata}, with a value. */
    boolean anyBesidesMetadata() {
        return values.size() > (values.contains(Field.METADATA) ? 1 : 0);
    }

    /**
     * Whether an object inside an entry is an entry itself, and does not merely have a name or a port. An entry has two
     * fields of which one is rare elsewhere, or three fields with a component or a pid.
     */
    boolean isEntry() {
        boolean distinctive = values.contains(Field.METADATA)
                || values.contains(Field.REGISTERED_AT)
                || (values.contains(Field.COMPONENT) && values.contains(Field.PORT));
        boolean named = values.contains(Field.COMPONENT) || values.contains(Field.PID);
        return (distinctive && values.size() >= 2) || (named && values.size() >= 3);
    }
}
