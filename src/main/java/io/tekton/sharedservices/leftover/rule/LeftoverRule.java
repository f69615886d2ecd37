package io.tekton.sharedservices.leftover.rule;

import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a leftover looks like. A name that fits is judged; it is never one for its name alone.
 *
 * @param text as it was written
 * @param root the name of the root below which the path is
 * @param path a pattern for each name from the root on; at least one
 * @param ownerPid null for a socket, whose owner the kernel knows
 * @param olderThan what is younger is spared
 */
public record LeftoverRule(
        String name,
        String text,
        String root,
        List<NameGlob> path,
        Kind kind,
        @Nullable OwnerPid ownerPid,
        Duration olderThan) {
    public LeftoverRule {
        path = List.copyOf(path);
        if (path.isEmpty()) {
            throw new IllegalArgumentException("a rule needs a path");
        }
    }
}
