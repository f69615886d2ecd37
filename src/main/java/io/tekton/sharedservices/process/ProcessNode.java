package io.tekton.sharedservices.process;

/**
 * One process in the tree of processes.
 *
 * @param parentPid 0 where the parent is outside this PID namespace, and for pid 1
 * @param name what the kernel calls it, at most 15 bytes ({@code comm}); for people only
 * @param zombie it has ended and waits for its parent; a process of which only the first thread has ended is alive
 * @param session the pid of the leader of its session; 0 where that is not known
 * @param terminal whether it has a controlling terminal
 */
public record ProcessNode(
        ProcessIdentity identity,
        int parentPid,
        String name,
        boolean zombie,
        boolean kernelThread,
        int session,
        boolean terminal) {
    /** One of which session and terminal are not known. */
    public ProcessNode(ProcessIdentity identity, int parentPid, String name, boolean zombie, boolean kernelThread) {
        this(identity, parentPid, name, zombie, kernelThread, 0, false);
    }

    /** Whether it leads a session that has a terminal, as the shell of a login does. */
    public boolean leadsTerminal() {
        return terminal && session == pid();
    }

    public int pid() {
        return identity.pid();
    }

    /** The same, where another thread than the first lives. */
    public ProcessNode alive() {
        return new ProcessNode(identity, parentPid, name, false, kernelThread);
    }

    /** What {@code equals} says; as to why not that, see {@link ProcessIdentity#equals}. */
    public boolean sameAs(ProcessNode other) {
        return identity.equals(other.identity)
                && parentPid == other.parentPid
                && name.equals(other.name)
                && zombie == other.zombie
                && kernelThread == other.kernelThread;
    }
}
