package io.tekton.sharedservices.api;

import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A command was given settings that the daemon has otherwise and that cannot be applied to one run: nothing was done.
 */
public final class SettingsDifferException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final transient List<Difference> differences;

    /**
     * One setting; secrets are masked.
     *
     * @param given what the command was given; null where that has none
     * @param inForce what the daemon has; null where that has none
     */
    public record Difference(
            String key, @Nullable String given, @Nullable String inForce) {
        String text() {
            return key + ": given " + (given == null ? "nothing" : "'" + given + "'") + ", the daemon has "
                    + (inForce == null ? "nothing" : "'" + inForce + "'");
        }
    }

    /** @param differences at least one */
    public SettingsDifferException(List<Difference> differences) {
        super(differences.stream()
                .map(Difference::text)
                .collect(Collectors.joining(
                        "; ", "the running daemon has other settings in force, so nothing was done: ", "")));
        this.differences = List.copyOf(differences);
    }

    public List<Difference> differences() {
        return differences;
    }
}
