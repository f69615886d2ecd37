package io.tekton.sharedservices.api.json;

import static org.assertj.core.api.Assertions.assertThat;

import io.tekton.sharedservices.journal.codec.AsideCodecs;
import io.tekton.sharedservices.journal.codec.RunCodecs;
import io.tekton.sharedservices.journal.codec.VerdictCodecs;
import io.tekton.sharedservices.json.RecordCodec;
import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class CodecsTest {
    private static final List<Class<?>> HOLDERS = List.of(
            RunCodecs.class,
            VerdictCodecs.class,
            AsideCodecs.class,
            AnswerCodecs.class,
            HostCodecs.class,
            StatusCodecs.class,
            SyncJson.class);

    /** A component that is converted may be made of null, so its codec says whether the field may be missing. */
    @Test
    void aFieldMayBeMissingWhereItsComponentMayBeNull() throws ReflectiveOperationException {
        List<String> differing = new ArrayList<>();
        int asked = 0;
        for (Class<?> holder : HOLDERS) {
            for (Field field : holder.getDeclaredFields()) {
                if (field.getType() == RecordCodec.class) {
                    field.setAccessible(true);
                    for (Object component : (List<?>) hidden("components", field.get(null))) {
                        Method getter = (Method) hidden("getter", component);
                        boolean nullable = getter.getAnnotatedReturnType().isAnnotationPresent(Nullable.class);
                        asked++;
                        if (nullable != (boolean) hidden("optional", component) && hidden("to", component) == null) {
                            differing.add(holder.getSimpleName() + "." + field.getName() + ": " + getter);
                        }
                    }
                }
            }
        }

        assertThat(asked).isGreaterThan(100);
        assertThat(differing).isEmpty();
    }

    private static Object hidden(String name, Object owner) throws ReflectiveOperationException {
        Field field = owner.getClass().getDeclaredField(name);
        field.setAccessible(true);
        return field.get(owner);
    }
}
