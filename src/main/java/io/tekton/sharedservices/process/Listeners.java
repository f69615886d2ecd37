package io.tekton.sharedservices.process;

import java.util.Set;

/**
 * Which processes listen on which addresses, for one scan of the host. Data that all processes share is read once and
 * cached. No connection is ever opened. For one thread.
 */
public interface Listeners {
    /**
     * The listening sockets among a process's open files. Unreadable where its files may not be listed, or change all
     * the time.
     */
    Reading<Set<Listener>> of(int pid);

    /** The pids of a process's children; empty where the system does not say. */
    Set<Integer> children(int pid);

    /**
     * Whether neither has called {@code execve(2)} since one was forked from the other, as is true of workers; true in
     * doubt.
     */
    boolean maySharePrograms(int pid, int ancestor);
}
