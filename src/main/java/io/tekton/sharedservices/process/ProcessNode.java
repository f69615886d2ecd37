package io.tekton.sharedservices.process;

/**
 * One process in the tree of processes.
 *
 * @param parentPid 0 where the parent lies outside this PID namespace, and for pid 1
 * @param name what the kernel calls it, at most 15 bytes ({@code comm}); for people only
 * @param zombie it has ended and waits for its parent
 */
public record ProcessNode(ProcessIdentity identity, int parentPid, String name, boolean zombie, boolean kernelThread) {
    public int pid() {
        return identity.pid();
    }
}
