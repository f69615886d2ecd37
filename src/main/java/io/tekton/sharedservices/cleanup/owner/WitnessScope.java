package io.tekton.sharedservices.cleanup.owner;

/**
 * Where pids and starts mean the same: another boot, PID namespace or time namespace voids all that was witnessed.
 *
 * @param timeNamespace a start in ticks since boot is shifted by it ({@code time_namespaces(7)})
 */
public record WitnessScope(String bootId, String pidNamespace, String timeNamespace) {}
