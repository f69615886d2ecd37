package io.tekton.sharedservices.api.json;

import io.tekton.sharedservices.api.json.JsonObject.JsonFault;
import io.tekton.sharedservices.json.RecordCodec;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The fields of an object. Its faults are {@link UncheckedIOException}s, see {@link JsonObject#as}. */
record JsonSource(JsonObject json) implements RecordCodec.Source {
    @Override
    public boolean has(String name) {
        return json.has(name);
    }

    @Override
    public @Nullable Object value(String name, Class<?> type) {
        try {
            if (type == Integer.class) {
                return json.has(name) ? (Object) json.integer(name) : null;
            }
            if (type == Long.class) {
                return json.numberOrNull(name);
            }
            if (type == Boolean.class) {
                return json.boolOrNull(name);
            }
            if (type == Instant.class) {
                return json.timeOrNull(name);
            }
            if (type == List.class) {
                return json.has(name) ? json.texts(name) : null;
            }
            return type.isEnum() ? json.constantOrNull(name, type) : json.textOrNull(name);
        } catch (JsonFault e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public RecordCodec.@Nullable Source object(String name) {
        try {
            JsonObject object = json.objectOrNull(name);
            return object == null ? null : new JsonSource(object);
        } catch (JsonFault e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public @Nullable List<RecordCodec.Source> objects(String name) {
        try {
            return json.has(name)
                    ? json.objects(name).stream()
                            .<RecordCodec.Source>map(JsonSource::new)
                            .toList()
                    : null;
        } catch (JsonFault e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public RuntimeException missing(String name) {
        return new UncheckedIOException(json.missing(name));
    }
}
