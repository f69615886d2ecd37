package io.tekton.sharedservices.store.chain;

import io.tekton.sharedservices.journal.TerminationSignal;
import io.tekton.sharedservices.json.RecordCodec;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.jdbi.v3.core.mapper.MappingException;
import org.jspecify.annotations.Nullable;

/** The fields of a row, whose columns have the fields' names in lower case, where a database allows them. */
record ReadRow(ResultSet rows) implements RecordCodec.Source {
    private static String column(String name) {
        return switch (name) {
            case "at" -> "happened_at";
            case "key" -> "setting";
            case "match" -> "match_rule";
            case "new", "old" -> name + "_value";
            case "owner" -> "ended_owner";
            case "rule" -> "verdict_rule";
            case "trigger" -> "began_by";
            case "user" -> "owner_name";
            case "verdict" -> "decision";
            default -> lower(name);
        };
    }

    private static String lower(String name) {
        StringBuilder column = new StringBuilder(name.length() + 4);
        for (int i = 0; i < name.length(); i++) {
            char c = name.charAt(i);
            if (Character.isUpperCase(c)) {
                column.append('_');
            }
            column.append(Character.toLowerCase(c));
        }
        return column.toString();
    }

    @Override
    public boolean has(String name) {
        return value(name, Object.class) != null;
    }

    @Override
    public @Nullable Object value(String name, Class<?> type) {
        try {
            if (type == Instant.class) {
                return Rows.instantOrNull(rows, column(name));
            }
            if (type == List.class) {
                return signals();
            }
            if (type == Object.class) {
                return rows.getObject(column(name));
            }
            return type.isEnum() ? constant(name, type) : rows.getObject(column(name), type);
        } catch (SQLException e) {
            throw new MappingException("the column of " + name + " cannot be read", e);
        }
    }

    private @Nullable Object constant(String name, Class<?> type) throws SQLException {
        String text = rows.getString(column(name));
        return text == null
                ? null
                : Arrays.stream(type.getEnumConstants())
                        .filter(constant -> ((Enum<?>) constant).name().equals(text))
                        .findFirst()
                        .orElseThrow(() -> new IllegalArgumentException(name + " is " + text));
    }

    /** Those of a termination are the only list in a row: each has a column. */
    private List<String> signals() throws SQLException {
        List<String> signals = new ArrayList<>();
        for (TerminationSignal signal : TerminationSignal.values()) {
            if (rows.getBoolean("had_" + signal.name().toLowerCase(Locale.ROOT))) {
                signals.add(signal.name());
            }
        }
        return signals;
    }

    @Override
    public RecordCodec.@Nullable Source object(String name) {
        return null;
    }

    @Override
    public @Nullable List<RecordCodec.Source> objects(String name) {
        return null;
    }

    @Override
    public RuntimeException missing(String name) {
        return new IllegalArgumentException(name + " is missing");
    }
}
