package io.tekton.sharedservices.json;

import io.tekton.sharedservices.text.Causes;
import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * How a record is written and read: its components are the fields, by their names and in their order, where nothing
 * else is said. By reflection: a lambda for each field costs a short command 30 ms more. Set up once, and only read
 * then: thread-safe.
 */
public final class RecordCodec<T extends Record> {
    private final Constructor<T> constructor;
    private final List<Component> components = new ArrayList<>();

    /** What fields are read from. A value that is not of the wanted type is a fault of the source's own. */
    public interface Source {
        boolean has(String name);

        /** @param type String, Long, Integer, Boolean, Instant, an enum; or List, for texts */
        @Nullable
        Object value(String name, Class<?> type);

        @Nullable
        Source object(String name);

        @Nullable
        List<Source> objects(String name);

        RuntimeException missing(String name);
    }

    private enum Form {
        VALUE,
        /** Its fields are among those of the whole. */
        PART,
        OBJECT,
        LIST,
        LEFT_OUT
    }

    private static final class Component {
        final int place;
        final Method getter;
        String name;
        Class<?> type;
        Form form = Form.VALUE;
        boolean optional;

        @Nullable
        RecordCodec<?> codec;
        /** Of a part: the field without which it is not there. Of one that is left out: its value. */
        @Nullable
        Object sign;

        @Nullable
        Function<@Nullable Object, @Nullable Object> to;

        @Nullable
        Function<@Nullable Object, @Nullable Object> from;

        /** Whether each element of a list is converted, not the list. */
        boolean each;

        Component(int place, RecordComponent component) {
            this.place = place;
            this.getter = component.getAccessor();
            this.name = component.getName();
            this.type = component.getType();
        }
    }

    private RecordCodec(Constructor<T> constructor) {
        this.constructor = constructor;
    }

    public static <T extends Record> RecordCodec<T> of(Class<T> type) {
        RecordComponent[] all = type.getRecordComponents();
        Class<?>[] types = new Class<?>[all.length];
        for (int i = 0; i < all.length; i++) {
            types[i] = all[i].getType();
        }
        try {
            RecordCodec<T> codec = new RecordCodec<>(type.getDeclaredConstructor(types));
            for (int i = 0; i < all.length; i++) {
                codec.components.add(new Component(i, all[i]));
            }
            return codec;
        } catch (NoSuchMethodException e) {
            throw new IllegalStateException("every record has its constructor", e);
        }
    }

    private Component component(String name) {
        for (Component component : components) {
            if (component.getter.getName().equals(name)) {
                return component;
            }
        }
        throw new IllegalArgumentException(constructor + " has no " + name);
    }

    private RecordCodec<T> in(Form form, String component, @Nullable RecordCodec<?> codec, @Nullable Object sign) {
        Component one = component(component);
        one.form = form;
        one.codec = codec;
        one.sign = sign;
        return this;
    }

    public RecordCodec<T> named(String component, String name) {
        component(component).name = name;
        return this;
    }

    /** Components that may be null, and fields that may be missing. */
    public RecordCodec<T> optional(String... names) {
        for (String name : names) {
            component(name).optional = true;
        }
        return this;
    }

    /** A component whose fields are among those of the whole. */
    public RecordCodec<T> part(String component, RecordCodec<?> codec) {
        return in(Form.PART, component, codec, null);
    }

    /** The same for one that is there where this field is. */
    public RecordCodec<T> partWith(String field, String component, RecordCodec<?> codec) {
        return in(Form.PART, component, codec, field).optional(component);
    }

    public RecordCodec<T> object(String component, RecordCodec<?> codec) {
        return in(Form.OBJECT, component, codec, null);
    }

    /** A list of records; one of texts needs no word. */
    public RecordCodec<T> list(String component, RecordCodec<?> codec) {
        return in(Form.LIST, component, codec, null);
    }

    /** A component that is not written, and always read as this value. */
    public RecordCodec<T> without(String component, Object value) {
        return in(Form.LEFT_OUT, component, null, value);
    }

    /** What is written before all others. */
    public RecordCodec<T> first(String component) {
        Component first = component(component);
        components.remove(first);
        components.add(0, first);
        return this;
    }

    /**
     * A component that is written as something else.
     *
     * @param to has null for a component that is null
     */
    public <V, W> RecordCodec<T> as(
            String component, Class<W> type, Function<@Nullable V, @Nullable W> to, Function<W, @Nullable V> from) {
        component(component).type = type;
        return converted(component, to, from);
    }

    /** A list whose elements are written as texts. */
    public <V> RecordCodec<T> each(String component, Function<V, String> to, Function<String, V> from) {
        component(component).each = true;
        return converted(component, to, from);
    }

    @SuppressWarnings("unchecked") // the getter returns what the conversion takes
    private RecordCodec<T> converted(String component, Function<?, ?> to, Function<?, ?> from) {
        component(component).to = (Function<@Nullable Object, @Nullable Object>) to;
        component(component).from = (Function<@Nullable Object, @Nullable Object>) from;
        return this;
    }

    private static @Nullable Object converted(
            Component one, @Nullable Function<@Nullable Object, @Nullable Object> how, @Nullable Object value) {
        if (how == null) {
            return value;
        }
        if (!one.each || value == null) {
            return how.apply(value);
        }
        List<@Nullable Object> all = new ArrayList<>();
        for (Object element : (List<?>) value) {
            all.add(how.apply(element));
        }
        return all;
    }

    /** Every field in its order: a value as it is, an object as a map, a list of these or of texts. */
    public Map<String, @Nullable Object> map(T whole) {
        Map<String, @Nullable Object> fields = new LinkedHashMap<>();
        write(whole, fields);
        return fields;
    }

    public List<Map<String, @Nullable Object>> maps(List<T> records) {
        List<Map<String, @Nullable Object>> maps = new ArrayList<>();
        for (T whole : records) {
            maps.add(map(whole));
        }
        return maps;
    }

    /** The same, into a map that there is. */
    public void write(T whole, Map<String, @Nullable Object> out) {
        for (Component one : components) {
            if (one.form != Form.LEFT_OUT) {
                write(one, converted(one, one.to, get(one, whole)), out);
            }
        }
    }

    private static @Nullable Object get(Component one, Object whole) {
        try {
            return one.getter.invoke(whole);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(one.getter + " cannot be called", e);
        }
    }

    @SuppressWarnings("unchecked") // the codec is the one for such a component
    private static void write(Component one, @Nullable Object value, Map<String, @Nullable Object> out) {
        RecordCodec<Record> codec = (RecordCodec<Record>) one.codec;
        if (codec == null || value == null) {
            if (one.form != Form.PART) {
                out.put(one.name, value);
            }
        } else if (one.form == Form.PART) {
            codec.write((Record) value, out);
        } else {
            out.put(one.name, one.form == Form.OBJECT ? codec.map((Record) value) : codec.maps((List<Record>) value));
        }
    }

    /** @throws IllegalArgumentException if the fields contradict each other */
    public T read(Source in) {
        @Nullable Object[] values = new Object[components.size()];
        for (Component one : components) {
            Object value = read(one, in);
            if (value == null && !one.optional) {
                throw in.missing(one.name);
            }
            values[one.place] = value == null ? null : converted(one, one.from, value);
        }
        try {
            return constructor.newInstance(values);
        } catch (InvocationTargetException e) {
            Throwable fault = e.getCause() == null ? e : e.getCause();
            throw new IllegalArgumentException(Causes.of(fault), fault);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(constructor + " cannot be called", e);
        }
    }

    private static @Nullable Object read(Component one, Source in) {
        RecordCodec<?> codec = one.codec;
        if (codec == null) {
            return one.form == Form.LEFT_OUT ? one.sign : in.value(one.name, boxed(one.type));
        }
        if (one.form == Form.PART) {
            return one.sign == null || in.has((String) one.sign) ? codec.read(in) : null;
        }
        if (one.form == Form.OBJECT) {
            Source object = in.object(one.name);
            return object == null ? null : codec.read(object);
        }
        List<Source> objects = in.objects(one.name);
        if (objects == null) {
            return null;
        }
        List<Object> records = new ArrayList<>();
        for (Source object : objects) {
            records.add(codec.read(object));
        }
        return records;
    }

    private static Class<?> boxed(Class<?> type) {
        return switch (type.getName()) {
            case "int" -> Integer.class;
            case "long" -> Long.class;
            case "boolean" -> Boolean.class;
            default -> type;
        };
    }
}
