package io.tekton.sharedservices.process;

/**
 * One process in the tree of processes.
 *
 * @param parentPid 0 where the parent lies outside this PID namespace, and for pid 1
 * @param name what the kernel calls it, at most 15 bytes ({@code comm}); for people only
 * @param zombie it has ended and waits for its parent; one whose first thread alone has ended lives
 */
public record ProcessNode(ProcessIdentity identity, int parentPid, String name, boolean zombie, boolean kernelThread) {
    public int pid() {
        return identity.pid();
    }

    /** The same, where another thread than the first lives. */
    ProcessNode alive() {
        return new ProcessNode(identity, parentPid, name, false, kernelThread);
    }

    /** What {@code equals} says; as to why not that, see {@link ProcessIdentity#equals}. */
    boolean sameAs(ProcessNode other) {
        return identity.equals(other.identity)
                && parentPid == other.parentPid
                && name.equals(other.name)
                && zombie == other.zombie
                && kernelThread == other.kernelThread;
    }
}
