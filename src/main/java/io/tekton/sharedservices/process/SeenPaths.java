package io.tekton.sharedservices.process;

/** Where paths lead for other processes, for one scan of the host: answers are cached. For one thread. */
public interface SeenPaths {
    /**
     * Follows a path as that process would.
     *
     * @param path absolute, or relative to the process's working folder; empty for that folder itself
     */
    Reading<SeenPath> of(int pid, String path);

    /** Where the program that a process runs is. */
    Reading<SeenPath> ofProgram(int pid);
}
