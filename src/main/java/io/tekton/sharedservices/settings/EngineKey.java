package io.tekton.sharedservices.settings;

import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A key of a third-party library that may be set in our file.
 *
 * @param key in full, such as {@code org.quartz.threadPool.threadCount}
 * @param byDefault what we give the library where nobody sets it; {@code null} leaves it to the library
 * @param check throws {@link IllegalArgumentException} saying what is allowed; see {@link Values}
 */
public record EngineKey(String key, @Nullable String byDefault, Function<String, ?> check) {}
