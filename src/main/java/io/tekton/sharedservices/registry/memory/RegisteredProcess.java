package io.tekton.sharedservices.registry.memory;

import io.tekton.sharedservices.process.ProcessIdentity;
import java.util.Set;

/**
 * A living process that has a registered pid.
 *
 * @param rules the names of the match rules that name it; empty where none does
 */
public record RegisteredProcess(ProcessIdentity identity, Set<String> rules) {
    public RegisteredProcess {
        rules = Set.copyOf(rules);
    }
}
