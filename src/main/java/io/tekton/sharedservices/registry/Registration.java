package io.tekton.sharedservices.registry;

import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One entry of a registry file: a CI that is meant to run. Names are kept as written; compare them as {@link CiNames}
 * says.
 *
 * @param id the key of the entry
 * @param name the entry's {@code name}, which wrapped CIs have; null where it has none
 * @param component the entry's {@code component}; null where it has none or a blank one
 * @param pids the process ids of the entry, each above 0: none, one, or two where the top and {@code metadata} differ
 * @param registeredAt {@code registered_at}, a reading of a monotonic clock and not a date; null where it is no finite
 *     number
 * @param file the registry file that holds the entry, as configured
 */
public record Registration(
        String id,
        @Nullable String name,
        @Nullable String component,
        Set<Integer> pids,
        @Nullable Double registeredAt,
        Path file) {
    private static final List<String> SUFFIXES = List.of("-ai", "-ci");

    public Registration {
        pids = Set.copyOf(pids);
        for (int pid : pids) {
            if (pid <= 0) {
                throw new IllegalArgumentException("a registered pid must be above 0, not " + pid);
            }
        }
        if (component != null && component.isBlank()) {
            component = null;
        }
    }

    /** The component of the entry: its {@code component}, else its id without a trailing {@code -ai} or {@code -ci}. */
    public String effectiveComponent() {
        if (component != null) {
            return component;
        }
        for (String suffix : SUFFIXES) {
            int stem = id.length() - suffix.length();
            if (stem > 0 && id.substring(stem).toLowerCase(Locale.ROOT).equals(suffix)) {
                return id.substring(0, stem);
            }
        }
        return id;
    }
}
