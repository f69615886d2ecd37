package io.tekton.sharedservices.cleanup.verdict;

import io.tekton.sharedservices.process.ProcessIdentity;
import io.tekton.sharedservices.registry.CiNames;
import io.tekton.sharedservices.registry.Registration;
import io.tekton.sharedservices.registry.memory.SeenRegistration;
import java.nio.file.Path;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A living CI process that a believed reading saw registered.
 *
 * @param ids the ids of the entries that named it, as written
 * @param component the component that its command line names, folded; null where it names none or cannot be read
 */
public record LivingCi(
        ProcessIdentity identity, Set<String> ids, @Nullable String component) {
    public LivingCi {
        ids = Set.copyOf(ids);
    }

    public static LivingCi of(SeenRegistration seen, Holder holder) {
        return new LivingCi(seen.identity(), seen.ids(), holder instanceof Holder.Ci ci ? ci.component() : null);
    }

    /** Whether it is a process of this component, by its id or by its command line. */
    public boolean isOf(String name) {
        String folded = CiNames.folded(name);
        return folded.equals(component) || ids.stream().anyMatch(id -> folded.equals(componentOf(id)));
    }

    private static String componentOf(String id) {
        Registration entry = new Registration(CiNames.folded(id), null, null, Set.of(), null, Path.of(""));
        return entry.effectiveComponent();
    }
}
