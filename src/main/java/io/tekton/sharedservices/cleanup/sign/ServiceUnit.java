package io.tekton.sharedservices.cleanup.sign;

import io.tekton.sharedservices.process.ProcessNode;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What a control group says of the unit of {@code systemd(1)} that a process belongs to. Pure. */
public final class ServiceUnit {
    private static final Set<String> KINDS = Set.of("service", "scope", "slice", "socket", "mount", "swap");

    private ServiceUnit() {}

    /**
     * The service that a control group belongs to: its innermost unit, if that is one. A user's own service manager is
     * none; what it starts is in units of its own.
     *
     * @param cgroup such as {@code /system.slice/ssh.service}; null where not known
     */
    public static Optional<String> of(@Nullable String cgroup) {
        List<String> parts = cgroup == null ? List.of() : List.of(cgroup.split("/"));
        for (int i = parts.size() - 1; i >= 0; i--) {
            String part = parts.get(i);
            if (KINDS.contains(part.substring(part.lastIndexOf('.') + 1))) {
                return part.endsWith(".service") && !part.startsWith("user@")
                        ? Optional.of(String.join("/", parts.subList(0, i + 1)))
                        : Optional.empty();
            }
        }
        return Optional.empty();
    }

    /**
     * Whether a process is the first of its service: no older child of the same parent is in it. A later one with that
     * parent was left behind by another process of the service, as a job is by a runner.
     *
     * @param siblings the other children of its parent that are in the same service
     */
    public static boolean isFirst(ProcessNode process, List<ProcessNode> siblings) {
        return siblings.stream()
                .noneMatch(other -> other.identity().startTicks()
                                < process.identity().startTicks()
                        || (other.identity().startTicks() == process.identity().startTicks()
                                && other.pid() < process.pid()));
    }
}
