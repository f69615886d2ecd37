package io.tekton.sharedservices.api;

import io.tekton.sharedservices.registry.RegistryReading;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The result of the last reading of the registry.
 *
 * @param readable whether a cleanup would go by it; if not, it would be refused
 * @param registrations how many; 0 where it is not readable
 * @param files those that were read
 * @param absent those that may be absent and are
 * @param reason the short word of the refusal, such as {@code registry-missing}; null where it is readable
 * @param message its sentence; null where it is readable
 */
public record RegistryStatus(
        boolean readable,
        int registrations,
        List<Path> files,
        List<Path> absent,
        @Nullable String reason,
        @Nullable String message) {
    public RegistryStatus {
        files = List.copyOf(files);
        absent = List.copyOf(absent);
    }

    /**
     * Null for a registry that is missing and that nothing needs.
     *
     * @param needed whether a registry that is missing is worth a word
     */
    public static @Nullable RegistryStatus of(RegistryReading reading, boolean needed) {
        if (reading instanceof RegistryReading.Read read) {
            return new RegistryStatus(true, read.registrations().all().size(), read.files(), read.absent(), null, null);
        }
        RegistryReading.Refused refused = (RegistryReading.Refused) reading;
        if (!needed && refused.reason().equals(RegistryReading.MISSING)) {
            return null;
        }
        return new RegistryStatus(false, 0, List.of(), List.of(), refused.reason(), refused.message());
    }
}
